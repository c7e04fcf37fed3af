"""FLAC (RFC 9639): our comments, the stream's own blocks, the frames by range."""

from ..metadata import flac
from ..metadata.flac import CUESHEET, SEEKTABLE, STREAMINFO, VORBIS_COMMENT, Block
from ..prescan import Source
from ..sniff import Container
from . import comments
from .composition import Composition, Range, joined
from .delivery import Delivery
from .trailing import end_of_sound

MAX_BLOCK_BYTES = (1 << 24) - 1


def compose(source: Source, delivery: Delivery) -> Composition:
    """Return `fLaC`, STREAMINFO, SEEKTABLE, CUESHEET, our VORBIS_COMMENT and the frames.

    Pictures, padding and APPLICATION blocks are left out: the latter is where `flac` keeps the supplier's own
    bext and iXML. Raises ValueError for what is no FLAC.
    """
    blocks, first_frame = flac.blocks(source)
    own = next((_body(source, block) for block in blocks if block.kind == VORBIS_COMMENT), b"")
    entries = [*comments.pairs(delivery), *kept_comments(own)]
    bodies = [
        (block.kind, _body(source, block))
        for block in blocks
        if block.kind in (STREAMINFO, SEEKTABLE, CUESHEET)
    ]
    bodies.insert(1, (VORBIS_COMMENT, comments.block(comments.vendor(own), entries)))
    payload = Range(first_frame, end_of_sound(source))
    head = b"fLaC" + b"".join(
        packed(kind, body, is_last=index == len(bodies) - 1) for index, (kind, body) in enumerate(bodies)
    )
    return Composition(joined([head, payload]), Container.FLAC, payload)


def packed(kind: int, body: bytes, *, is_last: bool) -> bytes:
    """Return a metadata block with its head."""
    if len(body) > MAX_BLOCK_BYTES:
        raise ValueError("a metadata block is too long for FLAC")
    return bytes([kind | (0x80 if is_last else 0)]) + len(body).to_bytes(3, "big") + body


def kept_comments(body: bytes) -> list[tuple[str, str]]:
    """What describes the sound among the original's comments; nothing when they cannot be read."""
    try:
        found = list(flac.comments(body)) if body else []
    except ValueError:
        return []
    return [(key.upper(), text) for _, key, text in found if key.upper() in comments.KEPT][:16]


def _body(source: Source, block: Block) -> bytes:
    return source.read(block.offset, block.size)
