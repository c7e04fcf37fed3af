"""A delivered file as a list of pieces: built bytes and ranges of the untouched original."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ..sniff import Container

READ_BYTES = 256 * 1024
# Smaller pieces are taken into memory: each range is a request of its own where the original lies far away.
INLINE_BYTES = 64 * 1024


class Original(Protocol):
    """The stored file: over a local file, over S3 ranges, over memory."""

    @property
    def size(self) -> int: ...
    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes at `offset`; fewer only at the end of the file."""


@dataclass(frozen=True, slots=True)
class Range:
    """The bytes [start, stop) of the original."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


Segment = bytes | Range


@dataclass(frozen=True)
class Composition:
    """The file that is sent: `segments` one behind the other.

    `container` is the one delivered, which can differ from the original's (Wave64 becomes WAV). `payload` is
    where the sound lies in the original; it is contained whole and unchanged. `is_stamped` is False for an
    original that cannot carry our fields and is handed out as it is.
    """

    segments: tuple[Segment, ...]
    container: Container
    payload: Range
    is_stamped: bool = True

    @cached_property
    def size(self) -> int:
        return sum(map(len, self.segments))

    @cached_property
    def etag_source(self) -> str:
        """Hex SHA-256 of everything that is ours; with the original's digest it names the content exactly."""
        digest = hashlib.sha256()
        for segment in self.segments:
            built = segment if isinstance(segment, bytes) else f"{segment.start}-{segment.stop}".encode()
            digest.update(len(built).to_bytes(8, "big") + type(segment).__name__.encode() + built)
        return digest.hexdigest()

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[Segment]:
        """Yield the pieces of the bytes [start, stop), in order and never empty, without reading anything."""
        end = self.size if stop is None else min(stop, self.size)
        at = 0
        for segment in self.segments:
            first, last = max(start - at, 0), min(end - at, len(segment))
            if first < last:
                yield _part(segment, first, last)
            at += len(segment)

    def stream(self, original: Original, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the bytes [start, stop) in chunks of at most READ_BYTES, or of a built piece."""
        for segment in self.read(start, stop):
            if isinstance(segment, bytes):
                yield segment
            else:
                yield from read_range(original, segment)


def _part(segment: Segment, first: int, last: int) -> Segment:
    if isinstance(segment, bytes):
        return segment[first:last]
    return Range(segment.start + first, segment.start + last)


def read_range(original: Original, part: Range) -> Iterator[bytes]:
    """Yield a range of the original in chunks; raise EOFError where the stored file is shorter than it was."""
    at = part.start
    while at < part.stop:
        chunk = original.read(at, min(READ_BYTES, part.stop - at))
        if not chunk:
            raise EOFError(f"the original ends at byte {at}, {part.stop} expected")
        at += len(chunk)
        yield chunk


def taken(original: Original, start: int, size: int) -> Segment:
    """Return a piece of the original: its bytes when they are few, else where they lie."""
    return Range(start, start + size) if size > INLINE_BYTES else original.read(start, size)


def joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the same pieces with neighbours made one and empty ones gone."""
    result: list[Segment] = []
    for segment in segments:
        last = result[-1] if result else None
        if not len(segment):
            continue
        if isinstance(segment, bytes) and isinstance(last, bytes):
            result[-1] = last + segment
        elif isinstance(segment, Range) and isinstance(last, Range) and last.stop == segment.start:
            result[-1] = Range(last.start, segment.stop)
        else:
            result.append(segment)
    return tuple(result)
