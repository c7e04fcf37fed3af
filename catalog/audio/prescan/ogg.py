"""Ogg (RFC 3533) with Vorbis, Opus (RFC 7845) or FLAC: its header packets and its last page."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import ErrorCode, Rejected
from ..sniff import Container
from . import flac, oggpages
from .outline import Outline, Source, check_shape, hostile, truncated, wrong_length

PAGE_HEAD = struct.Struct("<4sBBqIIIB")
MAX_PAGE_BYTES = 27 + 255 + 255 * 255
END = 4
# Zeros that tools leave behind the last page.
MAX_ZERO_TAIL = 65_536


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its flags, the position of its last whole packet in frames, its stream, and its packets."""

    flags: int
    granule: int
    serial: int
    table: bytes
    body: bytes
    end: int


def outline(source: Source, container: Container) -> Outline:
    """Return the outline of an Ogg file; raise Rejected for unknown codecs, floods and cut files."""
    packets = _packets(source)
    first = next(packets, None)
    if first is None:
        raise truncated(source.size + 1, source.size)
    reader = next((read for magic, read in READERS.items() if first.startswith(magic)), None)
    if reader is None:
        raise Rejected(ErrorCode.UNSUPPORTED_FORMAT, "Ogg without Vorbis, Opus or FLAC")
    second = next(packets, None)
    if second is None:
        raise truncated(source.size + 1, source.size)
    described, last = reader(source, first, second), _last_page(source)
    oggpages.check(source)
    if reader is _flac and described.frames is None and last.granule > 0:
        # Encoders that cannot go back leave the total open; the last page has it.
        return replace(described, frames=last.granule)
    return described


def _vorbis(source: Source, head: bytes, comments: bytes) -> Outline:
    if len(head) < 30:
        raise Rejected(ErrorCode.CORRUPT, "the Vorbis header is too short")
    channels, rate = struct.unpack_from("<BI", head, 11)
    check_shape(source, sample_rate_hz=rate, channels=channels, frames=None)
    if comments.startswith(b"\x03vorbis"):
        flac.check_comments(source, comments[7:])
    return Outline(container=Container.OGG, sample_rate_hz=rate, channels=channels)


def _opus(source: Source, head: bytes, comments: bytes) -> Outline:
    if len(head) < 19:
        raise Rejected(ErrorCode.CORRUPT, "the Opus header is too short")
    # Opus always plays at 48 kHz; the rate in its header is what the encoder was once given.
    check_shape(source, sample_rate_hz=48_000, channels=head[9], frames=None)
    if comments.startswith(b"OpusTags"):
        flac.check_comments(source, comments[8:])
    return Outline(container=Container.OGG, sample_rate_hz=48_000, channels=head[9])


def _flac(source: Source, head: bytes, comments: bytes) -> Outline:
    """Ogg FLAC mapping 1.0: nine bytes, then "fLaC", the head of a block, and STREAMINFO."""
    flac.check_comments(source, comments[4:])
    return flac.described(source, Container.OGG, head[17:])


READERS = {b"\x01vorbis": _vorbis, b"OpusHead": _opus, b"\x7fFLAC": _flac}


def _packets(source: Source) -> Iterator[bytes]:
    """Yield whole packets of the first logical stream from the head of the file."""
    at, packet, serial, pages = 0, bytearray(), None, 0
    while (page := _page(source, at)) is not None:
        at, pages = page.end, pages + 1
        if pages > source.limits.max_chunks:
            raise hostile(f"Ogg headers of more than {source.limits.max_chunks} pages")
        serial = page.serial if serial is None else serial
        if page.serial != serial:
            continue
        start = 0
        for length in page.table:
            packet += page.body[start : start + length]
            start += length
            if len(packet) > source.limits.max_tag_bytes:
                raise hostile(f"an Ogg comment of more than {source.limits.max_tag_bytes} bytes")
            if length < 255:
                yield bytes(packet)
                packet.clear()


def _page(source: Source, at: int) -> Page | None:
    """Return the page at `at`, None when there is none or the file ends inside it."""
    return _parsed(source.read(at, MAX_PAGE_BYTES), at)


def _parsed(data: bytes, at: int) -> Page | None:
    if len(data) < PAGE_HEAD.size or data[:4] != b"OggS":
        return None
    _, _, flags, granule, serial, _, _, count = PAGE_HEAD.unpack_from(data)
    table = data[27 : 27 + count]
    length = 27 + count + sum(table)
    if len(table) < count or len(data) < length:
        return None
    return Page(flags, granule, serial, table, data[27 + count : length], at + length)


def _last_page(source: Source) -> Page:
    """Return the page that ends the file; raise when it is cut, damaged, or does not end the sound."""
    start = max(0, source.size - MAX_PAGE_BYTES - MAX_ZERO_TAIL)
    tail = source.read(start, source.size - start)
    at = len(tail)
    while (at := tail.rfind(b"OggS", 0, at)) >= 0:
        page = _parsed(tail[at : at + MAX_PAGE_BYTES], start + at)
        if page is None:
            # A page the file ends inside of, or four letters that only look like one.
            continue
        if oggpages.checksum(tail[at : page.end - start]) == struct.unpack_from("<I", tail, at + 22)[0]:
            return _checked_end(source, page)
    raise truncated(source.size + 1, source.size)


def _checked_end(source: Source, page: Page) -> Page:
    rest = source.read(page.end, MAX_ZERO_TAIL + 1)
    if rest.startswith(b"OggS"):
        code = ErrorCode.CORRUPT if _parsed(rest, page.end) else ErrorCode.TRUNCATED
        raise Rejected(code, "the last page is cut or damaged")
    if not page.flags & END:
        raise Rejected(ErrorCode.TRUNCATED, "the file ends before the last page of its sound")
    if any(rest) and not (len(rest) == 128 and rest.startswith(b"TAG")):
        raise wrong_length(f"{source.size - page.end} bytes behind the sound belong to nothing")
    return page
