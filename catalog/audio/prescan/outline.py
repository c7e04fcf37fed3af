"""What a file says of itself, read by our own bounded walk before any library touches it."""

from dataclasses import dataclass, replace
from typing import BinaryIO

from ..errors import ErrorCode, Rejected
from ..limits import Limits
from ..sniff import Container


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the file: its four-letter name and where its body lies, in bytes."""

    name: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Claims of the header. None: it does not say. `frames` is what lossless decoding must yield."""

    container: Container
    sample_rate_hz: int | None = None
    channels: int | None = None
    bit_depth: int | None = None
    frames: int | None = None
    chunks: tuple[Chunk, ...] = ()

    def with_chunks(self, chunks: list[Chunk]) -> "Outline":
        return replace(self, chunks=tuple(chunks))


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
    if frames is not None and frames > limits.max_frames(sample_rate_hz):
        seconds = frames / sample_rate_hz
        raise Rejected(ErrorCode.TOO_LONG, f"{seconds:.0f} s of sound, at most {limits.max_duration_s:.0f} s")


def truncated(claimed_end: int, size: int) -> Rejected:
    """The file stops before the end which its own header names."""
    return Rejected(ErrorCode.TRUNCATED, f"the header counts {claimed_end} bytes, the file ends after {size}")


def wrong_length(message: str) -> Rejected:
    return Rejected(ErrorCode.WRONG_LENGTH, message)


def hostile(message: str) -> Rejected:
    return Rejected(ErrorCode.HOSTILE_METADATA, message)
