"""Opening compressed sound: FFmpeg through PyAV, told which one demuxer and which decoders it may use."""

from dataclasses import dataclass

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.container import InputContainer

from .errors import ErrorCode, Rejected
from .limits import Limits
from .prescan import Outline, Source
from .sniff import Container

MAX_STREAMS = 16
PROBE_BYTES = 1 << 20
# FFmpeg gives the only packet of a very short Vorbis file years. A FLAC frame at 8 kHz lasts 8.2 s at most.
LONGEST_PACKET_S = 10


@dataclass(frozen=True, slots=True)
class Demuxer:
    """The FFmpeg demuxer and the decoders, by FFmpeg's names, that a container may be opened with."""

    name: str
    codecs: str


DEMUXERS = {
    Container.FLAC: Demuxer("flac", "flac"),
    Container.MP3: Demuxer("mp3", "mp3float,mp3"),
    Container.OGG: Demuxer("ogg", "vorbis,opus,flac"),
    Container.M4A: Demuxer("mov", "aac,alac"),
    Container.WAVPACK: Demuxer("wv", "wavpack"),
}


def open_container(source: Source, outline: Outline) -> InputContainer:
    demuxer = DEMUXERS[outline.container]
    # By descriptor, not by name: no letter of a stranger's name reaches FFmpeg, and no one can swap the file.
    url = f"file:/dev/fd/{source.file.fileno()}"
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": av.ContainerFormat(demuxer.name, "r").name,
        "codec_whitelist": demuxer.codecs,
        "max_streams": str(MAX_STREAMS),
        "probesize": str(PROBE_BYTES),
        # FFmpeg takes minutes over tags which hold many names.
        "skip_initial_bytes": str(outline.start),
    }
    try:
        return av.open(url, format=demuxer.name, metadata_errors="replace", options=options)
    # Before the first packet nothing needs memory but tables whose size the header makes up.
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise Rejected(ErrorCode.CORRUPT, f"not a readable {outline.container} file: {error}") from error


def add_up_packets(source: Source, outline: Outline) -> None:
    """Raise TOO_LONG when the packets last longer than a sound may, without decoding one."""
    with open_container(source, outline) as container:
        audio = only_audio(container)
        second = 1 / float(audio.time_base or 1)
        budget, longest, total = source.limits.max_duration_s * second, LONGEST_PACKET_S * second, 0
        try:
            for packet in container.demux(audio):
                duration = packet.duration or 0
                total += duration if duration < longest else 0
                if total > budget:
                    raise too_long(source.limits)
        except (av.FFmpegError, ValueError, MemoryError):
            return  # The decode meets the same damage and names it.


def too_long(limits: Limits) -> Rejected:
    return Rejected(ErrorCode.TOO_LONG, f"more than {limits.max_duration_s:.0f} s of sound")


def only_audio(container: InputContainer) -> AudioStream:
    streams = container.streams
    if len(streams.audio) != 1:
        code = ErrorCode.UNSUPPORTED_FORMAT if streams.audio else ErrorCode.NO_AUDIO_STREAM
        raise Rejected(code, f"{len(streams.audio)} audio streams")
    if any(not stream.disposition & av.stream.Disposition.attached_pic for stream in streams.video):
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "this is a video")
    return streams.audio[0]


def check_stream(context: AudioCodecContext, demuxer: Demuxer, limits: Limits) -> None:
    # PyAV has no codec context when the codec is unknown; FFmpeg's whitelist only rules what it opens itself.
    if context is None or context.codec.name not in demuxer.codecs.split(","):
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "a codec we do not take")
    if context.channels < 1:
        raise Rejected(ErrorCode.CORRUPT, "no channels")
    if context.channels > limits.max_channels:
        raise Rejected(ErrorCode.TOO_MANY_CHANNELS, f"{context.channels} channels")
    if not limits.min_sample_rate_hz <= context.sample_rate <= limits.max_sample_rate_hz:
        raise Rejected(ErrorCode.BAD_SAMPLE_RATE, f"a sample rate of {context.sample_rate} Hz")


def check_agreement(context: AudioCodecContext, outline: Outline) -> None:
    told = (outline.sample_rate_hz or context.sample_rate, outline.channels or context.channels)
    if told != (context.sample_rate, context.channels):
        raise Rejected(
            ErrorCode.CORRUPT, "the header tells another rate or number of channels than the sound"
        )


def alac_depth(context: AudioCodecContext) -> int | None:
    """The magic cookie of Apple Lossless holds the depth; lossy codecs have none."""
    cookie = context.extradata or b""
    return cookie[17] if context.codec.canonical_name == "alac" and len(cookie) > 17 else None
