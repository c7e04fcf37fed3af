"""Ogg (RFC 3533): the header packets of the first logical stream and the pages they lie on."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..prescan import Source
from . import flac
from .values import Raw

PAGE_HEAD = struct.Struct("<4sBBqIIIB")
BEGINS_STREAM = 0x02
COMMENT_PREFIX = {b"\x01vorbis": b"\x03vorbis", b"OpusHead": b"OpusTags"}


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins and ends, and what its head says."""

    start: int
    end: int
    flags: int
    serial: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Headers:
    """The header packets and their pages.

    `is_plain`: they fill their pages exactly and belong to one stream, so others can stand in their place.
    """

    codec: bytes
    packets: tuple[bytes, ...]
    pages: tuple[Page, ...]
    is_plain: bool

    @property
    def end(self) -> int:
        return self.pages[-1].end


def headers(source: Source) -> Headers:
    """Return the header packets; raise ValueError for a stream without them."""
    packets: list[bytes] = []
    pages: list[Page] = []
    packet, at = bytearray(), 0
    is_plain = True
    while not (packets and _are_whole(packets)):
        page, table = _page(source, at)
        body = source.read(at + 27 + len(table), sum(table))
        if pages and (page.serial != pages[0].serial or page.flags & BEGINS_STREAM):
            is_plain = False
        pages.append(page)
        used = 0
        for index, length in enumerate(table):
            packet += body[used : used + length]
            used += length
            if len(packet) > source.limits.max_tag_bytes:
                raise ValueError("an Ogg header without an end")
            if length < 255:
                packets.append(bytes(packet))
                packet.clear()
                if _are_whole(packets):
                    is_plain &= index == len(table) - 1
                    break
        if len(pages) == 1:
            is_plain &= len(packets) == 1 and not packet
        at = page.end
    return Headers(codec_of(packets[0]), tuple(packets), tuple(pages), is_plain)


def codec_of(first: bytes) -> bytes:
    return next((name for name in (*COMMENT_PREFIX, b"\x7fFLAC") if first.startswith(name)), b"")


def _are_whole(packets: list[bytes]) -> bool:
    codec = codec_of(packets[0])
    if codec == b"\x7fFLAC":
        return len(packets) > 1 and bool(packets[-1][:1] and packets[-1][0] & 0x80)
    return len(packets) == {b"\x01vorbis": 3, b"OpusHead": 2}.get(codec, 1)


def _page(source: Source, at: int) -> tuple[Page, bytes]:
    head = source.read(at, PAGE_HEAD.size)
    if len(head) < PAGE_HEAD.size or head[:4] != b"OggS":
        raise ValueError("an Ogg header without an end")
    _, _, flags, _, serial, sequence, _, count = PAGE_HEAD.unpack(head)
    table = source.read(at + PAGE_HEAD.size, count)
    return Page(at, at + PAGE_HEAD.size + len(table) + sum(table), flags, serial, sequence), table


def read(source: Source) -> Iterator[Raw]:
    found = headers(source)
    if found.codec == b"\x7fFLAC":
        # Each packet behind the first is a FLAC metadata block with its head of four bytes.
        blocks = [packet[4:] for packet in found.packets[1:] if packet[0] & 0x7F == flac.VORBIS_COMMENT]
    else:
        prefix = COMMENT_PREFIX.get(found.codec, b"")
        blocks = [packet[len(prefix) :] for packet in found.packets[1:2] if prefix]
    for block in blocks:
        yield from flac.comments(block)
