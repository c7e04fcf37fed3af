"""A zip archive that is never written: its layout is known, so any range of it can be read.

Entries are stored, not compressed (sound does not shrink), with size and CRC-32 in front (APPNOTE 6.3.10).
Zip64 fields appear only where a number needs them: old unpackers read everything else.
"""

from __future__ import annotations

import hashlib
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
END64 = struct.Struct("<4sQHHIIQQQQ")
LOCATOR64 = struct.Struct("<4sIQI")
UTF8_NAMES, STORED = 1 << 11, 0
VERSION, VERSION64 = 20, 45
MAX32, MAX16 = 0xFFFF_FFFF, 0xFFFF
REGULAR_FILE = 0o100644 << 16
MADE_ON_UNIX = 3 << 8

Read = Callable[[int, int], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `read(start, stop)` yields exactly the bytes [start, stop)."""

    name: str
    size: int
    crc32: int
    read: Read


class Archive:
    """`size` in bytes, `etag` over names, sizes and sums, and any range of the whole."""

    def __init__(self, entries: Sequence[Entry], *, at: datetime) -> None:
        self._stamp = dos_time(at)
        self._parts: list[tuple[int, Read]] = []
        self._starts: list[int] = []
        self.size = 0
        directory = b"".join([self._place(entry) for entry in entries])
        self._add_bytes(directory + _end(len(entries), self.size, len(directory)))
        self.etag = hashlib.sha256(directory).hexdigest()

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes [start, stop) in pieces, opening only the entries that lie in them."""
        index = max(0, bisect_right(self._starts, start) - 1)
        for begins, (size, read) in zip(self._starts[index:], self._parts[index:], strict=True):
            if begins >= stop:
                return
            first, last = max(start - begins, 0), min(stop - begins, size)
            if first < last:
                yield from read(first, last)

    def _place(self, entry: Entry) -> bytes:
        """Add the entry; return its record in the central directory."""
        offset, name = self.size, entry.name.encode()
        is_large = entry.size >= MAX32
        extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.size) if is_large else b""
        size = MAX32 if is_large else entry.size
        common = (UTF8_NAMES, STORED, *self._stamp, entry.crc32, size, size)
        needed = VERSION64 if is_large else VERSION
        head = LOCAL.pack(b"PK\3\4", needed, *common, len(name), len(extra))
        self._add_bytes(head + name + extra)
        self._add(entry.size, entry.read)
        return _central_record(entry, name, offset, common)

    def _add_bytes(self, data: bytes) -> None:
        self._add(len(data), lambda start, stop: iter((data[start:stop],)))

    def _add(self, size: int, read: Read) -> None:
        self._starts.append(self.size)
        self._parts.append((size, read))
        self.size += size


def _central_record(entry: Entry, name: bytes, offset: int, common: tuple[int, ...]) -> bytes:
    numbers = [entry.size] * 2 if entry.size >= MAX32 else []
    numbers += [offset] if offset >= MAX32 else []
    extra = struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers) if numbers else b""
    version = VERSION64 if numbers else VERSION
    at = min(offset, MAX32)
    rest = (len(name), len(extra), 0, 0, 0, REGULAR_FILE, at)
    return CENTRAL.pack(b"PK\1\2", MADE_ON_UNIX | version, version, *common, *rest) + name + extra


def _end(count: int, offset: int, size: int) -> bytes:
    """The records behind the central directory, which lies at `offset`."""
    last = END.pack(b"PK\5\6", 0, 0, *[min(count, MAX16)] * 2, min(size, MAX32), min(offset, MAX32), 0)
    if count < MAX16 and offset < MAX32:
        return last
    versions = (MADE_ON_UNIX | VERSION64, VERSION64)
    end64 = END64.pack(b"PK\6\6", END64.size - 12, *versions, 0, 0, count, count, size, offset)
    return end64 + LOCATOR64.pack(b"PK\6\7", 0, offset + size, 1) + last


def dos_time(at: datetime) -> tuple[int, int]:
    """Return (time, date) as MS-DOS counts them: two-second steps since 1980."""
    return (
        at.hour << 11 | at.minute << 5 | at.second // 2,
        max(at.year - 1980, 0) << 9 | at.month << 5 | at.day,
    )
