"""Ogg pages (RFC 3533) taken apart and put together."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

HEADER_BYTES = 27
CONTINUED, FIRST, LAST = 1, 2, 4
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
SEGMENTS = 255


@dataclass(frozen=True)
class Page:
    flags: int
    granule: int
    serial: int
    table: bytes
    body: bytes


def crc(data: bytes) -> int:
    """The checksum of a page: zlib's polynomial, from zero, with the bits the other way round."""
    register = zlib.crc32(data.translate(REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{register:032b}"[::-1], 2)


def pages(data: bytes) -> Iterator[Page]:
    at = 0
    while at < len(data):
        flags, granule, serial = struct.unpack_from("<BqI", data, at + 5)
        table = data[at + HEADER_BYTES : at + HEADER_BYTES + data[at + 26]]
        start = at + HEADER_BYTES + len(table)
        at = start + sum(table)
        yield Page(flags, granule, serial, table, data[start:at])


def joined(sequence: Sequence[Page]) -> bytes:
    """The pages as bytes, numbered anew, with checksums that fit."""
    return b"".join(_bytes(page, number) for number, page in enumerate(sequence))


def _bytes(page: Page, number: int) -> bytes:
    head = struct.pack("<4sBBqII", b"OggS", 0, page.flags, page.granule, page.serial, number)
    tail = bytes((len(page.table),)) + page.table + page.body
    return head + struct.pack("<I", crc(head + b"\0\0\0\0" + tail)) + tail


def packets(data: bytes, count: int) -> tuple[list[bytes], list[Page]]:
    """The first `count` packets, and the pages behind the one in which the last of them ends."""
    found: list[bytes] = []
    packet, rest = b"", list(pages(data))
    while len(found) < count:
        page, at = rest.pop(0), 0
        for length in page.table:
            packet, at = packet + page.body[at : at + length], at + length
            if length < SEGMENTS:
                found.append(packet)
                packet = b""
    return found, rest


def paged(packet: bytes, *, serial: int, flags: int = 0) -> list[Page]:
    """One packet on pages of its own."""
    table = b"\xff" * (len(packet) // SEGMENTS) + bytes((len(packet) % SEGMENTS,))
    found: list[Page] = []
    for at in range(0, len(table), SEGMENTS):
        body = packet[at * SEGMENTS : (at + SEGMENTS) * SEGMENTS]
        found.append(Page(CONTINUED if at else flags, 0, serial, table[at : at + SEGMENTS], body))
    return found


def of_serial(sequence: Sequence[Page], serial: int) -> list[Page]:
    return [replace(page, serial=serial) for page in sequence]
