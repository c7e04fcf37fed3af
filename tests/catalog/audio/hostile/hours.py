"""Many hours of silence in few bytes."""

import io
import struct
from dataclasses import replace
from functools import cache

import numpy as np
import soundfile

from . import ogg, seeds
from .case import refused
from .headers import streaminfo

HOURS = 100
# MPEG-2 layer III at 8 kbit/s, 24 kHz, mono: 24 bytes for each 24 ms.
MP3_FRAME = b"\xff\xf3\x14\xc4" + b"\0" * 20


@cache
def silence(rate: int, seconds: int, major: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.zeros((rate * seconds, 1), "i2"), rate, format=major)
    return file.getvalue()


def flac(hours: int, *, hidden: bool) -> bytes:
    """As an encoder writes it."""
    data = silence(8_000, 3_600 * hours, "FLAC")
    packed = struct.unpack_from(">Q", data, 18)[0]
    return data[:18] + struct.pack(">Q", packed & ~0xF_FFFF_FFFF) + data[26:] if hidden else data


def crc(data: bytes, polynomial: int, bits: int) -> int:
    value, top = 0, 1 << (bits - 1)
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & (top << 1) - 1
    return value


def flac_frame(number: int) -> bytes:
    """A frame of 65,535 equal samples (RFC 9639, 9.2.1) in 16 bytes."""
    coded = bytes((0xE0 | number >> 12, 0x80 | number >> 6 & 63, 0x80 | number & 63))
    head = b"\xff\xf8\x74\x08" + coded + b"\xff\xfe"
    head += bytes((crc(head, 0x07, 8),))
    body = head + b"\0\0\0"
    return body + crc(body, 0x8005, 16).to_bytes(2, "big")


@cache
def tiny_flac(hours: int) -> bytes:
    """Frames as long as they may be, at 8 kHz, in a file that does not say how many follow."""
    count = hours * 3_600 * 8_000 // 65_535
    shape = (
        struct.pack(">HH", 65_535, 65_535)
        + b"\0" * 6
        + struct.pack(">Q", 8_000 << 44 | 15 << 36)
        + b"\0" * 16
    )
    return b"fLaC\x80\0\0\x22" + shape + b"".join(flac_frame(1 + at % 60_000) for at in range(count))


def repeated_ogg(seed: bytes, headers: int, hours: int) -> bytes:
    """The last page of a sound again and again, each said to end an hour later."""
    packets, rest = ogg.packets(seed, headers)
    serial = rest[0].serial
    heads = [
        page
        for number, packet in enumerate(packets)
        for page in ogg.paged(packet, serial=serial, flags=0 if number else ogg.FIRST)
    ]
    later = [
        ogg.Page(0, 48_000 * 3_600 * hour, serial, rest[0].table, rest[0].body)
        for hour in range(1, hours + 1)
    ]
    return ogg.joined([*heads, *later[:-1], replace(later[-1], flags=ogg.LAST)])


def opus(hours: int) -> bytes:
    """Packets of one byte, each 60 ms of nothing; 255 on a page."""
    packets, rest = ogg.packets(seeds.opus(), 2)
    serial, page_ms = rest[0].serial, 255 * 60
    heads = [*ogg.paged(packets[0], serial=serial, flags=ogg.FIRST), *ogg.paged(packets[1], serial=serial)]
    count = hours * 3_600_000 // page_ms
    pages = [ogg.Page(0, 48 * page_ms * (at + 1), serial, b"\1" * 255, b"\x18" * 255) for at in range(count)]
    return ogg.joined([*heads, *pages[:-1], replace(pages[-1], flags=ogg.LAST)])


FILES = {
    "100 h in the header of a FLAC": refused(lambda: streaminfo(frames=HOURS * 3_600 * 48_000), "too_long"),
    "5 h in a FLAC": refused(lambda: flac(5, hidden=False), "too_long"),
    "5 h in a FLAC that hides them": refused(lambda: flac(5, hidden=True), "too_long"),
    "100 h in 1 MB of FLAC": refused(lambda: tiny_flac(HOURS), "too_long"),
    "5 h in 18 MB of MP3": refused(lambda: MP3_FRAME * (5 * 3_600 * 42), "too_long"),
    "100 h in 6 MB of Opus": refused(lambda: opus(HOURS), "too_long"),
    "100 h in the page numbers of an Opus": refused(
        lambda: repeated_ogg(seeds.opus(), 2, HOURS), "too_long", "corrupt", "ok"
    ),
    "100 h in the page numbers of an Ogg Vorbis": refused(
        lambda: repeated_ogg(seeds.ogg(), 3, HOURS), "too_long", "corrupt", "ok"
    ),
}
