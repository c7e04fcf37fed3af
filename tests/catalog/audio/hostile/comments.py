"""Vorbis comments in FLAC and Ogg, APE tags behind MP3 and WavPack: floods and lying lengths."""

import base64
import struct

from . import ogg as ogg_pages
from . import seeds
from .case import Hostile, refused, taken

STREAMINFO_BYTES = 42
COMMENT, SEEKTABLE, CUESHEET, PICTURE, PADDING, APPLICATION = 4, 3, 5, 6, 1, 2
LIE = struct.pack("<I", 0xFFFFFFFF)


def comments(*values: bytes, vendor: bytes = b"x", count: int | None = None) -> bytes:
    claimed = len(values) if count is None else count
    body = b"".join(struct.pack("<I", len(value)) + value for value in values)
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", claimed) + body


def block(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + (len(body) & 0xFFFFFF).to_bytes(3, "big") + body


def flac(*blocks: bytes) -> bytes:
    """The good FLAC with these blocks behind its STREAMINFO instead of its own."""
    seed = seeds.flac()
    first_frame = seed.index(b"\xff\xf8", STREAMINFO_BYTES)
    last = bytearray(block(PADDING, b""))
    last[0] |= 0x80
    return seed[:4] + b"\0" + seed[5:STREAMINFO_BYTES] + b"".join(blocks) + bytes(last) + seed[first_frame:]


def ogg(seed: bytes, headers: int, comment_packet: bytes) -> bytes:
    """The good Ogg with another comment packet."""
    packets, rest = ogg_pages.packets(seed, headers)
    packets[1] = comment_packet
    heads = [
        page
        for number, packet in enumerate(packets)
        for page in ogg_pages.paged(packet, serial=rest[0].serial, flags=0 if number else ogg_pages.FIRST)
    ]
    return ogg_pages.joined([*heads, *rest])


def vorbis(body: bytes) -> bytes:
    return ogg(seeds.ogg(), 3, b"\3vorbis" + body + b"\1")


def opus(body: bytes) -> bytes:
    return ogg(seeds.opus(), 2, b"OpusTags" + body)


def beside(body: bytes) -> bytes:
    """The good Ogg with the headers of another stream between its own."""
    packets, rest = ogg_pages.packets(seeds.ogg(), 3)
    own = rest[0].serial
    first = ogg_pages.paged(packets[0], serial=own, flags=ogg_pages.FIRST)
    other = ogg_pages.paged(packets[0], serial=own + 1, flags=ogg_pages.FIRST)
    comment = ogg_pages.paged(b"\3vorbis" + body + b"\1", serial=own + 1)
    others = [page for packet in packets[1:] for page in ogg_pages.paged(packet, serial=own)]
    return ogg_pages.joined([*first, *other, *comment, *others, *rest])


def picture(*, size: int, mime: int = 9) -> bytes:
    return (
        struct.pack(">II", 3, mime) + b"image/png" + struct.pack(">IIIIII", 0, 9, 9, 24, 0, size) + b"\0" * 32
    )


def ape(*items: bytes, count: int | None = None, size: int | None = None) -> bytes:
    body = b"".join(items)
    claimed = len(items) if count is None else count
    tail = struct.pack("<IIII", 2_000, len(body) + 32 if size is None else size, claimed, 0) + b"\0" * 8
    return body + b"APETAGEX" + tail


def item(key: bytes, value: bytes, *, size: int | None = None) -> bytes:
    return struct.pack("<II", len(value) if size is None else size, 0) + key + b"\0" + value


def lyrics(tag: bytes) -> bytes:
    """An APE tag where only readers of Lyrics3 look for it."""
    return tag + b"LYRICSBEGIN" + b"%06d" % 11 + b"LYRICS200" + b"TAG".ljust(128, b" ")


MANY = [b"K%d=v" % at for at in range(100_000)]
EMBEDDED = b"METADATA_BLOCK_PICTURE="
HOSTILE = {
    "100,000 comments in a FLAC": lambda: flac(block(COMMENT, comments(*MANY))),
    "100,000 comments in an Ogg Vorbis": lambda: vorbis(comments(*MANY)),
    "100,000 comments in an Opus": lambda: opus(comments(*MANY)),
    "a FLAC that counts 4 G comments": lambda: flac(block(COMMENT, comments(b"a=b", count=0xFFFFFFFF))),
    "an Ogg that counts 4 G comments": lambda: vorbis(comments(b"a=b", count=0xFFFFFFFF)),
    "4,000 comments of 4 KB with one name": lambda: flac(
        block(COMMENT, comments(*[b"A=" + b"x" * 4_000] * 4_000))
    ),
    "an Ogg comment of 40 MB": lambda: vorbis(comments(b"a=" + b"x" * (40 << 20))),
    "1,000 FLAC blocks": lambda: flac(*[block(APPLICATION, b"abcd")] * 1_000),
    "three FLAC blocks of 16 MB": lambda: flac(*[block(PADDING, b"\0" * 0xFFFFF0)] * 3),
    "120 comment blocks": lambda: flac(*[block(COMMENT, comments(*MANY[:4_000]))] * 120),
    "600 APE items": lambda: seeds.mp3() + ape(*[item(b"K%d" % at, b"v") for at in range(600)]),
    "an APE tag of 4 GB": lambda: seeds.mp3() + ape(item(b"a", b"b"), size=0xFFFFFFFF),
    "an APE key of 1 MB": lambda: seeds.mp3() + ape(item(b"K" * (1 << 20), b"v")),
    "an APE key of 1 MB behind WavPack": lambda: seeds.wavpack() + ape(item(b"K" * (1 << 20), b"v")),
    "an APE flood where Lyrics3 hides it": lambda: (
        seeds.mp3() + lyrics(ape(*[item(b"K%d" % at, b"v") for at in range(30_000)]))
    ),
    "a second Ogg stream with 100,000 comments": lambda: beside(comments(*MANY)),
    "a chained Ogg with 100,000 comments": lambda: seeds.ogg() + vorbis(comments(*MANY)),
    "an APE tag with 4 G items": lambda: seeds.wavpack() + ape(item(b"a", b"b"), count=0xFFFFFFFF),
}
FILES = {name: refused(make, "hostile_metadata") for name, make in HOSTILE.items()} | {
    name: taken(make, container=container, sample_rate_hz=seeds.RATE)
    for name, container, make in (
        ("a vendor of 4 GB in a FLAC", "flac", lambda: flac(block(COMMENT, LIE + b"abc"))),
        ("a comment of 4 GB in a FLAC", "flac", lambda: flac(block(COMMENT, comments(b"", count=2)[:-4] + LIE))),
        ("a comment of 4 GB in an Opus", "ogg", lambda: opus(comments(count=1) + LIE)),
        ("comments that are no UTF-8", "flac", lambda: flac(block(COMMENT, comments(b"TITLE=\xff\xfe\xed\xa0\x80")))),
        ("a comment without a name", "flac", lambda: flac(block(COMMENT, comments(b"no equals sign", b"=", b"")))),
        ("a picture that claims 4 GB", "flac", lambda: flac(block(COMMENT, comments(
            EMBEDDED + base64.b64encode(picture(size=0xFFFFFFFF)))))),
        ("a picture that is no Base64", "flac", lambda: flac(block(COMMENT, comments(EMBEDDED + b"!" * 900)))),
        ("a picture in an Ogg", "ogg", lambda: vorbis(comments(
            EMBEDDED + base64.b64encode(picture(size=32))))),
        ("an APE item of 4 GB", "mp3", lambda: seeds.mp3() + ape(item(b"Title", b"v", size=0xFFFFFFFF))),
        ("an APE tag that begins before the file", "mp3", lambda: seeds.mp3() + ape(item(b"a", b"b"), size=90_000)),
        ("an APE tag behind WavPack", "wavpack", lambda: seeds.wavpack() + ape(item(b"Title", b"door"))),
        ("an APE tag of no size", "mp3", lambda: seeds.mp3() + ape(item(b"Title", b"x"), size=0)),
        ("a seek table of 16 MB", "flac", lambda: flac(block(SEEKTABLE, b"\0" * 18 * 900_000))),
        ("a seek table of 7 bytes", "flac", lambda: flac(block(SEEKTABLE, b"\0" * 7))),
    )
} | {
    name: Hostile(make, frozenset(("corrupt", "ok")), {})
    for name, make in (
        ("a picture block that claims 4 GB", lambda: flac(block(PICTURE, picture(size=0xFFFFFFFF)))),
        ("a picture block whose type has 4 GB", lambda: flac(block(PICTURE, picture(size=32, mime=0xFFFFFFFF)))),
        ("a cue sheet of 255 tracks that are not there", lambda: flac(block(CUESHEET, b"\0" * 395 + b"\xff"))),
    )
}  # fmt: skip
