"""ID3v2 tags: floods, bombs, lies."""

import struct
import zlib

from .. import sounds
from . import seeds
from .case import refused, taken

TITLE = sounds.id3_frame(b"TIT2", b"\3x")
UNSYNCHRONISED, EXTENDED, FOOTER = 0x80, 0x40, 0x10
V4_COMPRESSED, V3_COMPRESSED = 0x0009, 0x0080


def frame3(name: bytes, body: bytes, flags: int = 0) -> bytes:
    return name + struct.pack(">IH", len(body), flags) + body


def frame2(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(3, "big") + body


def tag(*frames: bytes, version: int = 4, flags: int = 0, size: int | None = None) -> bytes:
    body = b"".join(frames)
    claimed = len(body) if size is None else size
    return b"ID3" + bytes((version, 0, flags)) + sounds.synchsafe(claimed) + body


def bomb(size: int) -> bytes:
    return zlib.compress(b"\3" + b"A" * size, 9)


def packed4(size: int) -> bytes:
    return sounds.id3_frame(b"TIT2", sounds.synchsafe(size & 0xFFFFFFF) + bomb(size), flags=V4_COMPRESSED)


def packed3(size: int) -> bytes:
    return frame3(b"TIT2", struct.pack(">I", size) + bomb(size), flags=V3_COMPRESSED)


def on_mp3(*tags: bytes) -> bytes:
    return b"".join(tags) + seeds.mp3()


def chapter(*frames: bytes) -> bytes:
    return sounds.id3_frame(b"CHAP", b"c\0" + b"\0" * 16 + b"".join(frames))


def distinct(count: int) -> list[bytes]:
    """Text frames of as many names: what makes a dictionary of tags slow."""
    return [struct.pack(">I", 0x54414141 + at) + sounds.synchsafe(2) + b"\0\0\0a" for at in range(count)]


def nested(depth: int) -> bytes:
    inner = TITLE
    for _ in range(depth):
        inner = chapter(inner)
    return inner


def table_of_contents(children: int) -> bytes:
    return sounds.id3_frame(b"CTOC", b"toc\0\3" + bytes((children & 0xFF,)) + b"toc\0" * children)


HOSTILE = {
    "100,000 frames": lambda: on_mp3(tag(*[TITLE] * 100_000)),
    "100,000 frames of version 3": lambda: on_mp3(tag(*[frame3(b"TIT2", b"\3x")] * 100_000, version=3)),
    "100,000 frames of version 2": lambda: on_mp3(tag(*[frame2(b"TT2", b"\0x")] * 100_000, version=2)),
    "3,000 empty frames": lambda: on_mp3(tag(*[sounds.id3_frame(b"TIT2", b"")] * 3_000)),
    "3,000 frames with names in small letters": lambda: on_mp3(
        tag(*[sounds.id3_frame(b"abcd", b"x")] * 3_000)
    ),
    "a flood behind one frame with a name of rubbish": lambda: on_mp3(
        tag(sounds.id3_frame(b"\xff\1 -", b"x"), *[TITLE] * 30_000)
    ),
    "a flood that only plain sizes see": lambda: on_mp3(
        tag(frame3(b"TIT2", b"\3" + b"x" * 200), *[frame3(b"TIT2", b"\3" + b"x" * 127)] * 3_000)
    ),
    "five tags": lambda: on_mp3(*[tag(TITLE)] * 5),
    "50,000 tags": lambda: on_mp3(*[tag(TITLE)] * 50_000),
    "a compressed frame of version 4": lambda: on_mp3(tag(packed4(40))),
    "a compressed frame of version 3": lambda: on_mp3(tag(packed3(40), version=3)),
    "33 KB that unpack to 32 MB": lambda: on_mp3(tag(packed4(32 << 20))),
    "538 KB that unpack to 530 MB": lambda: on_mp3(tag(*[packed3(66 << 20)] * 8, version=3)),
    "a compressed frame behind an extended header": lambda: on_mp3(
        tag(sounds.synchsafe(6) + b"\1\0", packed4(9_000), flags=EXTENDED)
    ),
    "a compressed frame behind an unsynchronised one": lambda: on_mp3(
        tag(b"PRIV\0\0\0\x28\0\0", b"\xff\0" * 40, packed3(90_000), version=3, flags=UNSYNCHRONISED)
    ),
    "an unfinished tag of 40 MB": lambda: on_mp3(tag(sounds.id3_frame(b"APIC", b"\0" * (40 << 20)))),
    "600 pictures": lambda: on_mp3(
        tag(*[sounds.id3_frame(b"APIC", b"\0image/png\0\3\0" + b"\0" * 64)] * 600)
    ),
    "a flood in front of a FLAC": lambda: tag(*[TITLE] * 3_000) + seeds.flac(),
    "a flood inside a WAV": lambda: sounds.simple_wav(sounds.chunk(b"id3 ", tag(*[TITLE] * 1_000))),
    "a flood inside an AIFF": lambda: seeds.aiff_of(
        seeds.comm(), seeds.ssnd(sounds.pcm(seeds.FRAMES)), seeds.iff_chunk(b"ID3 ", tag(*[TITLE] * 1_000))
    ),
    "a compressed frame inside a WAV": lambda: sounds.simple_wav(
        sounds.chunk(b"id3 ", tag(packed4(1 << 20)))
    ),
    "ten tags inside a WAV": lambda: sounds.simple_wav(*[sounds.chunk(b"id3 ", tag(TITLE))] * 10),
}
HARMLESS = {
    "chapters nested 200 deep": lambda: on_mp3(tag(nested(200))),
    "40 chapters of 500 frames": lambda: on_mp3(tag(*[chapter(*distinct(500))] * 40)),
    "a chapter of 20,000 frames": lambda: on_mp3(tag(chapter(*distinct(20_000)))),
    "a compressed frame inside a chapter": lambda: on_mp3(tag(chapter(packed4(8 << 20)))),
    "a title in an unknown encoding": lambda: on_mp3(tag(sounds.id3_frame(b"TIT2", b"\7\xff\xff\xff"))),
    "a comment of one byte": lambda: on_mp3(tag(sounds.id3_frame(b"COMM", b"\1"))),
    "a date of nothing": lambda: on_mp3(tag(sounds.id3_frame(b"TDRC", b""))),
    "half a surrogate": lambda: on_mp3(tag(sounds.id3_frame(b"TXXX", b"\1\xff\xfe\0\xd8"))),
    "40 bytes of 0xFF": lambda: on_mp3(tag(b"\xff" * 40)),
    "a frame that claims 256 MB": lambda: on_mp3(tag(b"TIT2" + sounds.synchsafe((1 << 28) - 1) + b"\0\0\3x")),
    "a frame of 4 GB in version 3": lambda: on_mp3(tag(b"TIT2\xff\xff\xff\xff\0\0\3x", version=3)),
    "an extended header of 256 MB": lambda: on_mp3(
        tag(sounds.synchsafe((1 << 28) - 1), TITLE, flags=EXTENDED)
    ),
    "an extended header of 0 bytes": lambda: on_mp3(tag(b"\0\0\0\0", TITLE, flags=EXTENDED)),
    "an encrypted frame": lambda: on_mp3(tag(sounds.id3_frame(b"TIT2", b"\1abcdef", flags=0x0004))),
    "a genre of 2,000 parentheses": lambda: on_mp3(tag(sounds.id3_frame(b"TCON", b"\3" + b"(" * 2_000))),
    "one title of 1 MB": lambda: on_mp3(tag(sounds.id3_frame(b"TIT2", b"\3" + b"A" * (1 << 20)))),
    "500 titles in one frame": lambda: on_mp3(tag(sounds.id3_frame(b"TIT2", b"\3" + b"x\0" * 500))),
    "a table of contents that contains itself": lambda: on_mp3(tag(table_of_contents(200))),
    "a tag of version 9": lambda: on_mp3(tag(TITLE, version=9)),
    "a tag of version 2 with one frame cut": lambda: on_mp3(tag(b"TT2\0\0\xff\0x", version=2)),
    "an unsynchronised tag": lambda: on_mp3(
        tag(sounds.id3_frame(b"TIT2", b"\3\xff\0x", flags=2), flags=UNSYNCHRONISED)
    ),
    "a picture of 20 MB": lambda: on_mp3(
        tag(sounds.id3_frame(b"APIC", b"\0image/png\0\3\0" + b"\0" * (20 << 20)))
    ),
}
FILES = (
    {name: refused(make, "hostile_metadata") for name, make in HOSTILE.items()}
    | {
        name: taken(make, container="mp3", sample_rate_hz=seeds.RATE, channels=1)
        for name, make in HARMLESS.items()
    }
    | {
        "a chapter flood inside a WAV": taken(
            lambda: sounds.simple_wav(sounds.chunk(b"ID3 ", tag(chapter(*distinct(20_000)))), frames=900),
            frames=900,
        ),
        "a chapter flood in front of a FLAC": taken(
            lambda: tag(chapter(*distinct(40_000))) + seeds.flac(), frames=seeds.FRAMES
        ),
        "a tag that claims 256 MB": refused(
            lambda: on_mp3(tag(TITLE, size=(1 << 28) - 1)), "hostile_metadata", "truncated"
        ),
        "a tag and no sound": refused(tag(TITLE), "no_audio_stream"),
        "a tag that ends behind the file": refused(tag(TITLE, size=9_000), "truncated"),
        "half a tag": refused(tag(sounds.id3_frame(b"APIC", b"\0" * 90_000))[:5_000], "truncated"),
        "a tag and a letter": refused(tag(TITLE) + b"Dear listener\n" * 90, "not_audio", "no_audio_stream"),
    }
)
