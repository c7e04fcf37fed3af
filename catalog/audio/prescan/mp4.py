"""MPEG-4 audio (ISO 14496-12): atom walk with bounds on count, depth and size."""

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from .outline import Outline, Source, hostile, truncated, wrong_length

PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"ilst", b"edts", b"dinf"}
MAX_DEPTH = 10


def outline(source: Source, container: Container) -> Outline:
    """Return a bare outline; raise Rejected for cut files and floods of atoms."""
    top = _Walk(source)
    top.level(0, source.size, 0)
    if b"moov" not in top.seen:
        raise Rejected(ErrorCode.CORRUPT, "MPEG-4 without its index ('moov')")
    return Outline(container=container)


class _Walk:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[bytes] = set()
        self.count = 0

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
            if name in PARENTS:
                self.level(at + head, at + size, depth + 1)
            elif name == b"meta" and depth:
                self.level(at + head + 4, at + size, depth + 1)
            at += size

    def _atom(self, at: int, end: int) -> tuple[bytes, int, int]:
        """Return name, length of the header and length of the whole atom."""
        raw = self.source.read(at, 16)
        size, name = int.from_bytes(raw[:4], "big"), raw[4:8]
        if size == 0:
            return name, 8, end - at
        if size == 1:
            return name, 16, int.from_bytes(raw[8:16], "big")
        return name, 8, size
