"""Bounds on APEv2 tags behind MP3 and WavPack, checked before mutagen or FFmpeg reads one."""

import struct
from collections.abc import Iterator

from .outline import Source, hostile, truncated

MAGIC = b"APETAGEX"
FOOTER_BYTES, ID3V1_BYTES = 32, 128
IS_HEADER = 1 << 29
MAX_ITEMS = 512
# The standard allows 255; a reader that looks for the end of a name byte by byte never comes back.
MAX_KEY_BYTES = 255
LYRICS = b"LYRICS200"


def check(source: Source) -> None:
    """Raise for too many items, too large a tag, or a name without end, wherever readers look for the tag."""
    for at in _places(source):
        footer = source.read(at, FOOTER_BYTES) if at >= 0 else b""
        if footer[:8] != MAGIC or len(footer) < FOOTER_BYTES:
            continue
        size, items, flags = struct.unpack_from("<III", footer, 12)
        if flags & IS_HEADER:
            raise truncated(at + FOOTER_BYTES + size, source.size)
        if items > MAX_ITEMS or size > source.limits.max_tag_bytes:
            raise hostile(f"an APE tag of {items} items and {size} bytes")
        start = max(at + FOOTER_BYTES - size, 0)
        _check_items(source.read(start, max(at - start, 0)), items)


def _places(source: Source) -> Iterator[int]:
    """Where a footer may begin: at the end, before an ID3v1 tag, and before lyrics with such a tag."""
    yield source.size - FOOTER_BYTES
    yield source.size - ID3V1_BYTES - FOOTER_BYTES
    told = source.read(max(source.size - ID3V1_BYTES - 15, 0), 15)
    if told[6:] == LYRICS and told[:6].isdigit():
        yield source.size - ID3V1_BYTES - 15 - int(told[:6]) - FOOTER_BYTES


def _check_items(body: bytes, items: int) -> None:
    at = 0
    for _ in range(items):
        if at + 8 > len(body):
            return
        size = int.from_bytes(body[at : at + 4], "little")
        end = body.find(b"\0", at + 8, at + 8 + MAX_KEY_BYTES + 1)
        if end < 0:
            raise hostile("an APE item whose name does not end")
        at = end + 1 + size
