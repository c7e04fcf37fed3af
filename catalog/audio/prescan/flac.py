"""FLAC (RFC 9639): metadata blocks and their bounds."""

import struct
from dataclasses import replace

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import id3
from .outline import Outline, Source, check_shape, hostile, truncated

STREAMINFO, VORBIS_COMMENT = 0, 4
MAX_BLOCKS = 128


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of a FLAC file; raise Rejected for hostile or cut metadata."""
    start = id3.check_leading(source)
    at = start + 4
    info, is_last, blocks, total, comments = b"", False, 0, 0, 0
    while not is_last:
        head = source.read(at, 4)
        if len(head) < 4:
            raise truncated(at + 4, source.size)
        is_last, kind, size = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:], "big")
        blocks, total = blocks + 1, total + size
        if blocks > MAX_BLOCKS or total > source.limits.max_tag_bytes:
            raise hostile(f"{blocks} FLAC metadata blocks of {total} bytes")
        if at + 4 + size > source.size:
            raise truncated(at + 4 + size, source.size)
        if kind == STREAMINFO and blocks == 1:
            info = source.read(at + 4, size)
        elif kind == VORBIS_COMMENT:
            comments += 1
            # RFC 9639, 8.6: at most one. FFmpeg joins the values of all of them.
            if comments > 1:
                raise hostile("several blocks of Vorbis comments")
            check_comments(source, source.read(at + 4, size))
        at += 4 + size
    return replace(described(source, container, info), start=start)


def check_comments(source: Source, body: bytes) -> None:
    """Bound the number of Vorbis comments: dictionaries of libraries grow quadratically with it."""
    vendor = int.from_bytes(body[:4], "little")
    count = int.from_bytes(body[4 + vendor : 8 + vendor], "little")
    if count > source.limits.max_comments:
        raise hostile(f"{count} Vorbis comments")


def described(source: Source, container: Container, info: bytes) -> Outline:
    """Return what a STREAMINFO block says; raise Rejected when there is none."""
    if len(info) < 18:
        raise Rejected(ErrorCode.CORRUPT, "FLAC without STREAMINFO")
    packed = struct.unpack_from(">Q", info, 10)[0]
    rate, channels = packed >> 44, (packed >> 41 & 7) + 1
    depth, known = (packed >> 36 & 31) + 1, packed & 0xF_FFFF_FFFF or None
    check_shape(source, sample_rate_hz=rate, channels=channels, frames=known)
    return Outline(container=container, sample_rate_hz=rate, channels=channels, bit_depth=depth, frames=known)
