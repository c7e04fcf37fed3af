"""FLAC metadata blocks (RFC 9639, 8) and the Vorbis comments inside one of them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..encoding import decode
from ..prescan import Source
from ..sniff import id3_end
from .values import Raw

STREAMINFO, PADDING, APPLICATION, SEEKTABLE, VORBIS_COMMENT, CUESHEET, PICTURE = range(7)
MAX_BLOCKS = 128


@dataclass(frozen=True, slots=True)
class Block:
    """One metadata block: its kind and where its body lies."""

    kind: int
    offset: int
    size: int


def blocks(source: Source) -> tuple[list[Block], int]:
    """Return the metadata blocks and the offset of the first frame; raise ValueError for what is no FLAC."""
    at = 0
    while source.read(at, 3) == b"ID3":
        at += id3_end(source.read(at, 10), 0)
    if source.read(at, 4) != b"fLaC":
        raise ValueError("no FLAC stream")
    at += 4
    found: list[Block] = []
    is_last = False
    while not is_last:
        head = source.read(at, 4)
        if len(head) < 4 or len(found) >= MAX_BLOCKS:
            raise ValueError("FLAC metadata without an end")
        is_last, size = bool(head[0] & 0x80), int.from_bytes(head[1:], "big")
        found.append(Block(head[0] & 0x7F, at + 4, size))
        at += 4 + size
    return found, at


def read(source: Source) -> Iterator[Raw]:
    for block in blocks(source)[0]:
        if block.kind == VORBIS_COMMENT:
            yield from comments(
                source.read(block.offset, min(block.size, source.limits.max_text_chunk_bytes))
            )


def comments(body: bytes) -> Iterator[Raw]:
    """Yield the Vorbis comments of a block or packet body (UTF-8 by the standard, not always in practice).

    Raises ValueError where a length leads out of the body.
    """
    at = 4 + _length(body, 0)
    count = _length(body, at)
    at += 4
    for _ in range(count):
        size = _length(body, at)
        entry = body[at + 4 : at + 4 + size]
        if len(entry) < size:
            raise ValueError("a Vorbis comment leads out of its block")
        at += 4 + size
        key, _, text = entry.partition(b"=")
        # Pictures are text in these containers, too.
        if not key.upper().endswith(b"PICTURE"):
            yield "vorbis", key.decode("ascii", "replace"), _text(text)


def _text(raw: bytes) -> str:
    # Here UTF-8 is the rule: a short French word must not be guessed to be Korean.
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return decode(raw)


def _length(body: bytes, at: int) -> int:
    if at + 4 > len(body):
        raise ValueError("a Vorbis comment block is cut")
    return int(struct.unpack_from("<I", body, at)[0])
