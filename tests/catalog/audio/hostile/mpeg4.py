"""MPEG-4 atoms: nested, flooded, lying about their sizes and tables."""

import struct
import zlib
from collections.abc import Callable

from . import seeds
from .case import Hostile, refused, taken

PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta")
Change = Callable[[bytes], bytes]


def atom(name: bytes, *bodies: bytes, size: int | None = None) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", 8 + len(body) if size is None else size) + name + body


def large(name: bytes, size: int, body: bytes = b"") -> bytes:
    return struct.pack(">I4sQ", 1, name, size) + body


def changed(data: bytes, changes: dict[bytes, Change]) -> bytes:
    """The file whose atoms of these names have other bodies; the sizes around them fit."""
    at, made = 0, b""
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + size]
        if name in PARENTS:
            body = changed(body, changes)
        made += atom(name, changes[name](body) if name in changes else body)
        at += size
    return made


def aac(**changes: Change) -> bytes:
    return changed(seeds.aac(), {name.encode(): change for name, change in changes.items()})


def table(*values: int) -> Change:
    """A table atom: version, flags, then these numbers."""
    return lambda _: b"\0" * 4 + struct.pack(f">{len(values)}I", *values)


def at(offset: int, value: int) -> Change:
    return lambda body: body[:offset] + struct.pack(">I", value) + body[offset + 4 :]


def nested(name: bytes, depth: int) -> bytes:
    inner = b""
    for _ in range(depth):
        inner = atom(name, inner)
    return inner


def tags(*items: bytes) -> bytes:
    handler = atom(b"hdlr", b"\0" * 8, b"mdirappl", b"\0" * 9)
    return atom(b"udta", atom(b"meta", b"\0" * 4, handler, atom(b"ilst", *items)))


def item(name: bytes, text: bytes, *, kind: int = 1, size: int | None = None) -> bytes:
    return atom(name, atom(b"data", struct.pack(">II", kind, 0), text, size=size))


def tagged(*items: bytes) -> bytes:
    return aac(moov=lambda body: body + tags(*items))


def second_track(handler: bytes) -> bytes:
    def twice(body: bytes) -> bytes:
        start = body.index(b"trak") - 4
        size = struct.unpack_from(">I", body, start)[0]
        track = body[start : start + size].replace(b"soun", handler)
        return body + track

    return aac(moov=twice)


def without(name: bytes) -> bytes:
    return seeds.aac().replace(name, b"free", 1)


def compressed_index(size: int) -> bytes:
    packed = zlib.compress(b"\0" * size, 9)
    method = atom(b"dcom", b"zlib")
    return atom(b"cmov", method, atom(b"cmvd", struct.pack(">I", size), packed))


def fragment(samples: int, *, size: int = 1) -> bytes:
    """A fragment whose samples all have the default size, so that its table holds nothing but their number."""
    defaults = atom(b"mvex", atom(b"trex", struct.pack(">6I", 0, 1, 1, 1, size, 0)))
    header = atom(b"tfhd", struct.pack(">II", 0, 1))
    run = atom(b"trun", struct.pack(">II", 0, samples))
    return aac(moov=lambda body: body + defaults) + atom(b"moof", atom(b"traf", header, run))


FLOOD = b"".join(atom(b"free") for _ in range(100_000))
MANY = 8_000_000
HOSTILE = {
    "100,000 atoms": lambda: seeds.aac() + FLOOD,
    "100,000 atoms inside moov": lambda: aac(moov=lambda body: body + FLOOD),
    "100,000 atoms inside a fragment": lambda: seeds.aac() + atom(b"moof", FLOOD),
    "100,000 atoms inside a fragment's track": lambda: seeds.aac() + atom(b"moof", atom(b"traf", FLOOD)),
    "50,000 tags": lambda: tagged(*[item(b"\xa9nam", b"x")] * 50_000),
    "atoms nested 2,000 deep": lambda: aac(moov=lambda body: body + nested(b"udta", 2_000)),
    "tracks nested 30 deep": lambda: aac(moov=lambda body: body + nested(b"trak", 30)),
    "a compressed index": lambda: aac(moov=lambda body: body + compressed_index(64 << 20)),
    "20 M samples of one byte": lambda: aac(stsz=table(1, 20_000_000)),
    "4 G samples of one byte": lambda: aac(stsz=table(1, 0xFFFFFFFF)),
    "4 G samples that last one tick": lambda: aac(stts=table(1, 0xFFFFFFFF, 1)),
    "60 M samples with offsets": lambda: aac(
        stbl=lambda body: body + atom(b"ctts", table(1, 60_000_000, 1)(b""))
    ),
    "8 M samples that all lie in one place": lambda: aac(
        stsz=lambda _: b"\0" * 8 + struct.pack(">I", MANY) + b"\0\0\0\1" * 5_000_000
    ),
    "sizes of 4 G samples that are not there": lambda: aac(stsz=table(0, 0xFFFFFFFF)),
    "a fragment that claims 4 G samples": lambda: fragment(0xFFFFFFFF),
    "a fragment that claims 20 M samples": lambda: fragment(20_000_000),
    "an index of 40 MB": lambda: aac(moov=lambda body: body + atom(b"free", b"\0" * (40 << 20))),
}
WRONG: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "an atom of 4 bytes": (lambda: seeds.aac() + atom(b"free", size=4), ("wrong_length",)),
    "an atom of 4 GB": (lambda: seeds.aac() + atom(b"free", size=0xFFFFFFFF), ("truncated",)),
    "an atom of 2^64 less 1 bytes": (lambda: seeds.aac() + large(b"free", (1 << 64) - 1), ("truncated",)),
    "a large atom of 0 bytes": (lambda: seeds.aac() + large(b"free", 0), ("wrong_length",)),
    "an atom larger than the one around it": (
        lambda: aac(moov=lambda body: body + atom(b"udta", size=9_000)), ("wrong_length",)),
    "no index": (lambda: without(b"moov"), ("corrupt",)),
    "no sound data": (lambda: without(b"mdat"), ("ok", "corrupt", "truncated", "no_audio_stream")),
    "no sample description": (lambda: without(b"stsd"), ("corrupt", "unsupported_format", "no_audio_stream")),
    "no sample sizes": (lambda: without(b"stsz"), ("corrupt", "no_audio_stream")),
    "one sample of 512 MB among small ones": (
        lambda: aac(stsz=at(12 + 4 * 14, 0x200000A5)), ("wrong_length", "truncated", "corrupt")),
    "a fragment with samples of 512 MB": (
        lambda: fragment(3, size=0x200000A5), ("wrong_length", "truncated", "corrupt")),
    "a sample of 4 GB": (lambda: aac(stsz=table(0xFFFFFFFF, 1)), ("corrupt", "wrong_length", "no_audio_stream")),
    "4 G chunks that are not there": (lambda: aac(stco=table(0xFFFFFFFF)), ("wrong_length",)),
    "chunks behind the end of the file": (
        lambda: aac(stco=table(1, 0x7FFFFFFF)), ("corrupt", "truncated", "no_audio_stream")),
    "samples of 4 G ticks": (lambda: aac(stts=table(1, 0x7FFFFFFF, 0x7FFFFFFF)), ("hostile_metadata",)),
    "two tracks of sound": (lambda: second_track(b"soun"), ("unsupported_format", "corrupt")),
    "a track of video": (lambda: second_track(b"vide"), ("unsupported_format", "corrupt")),
    "a codec of nobody": (lambda: seeds.alac().replace(b"alac", b"evil"), ("unsupported_format",)),
    "AC-3": (lambda: seeds.alac().replace(b"alac", b"ac-3"), ("unsupported_format",)),
    "uncompressed sound": (lambda: seeds.alac().replace(b"alac", b"sowt"), ("unsupported_format",)),
    "QDesign Music": (lambda: seeds.alac().replace(b"alac", b"QDM2"), ("unsupported_format",)),
    "a cookie of ALAC cut short": (
        lambda: changed(seeds.alac(), {b"stsd": lambda body: body[:60]}),
        ("corrupt", "unsupported_format", "no_audio_stream")),
    "a data reference to another file": (
        lambda: aac(dinf=lambda _: atom(b"dref", struct.pack(">II", 0, 1), atom(
            b"alis", b"\0" * 4, b"file:///etc/passwd\0"))), ("ok", "corrupt", "unsupported_format")),
}  # fmt: skip
HARMLESS = {
    "a tag of 4 GB": lambda: tagged(item(b"\xa9nam", b"x", size=0xFFFFFFFF)),
    "a tag of a kind of nobody": lambda: tagged(item(b"\xa9nam", b"\xff\xfe", kind=99)),
    "a tag that is no UTF-8": lambda: tagged(item(b"\xa9nam", b"\xff\xed\xa0\x80")),
    "a cover of 9 MB": lambda: tagged(item(b"covr", b"\x89PNG" + b"\0" * (9 << 20), kind=14)),
    "a track number of one byte": lambda: tagged(item(b"trkn", b"\1", kind=0)),
    "tempo of no bytes": lambda: tagged(item(b"tmpo", b"", kind=21)),
    "a free form without its parts": lambda: tagged(atom(b"----", b"")),
}
FILES: dict[str, Hostile] = (
    {name: refused(make, "hostile_metadata", "wrong_length") for name, make in HOSTILE.items()}
    | {name: refused(make, *codes) for name, (make, codes) in WRONG.items()}
    | {
        name: taken(make, container="m4a", codec="aac", sample_rate_hz=48_000)
        for name, make in HARMLESS.items()
    }
)
