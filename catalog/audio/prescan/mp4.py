"""MPEG-4 audio (ISO 14496-12): atom walk with bounds on count, depth and size."""

import struct

import numpy as np

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from .outline import Outline, Source, hostile, truncated, wrong_length

PARENTS = {
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"ilst", b"edts", b"dinf", b"mvex", b"moof", b"traf",
}  # fmt: skip
MAX_DEPTH = 10
# Tables → bytes before their entries, and bytes of an entry.
TABLES = {
    b"stts": (8, 8), b"ctts": (8, 8), b"stsc": (8, 12), b"stco": (8, 4), b"co64": (8, 8), b"stss": (8, 4),
    b"stsd": (8, 16), b"dref": (8, 12), b"elst": (8, 12),
}  # fmt: skip
# Readers hold some fifty bytes for every sample a table names: four hours have fewer than six million.
MAX_SAMPLES = 6_000_000


def outline(source: Source, container: Container) -> Outline:
    """Return a bare outline; raise Rejected for cut files and floods of atoms."""
    top = _Walk(source)
    top.level(0, source.size, 0)
    if b"moov" not in top.seen:
        raise Rejected(ErrorCode.CORRUPT, "MPEG-4 without its index ('moov')")
    # Only now: a file that was cut has too little sound for its index, too.
    if top.sample_bytes > source.size:
        raise wrong_length(f"the MPEG-4 index claims {top.sample_bytes} bytes of sound")
    return Outline(container=container)


class _Walk:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[bytes] = set()
        self.count = self.samples = 0
        self.timed = {b"stts": 0, b"ctts": 0}
        self.sample_bytes = 0

    def level(self, at: int, end: int, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise hostile("MPEG-4 atoms nested too deeply")
        while at + 8 <= end:
            name, head, size = self._atom(at, end)
            self.count += 1
            if self.count > self.source.limits.max_chunks:
                raise hostile(f"more than {self.source.limits.max_chunks} MPEG-4 atoms")
            if size < head:
                raise wrong_length(f"MPEG-4 atom {name!r} claims {size} bytes")
            if at + size > end:
                if depth == 0:
                    raise truncated(at + size, self.source.size)
                raise wrong_length(f"MPEG-4 atom {name!r} is larger than the one around it")
            if name == b"moov" and size > self.source.limits.max_tag_bytes:
                raise hostile(f"an MPEG-4 index of {size} bytes")
            self.seen.add(name)
            self._check_table(name, at + head, size - head)
            self._check_samples(name, at + head, at + size)
            if name in PARENTS:
                self.level(at + head, at + size, depth + 1)
            elif name == b"meta":
                # QuickTime's has no version in front.
                is_bare = self.source.read(at + head + 4, 4) == b"hdlr"
                self.level(at + head + (0 if is_bare else 4), at + size, depth + 1)
            at += size

    def _check_samples(self, name: bytes, at: int, end: int) -> None:
        if name == b"cmov":
            raise hostile("a compressed MPEG-4 index")
        if name in (b"stsz", b"stz2"):
            self.samples += int.from_bytes(self.source.read(at + 8, 4), "big")
        elif name == b"trun":
            self.samples += int.from_bytes(self.source.read(at + 4, 4), "big")
        elif name in (b"stts", b"ctts"):
            body = self.source.read(at + 8, min(max(end - at - 8, 0), self.source.limits.max_tag_bytes))
            counts = np.frombuffer(body, ">u4", len(body) // 8 * 2)[::2]
            self.timed[name] += int(counts.sum(dtype=np.uint64))
        if max(self.samples, *self.timed.values()) > MAX_SAMPLES:
            raise hostile(f"an MPEG-4 index of more than {MAX_SAMPLES} samples")

    def _check_table(self, name: bytes, at: int, size: int) -> None:
        """Libraries make room for as many entries as a table claims, before they read one."""
        if name == b"stsz":
            each, count = struct.unpack(">II", self.source.read(at + 4, 8).ljust(8, b"\0"))
            fits = bool(each) or 12 + 4 * count <= size
            told = each * count if each or not fits else self._sum(at + 12, count)
            self.sample_bytes = max(self.sample_bytes, told)
        elif name in TABLES:
            head, entry = TABLES[name]
            count = int.from_bytes(self.source.read(at + 4, 4), "big")
            fits = head + entry * count <= size
        else:
            return
        if not fits:
            raise wrong_length(f"MPEG-4 table {name!r} claims {count} entries")

    def _sum(self, at: int, count: int) -> int:
        sizes = np.frombuffer(self.source.read(at, min(4 * count, self.source.limits.max_tag_bytes)), ">u4")
        return int(sizes.sum(dtype=np.uint64))

    def _atom(self, at: int, end: int) -> tuple[bytes, int, int]:
        """Return name, length of the header and length of the whole atom."""
        raw = self.source.read(at, 16)
        size, name = int.from_bytes(raw[:4], "big"), raw[4:8]
        if size == 0:
            return name, 8, end - at
        if size == 1:
            return name, 16, int.from_bytes(raw[8:16], "big")
        return name, 8, size
