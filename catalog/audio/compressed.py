"""Compressed sound, packet by packet through FFmpeg: the same blocks, or the reason why not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import av
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from . import demuxing, layouts, samples
from .blocks import Block, Stream
from .errors import ErrorCode, Rejected
from .prescan import Outline, Source
from .sniff import Container

# A damaged MP3 or Ogg packet is a click the encoder's owner has heard; many are a damaged file.
BAD_PACKETS, BAD_SHARE = 8, 0.01
# What Opus may skip at its start (80 ms), or a Vorbis block that lost its neighbour.
MAX_MISSING_FRAMES = 4_096
LOSSLESS = ("flac", "alac", "wavpack")


@contextmanager
def opened(source: Source, outline: Outline) -> Iterator["PacketDecoder"]:
    """Open the file as `outline.container` and nothing else; raise Rejected if it is not."""
    with demuxing.open_container(source, outline) as container:
        yield PacketDecoder(container, source, outline)


class PacketDecoder:
    """One open sound. `blocks()` may be read once; the counters are final when it is exhausted."""

    def __init__(self, container: InputContainer, source: Source, outline: Outline) -> None:
        self._container, self._source, self._outline = container, source, outline
        self._audio = demuxing.only_audio(container)
        context = self._audio.codec_context
        demuxing.check_stream(context, demuxing.DEMUXERS[outline.container], source.limits)
        demuxing.check_agreement(context, outline)
        self.codec = context.codec.canonical_name
        layout = layouts.named(context.layout.name, context.channels)
        self.stream = Stream(context.sample_rate, context.channels, layout)
        self.bit_depth = outline.bit_depth or demuxing.alac_depth(context)
        is_ogg = outline.container is Container.OGG
        self._expected = self._positions() if is_ogg else outline.expected_frames or 0
        self._is_lossless = self.codec in LOSSLESS
        context.options = {"err_detect": "crccheck+explode"} if self._is_lossless else {}
        context.thread_count = 1
        self.frames = 0
        self.non_finite = 0
        self.bad_packets = 0
        self._packets = self._decoded = self._last_frame = 0

    def _positions(self) -> int:
        """Frames from the first to the last position in an Ogg: its damaged pages are left out without a word."""
        seconds = (self._audio.duration or 0) * float(self._audio.time_base or 0)
        return round(seconds * self.stream.sample_rate_hz)

    def blocks(self, on_position: Callable[[float], None]) -> Iterator[Block]:
        """Yield the whole sound in order; `on_position` hears the share of the file read, 0–1."""
        self._check_duration()
        fifo = AudioFifo()
        interleave = samples.Interleaver(self.stream)
        most = samples.block_frames_for(self.stream.channels)
        for packet in self._demux():
            for frame in self._decode(packet):
                samples.write(fifo, interleave(frame), self.stream)
                self._decoded += frame.samples
                self._last_frame = frame.samples
            while (ready := fifo.read(most)) is not None:
                yield self._block(ready)
            self._check_so_far()
            if packet.pos is not None:
                on_position(min(1.0, packet.pos / self._source.size))
        if (rest := fifo.read(0, partial=True)) is not None:
            yield self._block(rest)
        self._check_end()

    def _check_duration(self) -> None:
        """Raise TOO_LONG before anything is decoded: a hundred hours of silence fit into a few megabytes."""
        claimed = self._outline.frames
        limits = self._source.limits
        if claimed is None:
            demuxing.add_up_packets(self._source, self._outline)
        elif claimed > limits.max_frames(self.stream.sample_rate_hz):
            raise demuxing.too_long(limits)

    def _demux(self) -> Iterator["Packet[AudioStream]"]:
        packets = self._container.demux(self._audio)
        while True:
            try:
                packet = next(packets, None)
            # No packet needs more memory than there is: its header lies about its size.
            except (av.FFmpegError, ValueError, MemoryError) as error:
                if self._decoded == self._outline.frames:
                    # What FFmpeg stumbles over is a tag behind the sound.
                    return
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
            self.bad_packets += 1
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
            packet = next(self._container.demux(self._audio), None)
            return packet is None or packet.size == 0
        except (av.FFmpegError, ValueError):
            return True

    def _block(self, frame: AudioFrame) -> Block:
        canonical = samples.canonical_array(frame, self.stream.channels)
        block, wild = samples.block(self.frames, canonical)
        self.non_finite += wild
        self.frames += block.frames
        return block

    def _check_so_far(self) -> None:
        """Raise as soon as there is more sound than there may be: the rest of it could be endless."""
        claimed, limits = self._outline.frames, self._source.limits
        if claimed is not None and self._decoded > claimed:
            raise Rejected(ErrorCode.WRONG_LENGTH, f"more sound than the {claimed} frames the header claims")
        if self._decoded > limits.max_frames(self.stream.sample_rate_hz):
            raise demuxing.too_long(limits)

    def _check_end(self) -> None:
        claimed = self._outline.frames
        if self.bad_packets > max(BAD_PACKETS, self._packets * BAD_SHARE):
            raise Rejected(ErrorCode.CORRUPT, f"{self.bad_packets} of {self._packets} packets are damaged")
        if claimed is not None and self.frames < claimed:
            raise Rejected(ErrorCode.TRUNCATED, f"the sound stops after {self.frames} of {claimed} frames")
        if not self.frames:
            raise Rejected(ErrorCode.NO_AUDIO_STREAM, "not one sample could be decoded")
        if (missing := self._expected - self.frames) > MAX_MISSING_FRAMES:
            is_inside = self._outline.container is Container.OGG
            code = ErrorCode.CORRUPT if is_inside else ErrorCode.TRUNCATED
            raise Rejected(code, f"{missing} of {self._expected} frames are missing")
