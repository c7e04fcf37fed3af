"""Chunks: too many, nested, lying, twice, and with texts that no parser should trust."""

import struct

from .. import sounds
from . import seeds
from .case import Hostile, refused, taken

FMT = sounds.chunk(b"fmt ", sounds.fmt())
STEREO = sounds.chunk(b"fmt ", sounds.fmt(channels=2))
DATA = sounds.chunk(b"data", sounds.pcm(seeds.FRAMES))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><BWFXML><PROJECT>&c;</PROJECT></BWFXML>'
)
SUMMARY_GUID = bytes.fromhex("bc945f925a52d21186dc00c04f8edb8a")


def names(count: int) -> bytes:
    """INFO entries of as many names: what makes a dictionary of tags slow."""
    return b"".join(struct.pack(">I", 0x41414141 + at) + b"\2\0\0\0a\0" for at in range(count))


def info(body: bytes) -> bytes:
    return sounds.chunk(b"LIST", b"INFO" + body)


def nested(depth: int) -> bytes:
    inner = b"INAM\2\0\0\0a\0"
    for _ in range(depth):
        inner = sounds.chunk(b"LIST", b"INFO" + inner)
    return inner


def sized(name: bytes, claimed: int, body: bytes) -> bytes:
    return name + struct.pack("<I", claimed) + body


def bext(size: int) -> bytes:
    return sounds.chunk(b"bext", b"x" * size)


def cue(points: int, held: int) -> bytes:
    point = struct.pack("<II4sIII", 1, 0, b"data", 0, 0, 0)
    return sounds.chunk(b"cue ", struct.pack("<I", points) + point * held)


def adtl(size: int) -> bytes:
    return sounds.chunk(b"LIST", b"adtl" + sized(b"labl", size, struct.pack("<I", 1) + b"x\0"))


def smpl(loops: int) -> bytes:
    return sounds.chunk(b"smpl", struct.pack("<9I", 0, 0, 0, 60, 0, 0, 0, loops, 0))


def with_ixml(body: bytes) -> bytes:
    return sounds.wav(FMT, sounds.chunk(b"iXML", body), DATA)


def w64_with(*chunks: bytes) -> bytes:
    return seeds.w64_of(
        seeds.w64_chunk(b"fmt ", sounds.fmt()), *chunks, seeds.w64_chunk(b"data", sounds.pcm(seeds.FRAMES))
    )


def aiff_with(*chunks: bytes) -> bytes:
    return seeds.aiff_of(seeds.comm(), *chunks, seeds.ssnd(sounds.pcm(seeds.FRAMES)))


def summary_list(count: int) -> bytes:
    """The tags of a W64: a name of four letters, a size, a text in UTF-16, for each of `count`."""
    entries = b"".join(struct.pack(">I", 0x41414141 + at) + b"\4\0\0\0a\0\0\0" for at in range(count))
    body = struct.pack("<I", count) + entries
    return SUMMARY_GUID + struct.pack("<Q", 24 + len(body)) + body + b"\0" * (-len(body) % 8)


HOSTILE = {
    "100,000 chunks": lambda: sounds.wav(FMT, *[sounds.chunk(b"JUNK", b"")] * 100_000, DATA),
    "4,097 chunks": lambda: sounds.wav(FMT, *[sounds.chunk(b"JUNK", b"")] * 4_095, DATA),
    "100,000 chunks in an AIFF": lambda: aiff_with(*[seeds.iff_chunk(b"ANNO", b"x")] * 100_000),
    "5,000 chunks in a W64": lambda: w64_with(*[seeds.w64_chunk(b"junk", b"")] * 5_000),
    "5,000 chunks in an RF64": lambda: seeds.rf64() + sounds.chunk(b"JUNK", b"") * 5_000,
}
CONTRADICTIONS = {
    "two sounds": (lambda: sounds.wav(FMT, DATA, DATA), "corrupt"),
    "two formats": (lambda: sounds.wav(FMT, FMT, DATA), "corrupt"),
    "two formats that differ": (lambda: sounds.wav(FMT, STEREO, DATA), "corrupt"),
    "the sound before its format": (lambda: sounds.wav(DATA, FMT), "corrupt"),
    "a chunk of 4 GB before the sound": (lambda: sounds.wav(FMT, sized(b"junk", 0xFFFFFFF0, b""), DATA), "corrupt"),
    "two COMM chunks": (lambda: aiff_with(seeds.comm(channels=2, frames=seeds.FRAMES // 2)), "corrupt"),
    "two SSND chunks": (lambda: aiff_with(seeds.ssnd(b"\0" * 90)), "corrupt"),
    "an AIFF chunk of 4 GB": (lambda: aiff_with(b"ANNO\xff\xff\xff\xf0x"), "wrong_length"),
    "two sounds in a W64": (lambda: w64_with(seeds.w64_chunk(b"data", b"\0" * 80)), "corrupt"),
    "a W64 chunk of no size": (lambda: w64_with(seeds.w64_chunk(b"junk", b"", size=0)), "wrong_length"),
    "a W64 chunk of 2^63 bytes": (lambda: w64_with(seeds.w64_chunk(b"junk", b"", size=1 << 63)), "wrong_length"),
}  # fmt: skip
HARMLESS = {
    "an iXML of a billion laughs": lambda: with_ixml(LAUGHS),
    "an iXML of a billion laughs in UTF-16": lambda: with_ixml(LAUGHS.decode().encode("utf-16")),
    "an iXML with a file as entity": lambda: with_ixml(
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><BWFXML><NOTE>&y;</NOTE></BWFXML>'
    ),
    "an iXML of 50 MB": lambda: with_ixml(b"<BWFXML>" + b" " * (50 << 20) + b"</BWFXML>"),
    "20 lists of 3,000 tags": lambda: sounds.wav(FMT, *[info(names(3_000))] * 20, DATA),
    "a list of 40,000 tags": lambda: sounds.wav(FMT, info(names(40_000)), DATA),
    "lists nested 3,000 deep": lambda: sounds.wav(FMT, nested(3_000), DATA),
    "a tag of 4 GB": lambda: sounds.wav(FMT, info(b"INAM\xff\xff\xff\xffab"), DATA),
    "a list of one byte": lambda: sounds.wav(FMT, sounds.chunk(b"LIST", b"I"), DATA),
    "an empty list": lambda: sounds.wav(FMT, sounds.chunk(b"LIST", b""), DATA),
    "a bext of no bytes": lambda: sounds.wav(FMT, bext(0), DATA),
    "a bext of 601 bytes": lambda: sounds.wav(FMT, bext(601), DATA),
    "a bext with 5 MB of history": lambda: sounds.wav(FMT, bext(5 << 20), DATA),
    "a cue chunk that counts 4 G points": lambda: sounds.wav(FMT, cue(0xFFFFFFFF, 1), DATA),
    "a cue chunk of 100,000 points": lambda: sounds.wav(FMT, cue(100_000, 100_000), DATA),
    "a label of 4 GB": lambda: sounds.wav(FMT, adtl(0xFFFFFFFF), DATA),
    "a label of 0 bytes": lambda: sounds.wav(FMT, adtl(0), DATA),
    "a sampler with 4 G loops": lambda: sounds.wav(FMT, smpl(0xFFFFFFFF), DATA),
    "a fact of 4 G samples": lambda: sounds.wav(FMT, sounds.chunk(b"fact", b"\xff" * 4), DATA),
    "an iXML that is no XML": lambda: with_ixml(b"<BWFXML><<<\0\xff"),
    "an iXML nested 100,000 deep": lambda: with_ixml(b"<a>" * 100_000),
    "a list behind the sound": lambda: sounds.wav(FMT, DATA, info(names(1))),
    "300 zeros behind the sound": lambda: seeds.wav() + b"\0" * 300,
    "an ID3v1 tag behind the sound": lambda: seeds.wav() + b"TAG".ljust(128),
    "texts with terminal controls": lambda: sounds.wav(FMT, info(b"INAM\6\0\0\0\x1b[2J\7\0"), DATA),
}
FILES: dict[str, Hostile] = (
    {name: refused(make, "hostile_metadata") for name, make in HOSTILE.items()}
    | {name: refused(make, code) for name, (make, code) in CONTRADICTIONS.items()}
    | {
        "a W64 with a list of 40,000 tags": taken(
            lambda: w64_with(summary_list(40_000)), container="w64", frames=seeds.FRAMES
        )
    }
    | {name: taken(make, container="wav", frames=seeds.FRAMES, channels=1) for name, make in HARMLESS.items()}
)
