"""The one decode: FFmpeg through PyAV, told which demuxer and decoders it may use, in blocks of float32."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from . import samples
from .blocks import Block, Stream
from .errors import ErrorCode, Rejected
from .limits import Limits
from .prescan import Outline
from .sniff import Container

PCM_LE = "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_alaw,pcm_mulaw"
PCM_BE = "pcm_s8,pcm_s16be,pcm_s24be,pcm_s32be,pcm_f32be,pcm_f64be,pcm_s16le,pcm_s24le,pcm_s32le"
# Raw PCM needs no analysis; with FFmpeg's defaults a WAV is probed for other codecs for up to 100 ms.
NO_PROBE = {"probesize": "65536", "analyzeduration": "0"}
MAX_STREAMS = 16
# A damaged MP3 or Ogg packet is a click the encoder's owner has heard; many are a damaged file.
BAD_PACKETS, BAD_SHARE = 8, 0.01


@dataclass(frozen=True, slots=True)
class Demuxer:
    """The FFmpeg demuxer and the decoders, by FFmpeg's names, that a container may be opened with."""

    name: str
    codecs: str
    is_lossless: bool
    needs_probe: bool = True


DEMUXERS = {
    Container.WAV: Demuxer("wav", PCM_LE, True, False),
    Container.RF64: Demuxer("wav", PCM_LE, True, False),
    Container.W64: Demuxer("w64", PCM_LE, True, False),
    Container.AIFF: Demuxer("aiff", f"{PCM_BE},pcm_u8,pcm_alaw,pcm_mulaw", True, False),
    Container.FLAC: Demuxer("flac", "flac", True),
    Container.MP3: Demuxer("mp3", "mp3float,mp3", False),
    Container.OGG: Demuxer("ogg", "vorbis,opus,flac", False),
    Container.M4A: Demuxer("mov", "aac,alac", False),
    Container.WAVPACK: Demuxer("wv", "wavpack", True),
}


class Decoder:
    """One open sound. `blocks()` may be read once; the counters are final when it is exhausted."""

    def __init__(self, container: InputContainer, outline: Outline, limits: Limits, size: int) -> None:
        self._container, self._outline, self._limits, self._size = container, outline, limits, size
        self._stream = _only_audio(container)
        context = self._stream.codec_context
        _check_stream(context, limits)
        context.options = {"err_detect": "crccheck+explode"} if self._is_lossless else {}
        context.thread_count = 1
        self.codec = context.codec.canonical_name
        self.stream = Stream(context.sample_rate, context.channels, _layout_name(context))
        self.bit_depth = outline.bit_depth or _alac_depth(context)
        self.frames = 0
        self.non_finite = 0
        self._packets = self._bad = self._decoded = self._last_frame = 0

    @property
    def _is_lossless(self) -> bool:
        return DEMUXERS[self._outline.container].is_lossless

    def blocks(self, on_position: Callable[[float], None]) -> Iterator[Block]:
        """Yield the whole sound in order; `on_position` hears the share of the file read, 0–1."""
        fifo, budget = AudioFifo(), self._limits.max_frames(self.stream.sample_rate_hz)
        widen = samples.Interleaver(self.stream)
        block_frames = samples.block_frames_for(self.stream.channels)
        for packet in self._demux():
            for frame in self._decode(packet):
                samples.write(fifo, widen(frame), self.stream)
                self._decoded += frame.samples
                self._last_frame = frame.samples
            while (ready := fifo.read(block_frames)) is not None:
                yield self._block(ready)
            if self._decoded > budget:
                raise Rejected(ErrorCode.TOO_LONG, f"more than {self._limits.max_duration_s:.0f} s of sound")
            if packet.pos is not None and self._size:
                on_position(min(1.0, packet.pos / self._size))
        if (rest := fifo.read(0, partial=True)) is not None:
            yield self._block(rest)
        self._check_end()

    def _demux(self) -> Iterator["Packet[AudioStream]"]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except MemoryError:
                raise
            except (av.FFmpegError, ValueError) as error:
                raise self._damaged(str(error)) from error
            if packet is None:
                return
            yield packet

    def _decode(self, packet: "Packet[AudioStream]") -> list[AudioFrame]:
        self._packets += 1
        try:
            return [frame for frame in packet.decode() if isinstance(frame, AudioFrame)]
        except MemoryError:
            raise
        except av.error.EOFError:
            return []
        except (av.FFmpegError, ValueError) as error:
            self._bad += 1
            if self._is_lossless:
                raise self._damaged(str(error)) from error
            return []

    def _damaged(self, detail: str) -> Rejected:
        """A cut file fails in its last packet and lacks more than that packet's worth of sound."""
        claimed, reached = self._outline.frames, self._decoded
        if claimed is not None and claimed > reached + self._last_frame and self._at_end_of_file():
            return Rejected(ErrorCode.TRUNCATED, f"the sound stops after {reached} of {claimed} frames")
        return Rejected(ErrorCode.CORRUPT, f"damaged sound after {reached} frames: {detail}")

    def _at_end_of_file(self) -> bool:
        try:
            packet = next(self._container.demux(self._stream), None)
            return packet is None or packet.size == 0
        except (av.FFmpegError, ValueError):
            return True

    def _block(self, frame: AudioFrame) -> Block:
        canonical = samples.canonical_array(frame, self.stream.channels)
        sound = samples.planar(canonical)
        self.non_finite += samples.zero_non_finite(sound) if canonical.dtype.kind == "f" else 0
        block = Block(self.frames, sound, canonical)
        self.frames += block.frames
        return block

    def _check_end(self) -> None:
        claimed = self._outline.frames
        if self._bad > max(BAD_PACKETS, self._packets * BAD_SHARE):
            raise Rejected(ErrorCode.CORRUPT, f"{self._bad} of {self._packets} packets are damaged")
        if not self.frames:
            raise Rejected(ErrorCode.NO_AUDIO_STREAM, "not one sample could be decoded")
        if claimed is not None and self.frames < claimed:
            raise Rejected(ErrorCode.TRUNCATED, f"the sound stops after {self.frames} of {claimed} frames")
        if claimed is not None and self.frames > claimed:
            raise Rejected(ErrorCode.WRONG_LENGTH, f"{self.frames} frames, the header claims {claimed}")

    @property
    def bad_packets(self) -> int:
        return self._bad


@contextmanager
def opened(url: str, outline: Outline, limits: Limits, size: int) -> Iterator[Decoder]:
    """Open `url` (a "file:" URL) as `outline.container` and nothing else; raise Rejected if it is not."""
    if outline.frames is None:
        _check_duration(url, outline, limits)
    with _open(url, outline.container) as container:
        yield Decoder(container, outline, limits, size)


def _open(url: str, container: Container) -> InputContainer:
    demuxer = DEMUXERS[container]
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": av.ContainerFormat(demuxer.name, "r").name,
        "codec_whitelist": demuxer.codecs,
        "max_streams": str(MAX_STREAMS),
    }
    options |= {"probesize": "1048576"} if demuxer.needs_probe else NO_PROBE
    try:
        return av.open(url, format=demuxer.name, metadata_errors="replace", options=options)
    # Before the first packet nothing needs memory but tables whose size the header makes up.
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise Rejected(ErrorCode.CORRUPT, f"not a readable {container} file: {error}") from error


def _check_duration(url: str, outline: Outline, limits: Limits) -> None:
    """Add up packet durations, without decoding: a hundred hours of silence fit into a few megabytes."""
    with _open(url, outline.container) as container:
        stream = _only_audio(container)
        budget = limits.max_duration_s / float(stream.time_base or 1)
        total = 0
        try:
            for packet in container.demux(stream):
                total += packet.duration or 0
                if total > budget:
                    message = f"more than {limits.max_duration_s:.0f} s of sound"
                    raise Rejected(ErrorCode.TOO_LONG, message)
        except MemoryError:
            raise
        except (av.FFmpegError, ValueError):
            return  # The decode meets the same damage and names it.


def _only_audio(container: InputContainer) -> AudioStream:
    streams = container.streams
    if len(streams.audio) != 1:
        code = ErrorCode.UNSUPPORTED_FORMAT if streams.audio else ErrorCode.NO_AUDIO_STREAM
        raise Rejected(code, f"{len(streams.audio)} audio streams")
    if any(not stream.disposition & av.stream.Disposition.attached_pic for stream in streams.video):
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "this is a video")
    return streams.audio[0]


def _check_stream(context: AudioCodecContext, limits: Limits) -> None:
    # PyAV has no codec context when the codec is unknown or not among those allowed.
    if context is None or not context.sample_rate:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "a codec we do not take")
    if not 1 <= context.channels <= limits.max_channels:
        raise Rejected(ErrorCode.TOO_MANY_CHANNELS, f"{context.channels} channels")
    if not limits.min_sample_rate_hz <= context.sample_rate <= limits.max_sample_rate_hz:
        raise Rejected(ErrorCode.BAD_SAMPLE_RATE, f"a sample rate of {context.sample_rate} Hz")


def _layout_name(context: AudioCodecContext) -> str:
    return {1: "mono", 2: "stereo"}.get(context.channels) or context.layout.name


def _alac_depth(context: AudioCodecContext) -> int | None:
    """The magic cookie of Apple Lossless holds the depth; lossy codecs have none."""
    cookie = context.extradata or b""
    return cookie[17] if context.codec.canonical_name == "alac" and len(cookie) > 17 else None
