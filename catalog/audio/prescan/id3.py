"""Bounds on ID3v2 tags (id3.org v2.2–v2.4), checked before mutagen or FFmpeg reads one."""

import struct

from ..errors import ErrorCode, Rejected
from .outline import Source, hostile

HEADER_BYTES = 10


def check_leading(source: Source) -> int:
    """Check every tag at the head of the file and return the offset behind them."""
    at, tags = 0, 0
    while source.read(at, 3) == b"ID3":
        tags += 1
        if tags > source.limits.max_id3_tags:
            raise hostile(f"more than {source.limits.max_id3_tags} ID3 tags")
        at = check_tag(source, at)
    return at


def check_tag(source: Source, at: int) -> int:
    """Return the offset behind the tag at `at`, or `at` when there is none; raise for a hostile one."""
    header = source.read(at, HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:3] != b"ID3":
        return at
    size = synchsafe(header[6:10])
    end = at + HEADER_BYTES + size + (10 if header[5] & 0x10 else 0)
    if size > source.limits.max_tag_bytes:
        raise hostile(f"an ID3 tag of {size} bytes")
    if end > source.size:
        raise Rejected(ErrorCode.TRUNCATED, f"the ID3 tag ends at byte {end}, the file after {source.size}")
    _check_frames(source, source.read(at + HEADER_BYTES, size), version=header[3], flags=header[5])
    return end


def synchsafe(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def _check_frames(source: Source, body: bytes, *, version: int, flags: int) -> None:
    # Unsynchronisation moves bytes, so frame sizes are read from the restored body, as the libraries do.
    if flags & 0x80 and version < 4:
        body = body.replace(b"\xff\x00", b"\xff")
    at = _extended_header(body, version) if flags & 0x40 and version > 2 else 0
    head = 6 if version == 2 else 10
    frames = 0
    while at + head <= len(body) and _is_name(body[at : at + (3 if version == 2 else 4)]):
        frames += 1
        if frames > source.limits.max_id3_frames:
            raise hostile(f"more than {source.limits.max_id3_frames} ID3 frames")
        if version > 2 and _is_compressed(body[at + 9], version):
            raise hostile("a compressed ID3 frame")
        at += head + _frame_size(body[at : at + head], version)


def _is_name(name: bytes) -> bool:
    """Frame names are capital letters and digits; anything else is padding or rubbish, where readers stop."""
    return name.isalnum() and name == name.upper()


def _extended_header(body: bytes, version: int) -> int:
    if version == 4:
        return synchsafe(body[:4])
    return 4 + int.from_bytes(body[:4], "big")


def _frame_size(header: bytes, version: int) -> int:
    if version == 2:
        return int.from_bytes(header[3:6], "big")
    if version == 4:
        return synchsafe(header[4:8])
    return int(struct.unpack_from(">I", header, 4)[0])


def _is_compressed(flags: int, version: int) -> bool:
    return bool(flags & (0x08 if version == 4 else 0x80))
