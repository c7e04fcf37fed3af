"""Ogg Vorbis, Opus and FLAC: a new comment packet on as many pages as the old one took.

Page numbers are under each page's checksum. As many header pages as before leave every later page unchanged,
so the sound is a range of the original.
"""

from collections.abc import Iterator

from ..metadata import ogg
from ..metadata.flac import CUESHEET, PADDING, SEEKTABLE, VORBIS_COMMENT
from ..metadata.ogg import COMMENT_PREFIX, PAGE_HEAD, Headers
from ..prescan import Source
from ..prescan.oggpages import checksum
from ..sniff import Container
from . import comments, flac
from .composition import Composition, Range, joined
from .delivery import Delivery

MAX_SEGMENTS = 255
NO_PACKET_ENDS = -1
CONTINUED = 0x01
FLAC_COUNT_AT = 7


def compose(source: Source, delivery: Delivery) -> Composition:
    """Return first page, our header pages, and the rest by range.

    Raises ValueError for several streams at once, for sound on a header page, and for comments that need more
    pages than there are.
    """
    found = ogg.headers(source)
    if not found.is_plain or len(found.pages) < 2:
        raise ValueError("Ogg of more than one stream")
    packets = _packets(found, delivery)
    first = _first_page(source.read(0, found.pages[0].end), found, len(packets))
    payload = Range(found.end, source.size)
    return Composition(joined([first, *_pages(found, packets), payload]), Container.OGG, payload)


def _packets(found: Headers, delivery: Delivery) -> list[bytes]:
    """The header packets behind the first one, padded where they would leave a page without any of them."""
    prefix = COMMENT_PREFIX.get(found.codec)
    if prefix is None:
        return _flac_packets(found, delivery)
    framing = b"\x01" if found.codec == b"\x01vorbis" else b""
    ours = prefix + _comments(found.packets[1].removeprefix(prefix), delivery) + framing
    # Zeros behind the comments: padding by RFC 7845, and skipped by every Vorbis decoder.
    return [ours + bytes(_missing(found, [ours, *found.packets[2:]]) * 255), *found.packets[2:]]


def _flac_packets(found: Headers, delivery: Delivery) -> list[bytes]:
    blocks = [(packet[0] & 0x7F, packet[4:]) for packet in found.packets[1:]]
    own = next((body for kind, body in blocks if kind == VORBIS_COMMENT), b"")
    kept = [(VORBIS_COMMENT, _comments(own, delivery))]
    kept += [(kind, body) for kind, body in blocks if kind in (SEEKTABLE, CUESHEET)]
    missing = _missing(found, [bytes(4) + body for _, body in kept])
    if missing > 0:
        kept.append((PADDING, bytes(missing * 255)))
    return [
        flac.packed(kind, body, is_last=index == len(kept) - 1) for index, (kind, body) in enumerate(kept)
    ]


def _missing(found: Headers, packets: list[bytes]) -> int:
    """How many segments the packets fall short of one for each page."""
    return max(len(found.pages) - 1 - sum(len(packet) // 255 + 1 for packet in packets), 0)


def _first_page(page: bytes, found: Headers, packets: int) -> bytes:
    """The first page; that of an Ogg FLAC counts the header packets behind it (0: not told)."""
    if found.codec in COMMENT_PREFIX:
        return page
    at = len(page) - len(found.packets[0]) + FLAC_COUNT_AT
    counted = packets if any(page[at : at + 2]) else 0
    return _with_checksum(page[:at] + counted.to_bytes(2, "big") + page[at + 2 :])


def _comments(old: bytes, delivery: Delivery) -> bytes:
    entries = [*comments.pairs(delivery), *flac.kept_comments(old)]
    return comments.block(comments.vendor(old), entries)


def _pages(found: Headers, packets: list[bytes]) -> Iterator[bytes]:
    """Yield the packets as exactly as many pages as they were on."""
    old = found.pages[1:]
    lacing = [size for packet in packets for size in (*[255] * (len(packet) // 255), len(packet) % 255)]
    if len(lacing) > MAX_SEGMENTS * len(old):
        raise ValueError("the comments need more pages than there are")
    body, used, is_continued = b"".join(packets), 0, False
    for index, page in enumerate(old):
        part = lacing[len(lacing) * index // len(old) : len(lacing) * (index + 1) // len(old)]
        position = 0 if any(size < 255 for size in part) else NO_PACKET_ENDS
        head = PAGE_HEAD.pack(
            b"OggS", 0, CONTINUED * is_continued, position, page.serial, page.sequence, 0, len(part)
        )
        yield _with_checksum(head + bytes(part) + body[used : used + sum(part)])
        used += sum(part)
        is_continued = part[-1] == 255


def _with_checksum(page: bytes) -> bytes:
    return page[:22] + checksum(page).to_bytes(4, "little") + page[26:]
