"""Good files changed at random: what a fuzzer feeds to the pipeline."""

import struct
from collections.abc import Callable

from hypothesis import strategies as st

from .. import sounds
from . import comments, floods, id3tags, mpeg4, ogg, seeds

Mutation = Callable[[bytes], bytes]


def tagged_wav() -> bytes:
    """Every chunk that somebody reads."""
    extra = (floods.bext(610), floods.cue(2, 2), floods.adtl(6), floods.smpl(0), floods.info(floods.names(3)))
    tag = sounds.chunk(b"id3 ", id3tags.tag(id3tags.TITLE))
    return sounds.wav(floods.FMT, *extra, tag, floods.DATA)


def tagged_mp3() -> bytes:
    picture = sounds.id3_frame(b"APIC", b"\0image/png\0\3\0" + b"\0" * 90)
    head = id3tags.tag(id3tags.TITLE, sounds.id3_frame(b"COMM", b"\1eng\xff\xfe\0\0x\0"), picture)
    old = id3tags.tag(id3tags.frame3(b"TPE1", b"\0x"), id3tags.frame3(b"TXXX", b"\0a\0b"), version=3)
    return id3tags.on_mp3(head, old) + comments.ape(
        comments.item(b"Title", b"x"), comments.item(b"Year", b"1")
    )


def tagged_flac() -> bytes:
    told = comments.comments(b"TITLE=x", b"ARTIST=y", b"KEYWORDS=a,b")
    picture = comments.block(comments.PICTURE, comments.picture(size=32))
    table = comments.block(comments.SEEKTABLE, struct.pack(">QQH", 0, 0, 4_096) * 2)
    return id3tags.tag(id3tags.TITLE) + comments.flac(comments.block(comments.COMMENT, told), picture, table)


def tagged_m4a() -> bytes:
    return mpeg4.tagged(mpeg4.item(b"\xa9nam", b"x"), mpeg4.item(b"trkn", b"\0" * 8, kind=0))


SEEDS: dict[str, Callable[[], bytes]] = seeds.ALL | {
    "tagged WAV": tagged_wav,
    "tagged MP3": tagged_mp3,
    "tagged FLAC": tagged_flac,
    "tagged M4A": tagged_m4a,
    "fragment": lambda: mpeg4.fragment(3),
    "tagged Ogg": lambda: comments.vorbis(comments.comments(b"TITLE=x", b"ARTIST=y")),
    "tagged AIFF": lambda: floods.aiff_with(seeds.iff_chunk(b"ID3 ", id3tags.tag(id3tags.TITLE))),
}
NUMBERS = (
    0,
    1,
    2,
    7,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    1 << 24,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
FORMS = ("<I", ">I", "<H", ">H", "<Q", ">Q", "B")
# Headers are small and decide everything: most changes go there, and to the end where tags lie; few to the
# magic, without which a file is nothing.
PLACES = st.one_of(st.integers(4, 120), st.integers(12, 700), st.integers(-300, -1), st.integers(0, 60_000))


def place(data: bytes, at: int) -> int:
    return at % max(1, len(data))


@st.composite
def changed_bit(draw: st.DrawFn) -> Mutation:
    at, bit = draw(PLACES), draw(st.integers(0, 7))

    def change(data: bytes) -> bytes:
        where = place(data, at)
        return data[:where] + bytes((data[where] ^ 1 << bit,)) + data[where + 1 :] if data else data

    return change


@st.composite
def changed_number(draw: st.DrawFn) -> Mutation:
    at, form, number = draw(PLACES), draw(st.sampled_from(FORMS)), draw(st.sampled_from(NUMBERS))
    body = struct.pack(form, number & (1 << 8 * struct.calcsize(form)) - 1)
    return lambda data: data[: place(data, at)] + body + data[place(data, at) + len(body) :]


@st.composite
def cut(draw: st.DrawFn) -> Mutation:
    at = draw(PLACES)
    return lambda data: data[: place(data, at)]


@st.composite
def moved(draw: st.DrawFn) -> Mutation:
    """A piece left out, doubled, or put elsewhere."""
    start, size, target = draw(PLACES), draw(st.integers(1, 4_096)), draw(PLACES)
    stays, goes = draw(st.booleans()), draw(st.booleans())

    def change(data: bytes) -> bytes:
        begin = place(data, start)
        piece = data[begin : begin + size]
        rest = data if stays else data[:begin] + data[begin + size :]
        where = place(rest, target)
        return rest[:where] + piece + rest[where:] if goes else rest

    return change


@st.composite
def spliced(draw: st.DrawFn) -> Mutation:
    """The head of this file and the tail of another."""
    other, at, behind = draw(st.sampled_from(sorted(SEEDS))), draw(PLACES), draw(PLACES)

    def change(data: bytes) -> bytes:
        tail = SEEDS[other]()
        return data[: place(data, at)] + tail[place(tail, behind) :]

    return change


def sealed(data: bytes) -> bytes:
    """An Ogg with checksums that fit again, so that what was changed reaches the decoder."""
    try:
        return ogg.joined(list(ogg.pages(data)))
    except (struct.error, IndexError):
        return data


@st.composite
def files(draw: st.DrawFn) -> bytes:
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = SEEDS[name]()
    small = st.one_of(changed_bit(), changed_number())
    large = st.one_of(changed_bit(), changed_number(), moved(), moved(), cut(), spliced())
    for change in [*draw(st.lists(small, max_size=4)), draw(large)]:
        data = change(data)
    return sealed(data) if data.startswith(b"OggS") and draw(st.booleans()) else data
