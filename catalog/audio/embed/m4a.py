"""MPEG-4 audio (ISO 14496-12): a rebuilt index (`moov`) with our items, the sound (`mdat`) by range."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..prescan import Source
from ..sniff import Container
from . import comments
from .composition import Composition, Range, Segment, joined
from .delivery import Delivery

PARENTS = frozenset((b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"))
# Tags, thumbnails and padding of the original; the rest of the index describes the sound.
DROPPED = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip"))
KEPT_ON_TOP = frozenset((b"ftyp", b"moov", b"mdat"))
# They hold places in the file that would move, or an index in pieces.
UNMOVABLE = frozenset((b"saio", b"iloc"))
FRAGMENTS = frozenset((b"moof", b"sidx", b"mfra"))
OFFSETS = {b"stco": ">I", b"co64": ">Q"}
UTF8 = 1
# Delay and padding of the encoder, without which the sound begins late.
GAPLESS = b"iTunSMPB"
ITEMS = {
    "TITLE": b"\xa9nam", "ARTIST": b"\xa9ART", "ALBUM": b"\xa9alb", "GENRE": b"\xa9gen", "DATE": b"\xa9day",
    "COMMENT": b"\xa9cmt", "DESCRIPTION": b"desc", "COPYRIGHT": b"cprt", "ENCODED-BY": b"\xa9too",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Atom:
    """A box: where it begins, where its body begins, where it ends."""

    name: bytes
    start: int
    body: int
    end: int


def compose(source: Source, delivery: Delivery) -> Composition:
    """Return `ftyp`, `moov` and `mdat` in the order of the original.

    Raises ValueError for fragmented files, several `mdat`, and an index whose places cannot be moved.
    """
    top = list(_atoms(source.read, 0, source.size))
    found = {atom.name: atom for atom in top}
    names = [atom.name for atom in top]
    if names.count(b"mdat") != 1 or names.count(b"moov") != 1 or FRAGMENTS & found.keys():
        raise ValueError("MPEG-4 in pieces")
    data, index = found[b"mdat"], found[b"moov"]
    body = source.read(index.body, index.end - index.body)
    # Twice: its size, which the move does not change, tells how far the sound moves.
    size = len(_index(body, delivery, 0))
    kept = [atom for atom in top if atom.name in KEPT_ON_TOP]
    ahead = kept[: kept.index(data)]
    new_start = sum(size if atom is index else atom.end - atom.start for atom in ahead)
    rebuilt = _index(body, delivery, new_start - data.start)
    segments: list[Segment] = [rebuilt if atom is index else Range(atom.start, atom.end) for atom in kept]
    return Composition(joined(segments), Container.M4A, Range(data.body, data.end))


def _atoms(read: Callable[[int, int], bytes], start: int, end: int) -> Iterator[Atom]:
    at = start
    while at + 8 <= end:
        head = read(at, 16)
        size, name, length = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, length = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - at
        if size < length or at + size > end:
            raise ValueError("an MPEG-4 atom leads out of its place")
        yield Atom(name, at, at + length, at + size)
        at += size


def _index(body: bytes, delivery: Delivery, move: int) -> bytes:
    return _atom(b"moov", _moved(body, move) + _atom(b"udta", _meta(delivery, _gapless(body))))


def _inside(body: bytes, name: bytes, skip: int = 0) -> Iterator[bytes]:
    """Yield the bodies of the children of that name."""
    for atom in _atoms(lambda at, length: body[at : at + length], skip, len(body)):
        if atom.name == name:
            yield body[atom.body : atom.end]


def _gapless(index: bytes) -> bytes:
    """The item of the original's tags that players need, whole; nothing where it has none."""
    for user in _inside(index, b"udta"):
        for meta in _inside(user, b"meta"):
            for items in _inside(meta, b"ilst", skip=4):
                found = [item for item in _inside(items, b"----") if GAPLESS in item[:64]]
                return b"".join(_atom(b"----", item) for item in found[:1])
    return b""


def _moved(body: bytes, move: int) -> bytes:
    """The children of an index atom without tags, the places of the sound shifted by `move` bytes."""
    parts = []
    for atom in _atoms(lambda at, length: body[at : at + length], 0, len(body)):
        inside = body[atom.body : atom.end]
        if atom.name in UNMOVABLE:
            raise ValueError(f"MPEG-4 with {atom.name!r}")
        if atom.name in PARENTS:
            parts.append(_atom(atom.name, _moved(inside, move)))
        elif atom.name in OFFSETS:
            parts.append(_atom(atom.name, _shifted(inside, OFFSETS[atom.name], move)))
        elif atom.name not in DROPPED:
            parts.append(body[atom.start : atom.end])
    return b"".join(parts)


def _shifted(body: bytes, form: str, move: int) -> bytes:
    count = int.from_bytes(body[4:8], "big")
    packing = struct.Struct(f"{form[0]}{count}{form[1]}")
    return body[:8] + packing.pack(*(place + move for place in packing.unpack_from(body, 8)))


def _meta(delivery: Delivery, kept: bytes) -> bytes:
    texts: dict[str, list[str]] = {}
    for name, text in comments.pairs(delivery):
        texts.setdefault(name, []).append(text)
    items = b"".join(_item(name, several) for name, several in texts.items())
    handler = _atom(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    return _atom(b"meta", bytes(4) + handler + _atom(b"ilst", items + kept))


def _item(name: str, several: list[str]) -> bytes:
    data = b"".join(_atom(b"data", struct.pack(">II", UTF8, 0) + text.encode()) for text in several)
    if name in ITEMS:
        return _atom(ITEMS[name], data)
    mean = _atom(b"mean", bytes(4) + b"com.apple.iTunes")
    return _atom(b"----", mean + _atom(b"name", bytes(4) + name.encode()) + data)


def _atom(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body
