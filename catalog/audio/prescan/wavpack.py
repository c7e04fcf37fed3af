"""WavPack: the first block header, and the APE tag which MP3 may carry as well."""

import struct

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from .outline import Outline, Source, hostile

UNKNOWN_SAMPLES = 0xFFFFFFFF
MAX_APE_ITEMS = 512


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of a WavPack file."""
    check_ape(source)
    head = source.read(0, 32)
    if len(head) < 32:
        raise Rejected(ErrorCode.TRUNCATED, "the file ends inside its first block")
    high, total, flags = (
        head[11],
        struct.unpack_from("<I", head, 12)[0],
        struct.unpack_from("<I", head, 24)[0],
    )
    depth = ((flags & 3) + 1) * 8 - (flags >> 13 & 31)
    frames = None if total == UNKNOWN_SAMPLES else total + (high << 32) - high
    is_dsd = bool(flags & 0x8000_0000)
    if is_dsd:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "WavPack with DSD sound")
    return Outline(container=container, bit_depth=depth, frames=frames)


def check_ape(source: Source) -> None:
    """Bound an APEv2 tag at the end of the file, with or without an ID3v1 tag behind it."""
    for back in (32, 160):
        footer = source.read(max(source.size - back, 0), 32)
        if footer[:8] != b"APETAGEX" or len(footer) < 32:
            continue
        size, items = struct.unpack_from("<II", footer, 12)
        if items > MAX_APE_ITEMS or size > source.limits.max_tag_bytes:
            raise hostile(f"an APE tag of {items} items and {size} bytes")
