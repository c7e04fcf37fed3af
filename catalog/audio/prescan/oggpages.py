"""Every page of an Ogg file (RFC 3533, 6): whole, undamaged, and with comments of a bounded number.

FFmpeg reads comments wherever they turn up, not only at the head of a file.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice

from ..errors import ErrorCode, Rejected
from .flac import VORBIS_COMMENT, check_comments
from .outline import Source, hostile

MAGIC = b"OggS"
HEAD_BYTES = 27
MAX_REST_BYTES = 1 << 20
MAX_STREAMS = 16
# As many as one page may hold, and some.
MAX_PACKETS = 300
# The first 255 bytes of a packet lie on one page, so these are never cut.
COMMENTS = re.compile(rb"\x03vorbis|OpusTags|\x7fFLAC")
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def check(source: Source) -> None:
    """Raise for damaged pages, for bytes between pages, and for floods of comments."""
    at = told = 0
    while source.read(at, 4) == MAGIC:
        head, body = _page(source, at)
        if checksum(head + body) != struct.unpack_from("<I", head, 22)[0]:
            raise Rejected(ErrorCode.CORRUPT, f"the Ogg page at byte {at} is damaged")
        if COMMENTS.search(body):
            told += 1
            if told > MAX_STREAMS:
                raise hostile(f"more than {MAX_STREAMS} Ogg streams")
            _check_comments(source, at)
        at += len(head) + len(body)
    if source.size - at > MAX_REST_BYTES or MAGIC in source.read(at, MAX_REST_BYTES):
        raise Rejected(ErrorCode.CORRUPT, f"no Ogg page at byte {at}, but later")


def _page(source: Source, at: int) -> tuple[bytes, bytes]:
    head = source.read(at, HEAD_BYTES)
    if len(head) < HEAD_BYTES or head[:4] != MAGIC:
        raise Rejected(ErrorCode.CORRUPT, f"no Ogg page at byte {at}")
    head += source.read(at + HEAD_BYTES, head[26])
    return head, source.read(at + len(head), sum(head[HEAD_BYTES:]))


def _check_comments(source: Source, at: int) -> None:
    """Check every comment packet that begins on the page at `at`, or soon behind it."""
    is_flac, blocks = False, 0
    for packet in islice(_packets(source, at), MAX_PACKETS):
        if packet.startswith((b"\x03vorbis", b"OpusTags")):
            check_comments(source, packet[7 if packet[0] == 3 else 8 :])
        elif packet.startswith(b"\x7fFLAC"):
            is_flac = True
        elif packet.startswith(b"\xff"):
            is_flac = False
        elif is_flac and packet and packet[0] & 0x7F == VORBIS_COMMENT:
            blocks += 1
            if blocks > 1:
                raise hostile("several blocks of Vorbis comments")
            check_comments(source, packet[4:])


def _packets(source: Source, at: int) -> Iterator[bytes]:
    """Yield the packets of one stream, the one that began before the page at `at` without its beginning."""
    packet = bytearray()
    serial = source.read(at + 14, 4)
    while source.read(at, 4) == MAGIC:
        head, body = _page(source, at)
        at += len(head) + len(body)
        if head[14:18] != serial:
            continue
        start = 0
        for length in head[HEAD_BYTES:]:
            packet += body[start : start + length]
            start += length
            if len(packet) > source.limits.max_tag_bytes:
                raise hostile(f"an Ogg header of more than {source.limits.max_tag_bytes} bytes")
            if length < 255:
                yield bytes(packet)
                packet.clear()


def checksum(page: bytes) -> int:
    """Return the CRC-32 of a page (RFC 3533, 6): its own field counts as zero.

    It is zlib's polynomial, from zero, with the bits the other way round.
    """
    blank = page[:22] + b"\0\0\0\0" + page[26:]
    register = zlib.crc32(blank.translate(REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{register:032b}"[::-1], 2)
