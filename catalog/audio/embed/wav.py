"""WAV, RF64 (EBU Tech 3306), BW64 (ITU-R BS.2088), and Wave64 handed out as WAV."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..metadata.ixml import MAX_BYTES as MAX_IXML_BYTES
from ..prescan import Chunk, Outline, Source
from ..sniff import Container
from . import bext, id3, info, ixml
from .carried import Carried, carried
from .composition import Composition, Range, Segment, joined, taken
from .delivery import Delivery

UNKNOWN = 0xFFFFFFFF
DS64_BYTES = 28
# Sound and its places: handed on as they are. All other chunks are replaced by ours or tell of the supplier's
# machine (XMP, regions, padding, cart). SMED is Soundminer's own: never written, kept where a supplier has it.
KEPT = frozenset(
    (
        "fact", "PEAK", "smpl", "inst", "cue ", "plst", "acid", "strc", "axml", "bxml", "sxml", "chna", "dbmd",
        "r64m", "SMED",
    )
)  # fmt: skip
MAX_BEXT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk to be written: its name and its body."""

    name: bytes
    body: Segment

    @property
    def written_size(self) -> int:
        return 8 + len(self.body) + len(self.body) % 2


def compose(source: Source, outline: Outline, delivery: Delivery) -> Composition:
    """Return `bext, fmt, data, places, iXML, INFO, id3`; the sound is a range of the original.

    A file of 4 GiB or more becomes RF64; an RF64 or BW64 stays one. Raises ValueError without `fmt ` and `data`.
    """
    chunks = list(outline.chunks)
    at = next((index for index, chunk in enumerate(chunks) if chunk.name == "data"), None)
    form = next((chunk for chunk in chunks if chunk.name == "fmt "), None)
    if at is None or form is None:
        raise ValueError("no 'fmt ' and 'data' chunk")
    data = chunks[at]
    payload = Range(data.offset, data.offset + data.size)
    master, rate, depth = _carried(source, chunks), outline.sample_rate_hz or 0, outline.bit_depth
    stamp = bext.build(delivery, master, sample_rate_hz=rate, bit_depth=depth, channels=outline.channels or 0)
    pieces = [
        Piece(b"bext", stamp),
        Piece(b"fmt ", taken(source, form.offset, form.size)),
        *_kept(source, chunks[:at]),
        Piece(b"data", payload),
        *_kept(source, chunks[at + 1 :]),
        Piece(b"iXML", ixml.build(delivery, master, sample_rate_hz=rate, bit_depth=depth)),
        Piece(b"LIST", info.build(delivery)),
        Piece(b"id3 ", id3.build(delivery)),
    ]
    magic = source.read(0, 4) if outline.container is Container.RF64 else b"RIFF"
    segments = joined(_written(pieces, magic, outline.frames or 0))
    return Composition(segments, _container(segments), payload)


def _container(segments: tuple[Segment, ...]) -> Container:
    head = segments[0]
    return Container.WAV if isinstance(head, bytes) and head[:4] == b"RIFF" else Container.RF64


def _written(pieces: list[Piece], magic: bytes, frames: int) -> Iterator[Segment]:
    inside = 4 + sum(piece.written_size for piece in pieces)
    if magic == b"RIFF" and inside >= UNKNOWN:
        magic = b"RF64"
    if magic == b"RIFF":
        yield magic + struct.pack("<I", inside) + b"WAVE"
    else:
        data_size = next(len(piece.body) for piece in pieces if piece.name == b"data")
        inside += 8 + DS64_BYTES
        yield magic + struct.pack("<I", UNKNOWN) + b"WAVEds64"
        yield struct.pack("<IQQQI", DS64_BYTES, inside, data_size, frames, 0)
    for piece in pieces:
        is_64_bit = piece.name == b"data" and magic != b"RIFF"
        yield piece.name + struct.pack("<I", UNKNOWN if is_64_bit else len(piece.body))
        yield piece.body
        yield b"\0" * (len(piece.body) % 2)


def _kept(source: Source, chunks: Iterable[Chunk]) -> Iterator[Piece]:
    for chunk in chunks:
        is_list = chunk.name == "LIST" and source.read(chunk.offset, 4) == b"adtl"
        if chunk.name in KEPT or is_list:
            yield Piece(chunk.name.encode("latin-1"), taken(source, chunk.offset, chunk.size))


def _carried(source: Source, chunks: list[Chunk]) -> Carried:
    own = _first(source, chunks, "bext", MAX_BEXT_BYTES)
    return carried(own, _first(source, chunks, "iXML", MAX_IXML_BYTES))


def _first(source: Source, chunks: list[Chunk], name: str, most: int) -> bytes:
    chunk = next((chunk for chunk in chunks if chunk.name == name and chunk.size <= most), None)
    return source.read(chunk.offset, chunk.size) if chunk else b""
