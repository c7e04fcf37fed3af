"""AIFF and AIFF-C: text chunks in ASCII, an ID3 chunk with the Korean, the sound by range."""

import struct
from collections.abc import Iterable, Iterator

from ..prescan import Chunk, Outline, Source
from ..sniff import Container
from . import id3, info
from .composition import Composition, Range, Segment, joined, taken
from .delivery import Delivery

KEPT_BEFORE = ("FVER", "COMM", "CHAN")
KEPT_BEHIND = ("MARK", "INST", "AESD", "basc", "trns")
# Offset and block size stand between the head of SSND and the first sample.
SOUND_HEAD_BYTES = 8


def compose(source: Source, outline: Outline, delivery: Delivery) -> Composition:
    """Return `FVER, COMM, texts, SSND, MARK, INST, ID3`. Raises ValueError without COMM and SSND."""
    chunks = {chunk.name: chunk for chunk in reversed(outline.chunks)}
    if "COMM" not in chunks or "SSND" not in chunks:
        raise ValueError("no 'COMM' and 'SSND' chunk")
    sound = chunks["SSND"]
    parts = [
        *_kept(source, chunks, KEPT_BEFORE),
        *info.aiff_texts(delivery),
        (b"SSND", Range(sound.offset, sound.offset + sound.size)),
        *_kept(source, chunks, KEPT_BEHIND),
        (b"ID3 ", id3.build(delivery)),
    ]
    form = source.read(8, 4)
    payload = Range(sound.offset + SOUND_HEAD_BYTES, sound.offset + sound.size)
    return Composition(joined(_written(form, parts)), Container.AIFF, payload)


def _kept(source: Source, chunks: dict[str, Chunk], names: Iterable[str]) -> Iterator[tuple[bytes, Segment]]:
    for name in names:
        if name in chunks:
            yield name.encode(), taken(source, chunks[name].offset, chunks[name].size)


def _written(form: bytes, parts: list[tuple[bytes, Segment]]) -> Iterator[Segment]:
    inside = 4 + sum(8 + len(body) + len(body) % 2 for _, body in parts)
    if inside > 0xFFFFFFFF:
        raise ValueError("too long for AIFF")
    yield b"FORM" + struct.pack(">I", inside) + form
    for name, body in parts:
        yield name + struct.pack(">I", len(body))
        yield body
        yield b"\0" * (len(body) % 2)
