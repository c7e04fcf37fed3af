"""Files cut at every border of their structure, and files with one flipped bit."""

import struct
from collections.abc import Callable, Iterator
from functools import partial

from . import ogg, seeds
from .case import Hostile, refused

Borders = Iterator[tuple[str, int]]


def riff_borders(data: bytes, start: int = 12, order: str = "<") -> Borders:
    """Behind each header and each body of a chunk."""
    at = start
    while at < len(data):
        name, size = struct.unpack_from(f"{order}4sI", data, at)
        size = len(data) - at - 8 if size == 0xFFFFFFFF else size
        yield f"behind the header of {name.decode()!r}", at + 8
        at += 8 + size + size % 2
        yield f"behind {name.decode()!r}", at


def w64_borders(data: bytes) -> Borders:
    at = 40
    while at < len(data):
        name, size = data[at : at + 4].decode(), struct.unpack_from("<Q", data, at + 16)[0]
        yield f"behind the header of {name!r}", at + 24
        at += (size + 7) & ~7
        yield f"behind {name!r}", at


def flac_borders(data: bytes) -> Borders:
    at, is_last = 4, False
    yield "behind its magic", at
    while not is_last:
        is_last, size = bool(data[at] & 0x80), int.from_bytes(data[at + 1 : at + 4], "big")
        yield f"behind block header {data[at] & 0x7F}", at + 4
        at += 4 + size
        yield f"behind block {data[at - 4 - size] & 0x7F}", at
    yield "behind its second frame", data.index(b"\xff\xf8", at + 9)


def ogg_borders(data: bytes) -> Borders:
    at = 0
    for number, page in enumerate(ogg.pages(data)):
        yield f"behind the header of page {number}", at + 27
        at += 27 + len(page.table) + len(page.body)
        yield f"behind page {number}", at


def atom_borders(data: bytes) -> Borders:
    at = 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        yield f"behind the header of {name.decode()!r}", at + 8
        at += size
        yield f"behind {name.decode()!r}", at


def wavpack_borders(data: bytes) -> Borders:
    at, number = 0, 0
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        yield f"behind the header of block {number}", at + 32
        at, number = at + 8 + size, number + 1
        yield f"behind block {number - 1}", at


def mp3_borders(data: bytes) -> Borders:
    yield "inside its first header", 3
    yield "behind its first header", 4
    yield "in the middle", len(data) // 2
    yield "one byte before its end", len(data) - 1


WAYS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], Borders]]] = {
    "WAV": (seeds.bext_wav, riff_borders),
    "RF64": (seeds.rf64, riff_borders),
    "AIFF": (seeds.aiff, partial(riff_borders, order=">")),
    "W64": (seeds.w64, w64_borders),
    "FLAC": (seeds.flac, flac_borders),
    "Ogg Vorbis": (seeds.ogg, ogg_borders),
    "Opus": (seeds.opus, ogg_borders),
    "M4A": (seeds.aac, atom_borders),
    "ALAC": (seeds.alac, atom_borders),
    "WavPack": (seeds.wavpack, wavpack_borders),
    "MP3": (seeds.mp3, mp3_borders),
}
# Where what is left does not say that anything is missing; everywhere else the one right answer is "truncated".
UNTOLD: dict[str, tuple[str, ...]] = {
    "RF64 cut behind the header of 'ds64'": ("corrupt", "truncated"),
    "MP3 cut inside its first header": ("not_audio",),
    "MP3 cut behind its first header": ("corrupt", "truncated"),
    "MP3 cut one byte before its end": ("ok",),
} | {
    f"{kind} cut {where}": ("corrupt",)
    for kind in ("M4A", "ALAC")
    for where in ("behind 'ftyp'", "behind the header of 'free'", "behind 'free'", "behind 'mdat'")
}


def cut(seed: Callable[[], bytes], end: int) -> bytes:
    return seed()[:end]


def cuts() -> dict[str, Hostile]:
    found = {}
    for kind, (seed, borders) in WAYS.items():
        for where, end in borders(seed()):
            name = f"{kind} cut {where}"
            if end < len(seed()):
                found[name] = refused(partial(cut, seed, end), *UNTOLD.get(name, ("truncated",)))
    return found


def flipped(seed: Callable[[], bytes], at: int, bit: int) -> bytes:
    data = bytearray(seed())
    data[at] ^= 1 << bit
    return bytes(data)


# Offset from the start, or from the end, and what lies there.
FLIPS: tuple[tuple[str, Callable[[], bytes], int, int, tuple[str, ...]], ...] = (
    *(("FLAC", seeds.flac, at, bit, ("corrupt", "truncated", "wrong_length"))
      for at, bit in ((9_001, 0), (15_000, 3), (21_777, 7), (30_000, 1), (39_000, 5))),
    ("FLAC at the checksum of its last frame", seeds.flac, -1, 0, ("corrupt", "truncated", "wrong_length")),
    ("FLAC at its magic", seeds.flac, 0, 0, ("not_audio",)),
    ("FLAC at the hash of its sound", seeds.flac, 30, 0, ("corrupt", "ok")),
    ("Ogg Vorbis in its first page", seeds.ogg, 30, 2, ("corrupt", "unsupported_format", "no_audio_stream")),
    ("Ogg Vorbis in its last page", seeds.ogg, -40, 2, ("corrupt", "ok", "no_audio_stream", "truncated")),
    ("Opus in its last page", seeds.opus, -40, 2, ("corrupt", "ok", "no_audio_stream", "truncated")),
    ("Ogg Vorbis at a page's magic", seeds.ogg, 0, 0, ("not_audio",)),
    ("WavPack in its first block", seeds.wavpack, 5_000, 4, ("corrupt", "truncated")),
    ("WavPack at its checksum", seeds.wavpack, 28, 1, ("corrupt", "truncated")),
    ("WavPack at its last byte", seeds.wavpack, -1, 1, ("corrupt", "truncated")),
    ("ALAC in its sound", seeds.alac, 9_000, 4, ("corrupt", "ok", "truncated")),
    ("AAC in its sound", seeds.aac, 1_500, 4, ("corrupt", "ok")),
    ("MP3 in its sound", seeds.mp3, 3_000, 4, ("corrupt", "ok")),
    ("WAV at the size of its format", seeds.wav, 16, 1, ("corrupt", "no_audio_stream")),
    ("WAV at its channels", seeds.wav, 22, 1, ("corrupt",)),
    ("WAV at the name of its sound", seeds.wav, 36, 1, ("no_audio_stream", "wrong_length")),
    ("AIFF at its size", seeds.aiff, 6, 4, ("truncated", "wrong_length", "ok")),
    ("W64 at the name of its sound", seeds.w64, 80, 1, ("no_audio_stream",)),
)  # fmt: skip


def flips() -> dict[str, Hostile]:
    return {
        f"one flipped bit in a {name}, byte {at}": refused(partial(flipped, seed, at, bit), *codes)
        for name, seed, at, bit, codes in FLIPS
    }


FILES = cuts() | flips()
