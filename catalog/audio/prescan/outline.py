"""What a file says of itself, read by our own bounded walk before any library touches it."""

from dataclasses import dataclass
from typing import BinaryIO

from ..errors import ErrorCode, Rejected
from ..limits import Limits
from ..sniff import Container

# What tools leave behind the last chunk: padding to a sector, an ID3v1 tag.
MAX_ZERO_TAIL = 65_536
ID3V1_BYTES = 128


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the file: its four-letter name and where its body lies, in bytes."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PcmSound:
    """Where uncompressed sound lies: first byte, bytes a frame, and its codec by FFmpeg's name.

    `channel_mask` has WAVE's bits, one a loudspeaker; 0 where the file does not say.
    """

    codec: str
    offset: int
    block_align: int
    channel_mask: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Claims of the header. None: it does not say. `frames` is what lossless decoding must yield.

    `start` is the offset of the first byte behind leading ID3 tags; `pcm` is None for compressed sound.
    """

    container: Container
    start: int = 0
    sample_rate_hz: int | None = None
    channels: int | None = None
    bit_depth: int | None = None
    frames: int | None = None
    expected_frames: int | None = None
    chunks: tuple[Chunk, ...] = ()
    pcm: PcmSound | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An open file, its size, and the bounds it is read under."""

    file: BinaryIO
    size: int
    limits: Limits

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes at `offset`; fewer only at the end of the file."""
        self.file.seek(offset)
        return self.file.read(length)


def check_shape(source: Source, *, sample_rate_hz: int, channels: int, frames: int | None) -> None:
    """Raise Rejected when rate, channels or length lie outside the limits."""
    limits = source.limits
    if channels < 1:
        raise Rejected(ErrorCode.CORRUPT, "the header says 0 channels")
    if channels > limits.max_channels:
        raise Rejected(ErrorCode.TOO_MANY_CHANNELS, f"{channels} channels, at most {limits.max_channels}")
    if not limits.min_sample_rate_hz <= sample_rate_hz <= limits.max_sample_rate_hz:
        raise Rejected(ErrorCode.BAD_SAMPLE_RATE, f"a sample rate of {sample_rate_hz} Hz")
    check_duration(source, sample_rate_hz=sample_rate_hz, frames=frames)


def check_duration(source: Source, *, sample_rate_hz: int, frames: int | None) -> None:
    """Raise TOO_LONG when so many frames outlast the duration budget."""
    if frames is not None and frames > source.limits.max_frames(sample_rate_hz):
        most = source.limits.max_duration_s
        raise Rejected(ErrorCode.TOO_LONG, f"{frames / sample_rate_hz:.0f} s of sound, at most {most:.0f} s")


def truncated(claimed_end: int, size: int) -> Rejected:
    """The file stops before the end which its own header names."""
    return Rejected(ErrorCode.TRUNCATED, f"the header counts {claimed_end} bytes, the file ends after {size}")


def wrong_length(message: str) -> Rejected:
    return Rejected(ErrorCode.WRONG_LENGTH, message)


def hostile(message: str) -> Rejected:
    return Rejected(ErrorCode.HOSTILE_METADATA, message)


def check_tail(source: Source, rest: int, *, is_inside: bool = False) -> None:
    """Raise when what lies behind the last chunk, at `rest`, is neither padding nor an ID3v1 tag.

    `is_inside`: the header counts it as its own, so that only the padding of one chunk may be there.
    """
    left = source.size - rest
    if left <= 0:
        return
    tail = source.read(rest, MAX_ZERO_TAIL + 1)
    if left == ID3V1_BYTES and tail[:3] == b"TAG":
        return
    if left > (8 if is_inside else MAX_ZERO_TAIL) or any(tail):
        raise wrong_length(f"{left} bytes behind the sound belong to nothing the header names")
