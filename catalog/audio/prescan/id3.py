"""Bounds on ID3v2 tags (id3.org v2.2–v2.4), checked before mutagen reads one.

Readers disagree about where a frame ends, so a tag must be harmless in every way of reading it.
"""

from collections.abc import Callable, Iterator, Sequence

from ..errors import ErrorCode, Rejected
from .outline import Chunk, Source, hostile

HEADER_BYTES = 10
UNSYNCHRONISED, EXTENDED, FOOTER = 0x80, 0x40, 0x10
# mutagen copies the rest of a tag for each of its frames.
MAX_COPIED_BYTES = 2 << 30

Size = Callable[[bytes], int]


def check_leading(source: Source) -> int:
    """Check every tag at the head of the file and return the offset behind them."""
    at, tags = 0, 0
    while source.read(at, 3) == b"ID3":
        tags += 1
        if tags > source.limits.max_id3_tags:
            raise hostile(f"more than {source.limits.max_id3_tags} ID3 tags")
        at = check_tag(source, at)
    return at


def check_chunks(source: Source, chunks: Sequence[Chunk]) -> None:
    """Check the tags in the chunks of a WAV, W64 or AIFF."""
    tags = [chunk for chunk in chunks if chunk.name.lower() == "id3 "]
    if len(tags) > source.limits.max_id3_tags:
        raise hostile(f"more than {source.limits.max_id3_tags} ID3 tags")
    for chunk in tags:
        check_tag(source, chunk.offset)


def check_tag(source: Source, at: int) -> int:
    """Return the offset behind the tag at `at`, or `at` when there is none; raise for a hostile one."""
    header = source.read(at, HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:3] != b"ID3":
        return at
    size = synchsafe(header[6:10])
    end = at + HEADER_BYTES + size + (HEADER_BYTES if header[5] & FOOTER else 0)
    if size > source.limits.max_tag_bytes:
        raise hostile(f"an ID3 tag of {size} bytes")
    if end > source.size:
        raise Rejected(ErrorCode.TRUNCATED, f"the ID3 tag ends at byte {end}, the file after {source.size}")
    _check_body(source, source.read(at + HEADER_BYTES, size), version=header[3], flags=header[5])
    return end


def synchsafe(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def _plain(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _check_body(source: Source, body: bytes, *, version: int, flags: int) -> None:
    # Unsynchronisation moves bytes, so frame sizes are read from the restored body, as the libraries do.
    if flags & UNSYNCHRONISED and version < 4:
        body = body.replace(b"\xff\x00", b"\xff")
    if flags & EXTENDED and version > 2:
        body = body[_extended_header(body, version) :]
    # Some programs wrote version 4 with plain sizes; readers guess.
    for size in (synchsafe, _plain) if version == 4 else (_plain,):
        count = _count(source, body, version, size)
        if count * len(body) > MAX_COPIED_BYTES:
            raise hostile(f"{count} ID3 frames in {len(body)} bytes")


def _extended_header(body: bytes, version: int) -> int:
    if version == 4:
        return synchsafe(body[:4])
    return 4 + _plain(body[:4])


def _count(source: Source, body: bytes, version: int, size: Size) -> int:
    """Return the number of frames; raise for too many or a compressed one."""
    count = 0
    for name, flags in _frames(body, version, size):
        count += 1
        if _is_compressed(name, flags, version):
            raise hostile("a compressed ID3 frame")
        if count > source.limits.max_id3_frames:
            raise hostile(f"more than {source.limits.max_id3_frames} ID3 frames")
    return count


def _frames(body: bytes, version: int, size: Size) -> Iterator[tuple[bytes, int]]:
    """Yield name and flags of everything a patient reader takes for a frame: it stops at zeros only."""
    name_bytes, head = (3, 6) if version == 2 else (4, 10)
    at = 0
    while at + head <= len(body) and any(body[at : at + name_bytes]):
        flags = 0 if version == 2 else _plain(body[at + 8 : at + 10])
        yield body[at : at + name_bytes], flags
        at += head + size(body[at + name_bytes : at + 2 * name_bytes])


def _is_compressed(name: bytes, flags: int, version: int) -> bool:
    is_name = name.isalnum() and name == name.upper()
    return is_name and bool(flags & (0x08 if version == 4 else 0x80))
