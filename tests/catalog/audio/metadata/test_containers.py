"""Every other container: INFO, cues, loops, ID3, Vorbis comments, MPEG-4, APE, AIFF, Wave64."""

import io
import struct
from contextlib import suppress
from pathlib import Path

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen import id3
from mutagen.apev2 import APEv2

from catalog.audio.errors import Rejected

from .. import sounds
from ..embed.originals import MAKERS, by_soundfile
from ..sounds import chunk
from .files import bext, info, ixml, listed, read_bytes, read_wav, texts


def test_info_is_read_in_every_encoding():
    found = read_wav(info(INAM="문소리".encode("cp949"), IART="Café".encode("latin-1"), ICMT="문".encode()))

    assert texts(found, "info") == {"INAM": "문소리", "IART": "Café", "ICMT": "문"}


def test_every_value_keeps_its_container_and_the_order_of_the_file():
    found = read_wav(info(INAM=b"a", IART=b"b"), bext(b"c"), ixml("<USER><CatID>d</CatID></USER>"))

    assert [(value.container, value.key, value.text) for value in found.values] == [
        ("info", "INAM", "a"),
        ("info", "IART", "b"),
        ("bext", "Description", "c"),
        ("bext", "TimeReference", "172800000"),
        ("bext", "Version", "0"),
        ("ixml.user", "CatID", "d"),
    ]


def test_cues_with_labels_notes_and_lengths():
    points = b"".join(struct.pack("<II4sIII", n, 0, b"data", 0, 0, n * 100) for n in (1, 2, 3))
    found = read_wav(
        chunk(b"cue ", struct.pack("<I", 3) + points),
        listed(
            b"adtl",
            chunk(b"note", struct.pack("<I", 1) + b"a note\0"),
            chunk(b"labl", struct.pack("<I", 1) + "시작".encode("cp949") + b"\0"),
            chunk(b"ltxt", struct.pack("<II4sHHHH", 2, 50, b"rgn ", 0, 0, 0, 0) + b"region\0"),
        ),
    )

    assert [(mark.frame, mark.length, mark.text) for mark in found.markers] == [
        (100, 0, "시작"),
        (200, 50, "region"),
        (300, 0, ""),
    ]


def test_smpl_loops():
    body = struct.pack("<9I", 0, 0, 0, 60, 0, 0, 0, 2, 0)
    loops = struct.pack("<6I", 0, 0, 10, 20, 0, 0) + struct.pack("<6I", 1, 0, 30, 40, 0, 7)
    found = read_wav(chunk(b"smpl", body + loops))

    assert [(loop.start, loop.end, loop.count) for loop in found.loops] == [(10, 20, 0), (30, 40, 7)]


@pytest.mark.parametrize("name", [b"cue ", b"smpl", b"bext", b"iXML", b"id3 ", b"ID3 "])
@settings(max_examples=30, deadline=None)
@given(body=st.binary(max_size=700))
def test_rubbish_in_a_chunk_never_costs_the_file(name: bytes, body: bytes):
    # A tag that lies about its size is the prescan's affair.
    with suppress(Rejected):
        read_wav(chunk(name, body)).to_json()


@settings(max_examples=60, deadline=None)
@given(form=st.sampled_from([b"INFO", b"adtl"]), body=st.binary(max_size=200))
def test_rubbish_in_a_list_never_costs_the_file(form: bytes, body: bytes):
    read_wav(chunk(b"LIST", form + b"labl" + body)).to_json()


def id3_chunk(*frames: id3.Frame) -> bytes:
    tag, file = id3.ID3(), io.BytesIO()
    for frame in frames:
        tag.add(frame)
    tag.save(file, v1=0)
    return chunk(b"id3 ", file.getvalue())


def test_id3_with_all_its_kinds_of_frames():
    found = read_wav(
        id3_chunk(
            id3.TIT2(encoding=1, text="문소리"),
            id3.TXXX(encoding=3, desc="CatID", text="DOORWood"),
            id3.COMM(encoding=3, lang="kor", desc="", text="쾅"),
            id3.WCOP(url="https://example.com/l"),
            id3.UFID(owner="k-sound", data=b"01K9"),
            id3.APIC(encoding=0, mime="image/png", data=b"\x89PNG" * 99),
        )
    )

    assert texts(found, "id3") == {
        "TIT2": "문소리",
        "TXXX:CatID": "DOORWood",
        "COMM": "쾅",
        "WCOP": "https://example.com/l",
        "UFID:k-sound": "01K9",
    }
    assert found.fields["sound_id"] == "01K9"
    assert found.fields["licence_url"] == "https://example.com/l"


def test_korean_in_an_id3_tag_that_calls_itself_latin_is_read():
    raw = id3_chunk(id3.TIT2(encoding=0, text="나무 대문".encode("cp949").decode("latin-1")))

    assert read_wav(raw).fields["fx_name"] == "나무 대문"
    assert read_wav(id3_chunk(id3.TIT2(encoding=0, text="Café"))).fields["fx_name"] == "Café"


@pytest.mark.parametrize(
    ("year", "day", "said"), [("2025", "0910", "2025-10-09"), ("2025", "xx", "2025"), ("문", "9", "")]
)
def test_the_older_versions_of_id3_are_read_by_the_names_of_the_newest(year: str, day: str, said: str):
    frames = [
        id3.TYER(encoding=1, text=year),
        id3.TDAT(encoding=1, text=day),
        id3.TIT2(encoding=1, text="문"),
    ]
    tag, file = id3.ID3(), io.BytesIO()
    for frame in frames:
        tag.add(frame)
    tag.save(file, v1=0, v2_version=3)
    found = read_wav(chunk(b"id3 ", file.getvalue()))
    oldest = sounds.chunk(b"id3 ", b"ID3\2\0\0\0\0\0\x0bTT2\0\0\5\0Door")

    assert found.fields.get("recorded_on", "") == said
    assert found.fields["fx_name"] == "문"
    assert read_wav(oldest).fields["fx_name"] == "Door"


def test_an_mp3_with_id3v1_and_ape():
    tag, file = APEv2(), io.BytesIO()
    tag["CatID"] = "DOORWood"
    tag.save(file)
    v1 = b"TAG" + "대문".encode("cp949").ljust(30, b"\0") + bytes(60) + b"2019" + bytes(31)
    found = read_bytes(by_soundfile("MP3") + file.getvalue() + v1)

    assert found.fields["fx_name"] == "대문"
    assert found.fields["cat_id"] == "DOORWood"


@pytest.mark.parametrize("kind", ["flac", "ogg-vorbis", "ogg-opus", "ogg-flac"])
def test_vorbis_comments_in_every_container(kind: str, tmp_path: Path):
    file = io.BytesIO(MAKERS[kind](tmp_path))
    tagged = mutagen.File(file)
    tagged["CATID"], tagged["KEYWORDS"], tagged["TITLE"] = "DOORWood", ["문", "door"], "é"
    tagged["METADATA_BLOCK_PICTURE"] = "A" * 5_000
    file.seek(0)
    tagged.save(file)
    found = read_bytes(file.getvalue())

    assert found.fields["keywords"] == ("문", "door")
    assert (found.fields["cat_id"], found.fields["fx_name"]) == ("DOORWood", "é")
    assert not [value for value in found.values if "PICTURE" in value.key]


def test_mpeg_4_items(tmp_path: Path):
    file = io.BytesIO(MAKERS["m4a"](tmp_path))
    tagged = mutagen.File(file)
    tagged["\xa9nam"], tagged["----:com.apple.iTunes:CATID"] = "문", b"DOORWood"
    file.seek(0)
    tagged.save(file)
    found = read_bytes(file.getvalue())

    assert (found.fields["fx_name"], found.fields["cat_id"]) == ("문", "DOORWood")


def test_aiff_texts_markers_and_loop():
    plain = by_soundfile("AIFF", "PCM_16", frames=100)

    def part(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)

    marks = (
        struct.pack(">HHIB", 2, 1, 10, 3)
        + b"one"
        + struct.pack(">HIB", 2, 50, 2)
        + "문".encode("cp949")
        + b"\0"
    )
    loop = bytes(8) + struct.pack(">HHH", 1, 1, 2) + bytes(6)
    extra = (
        part(b"NAME", "대문".encode("cp949"))
        + part(b"AUTH", b"Kim")
        + part(b"MARK", marks)
        + part(b"INST", loop)
    )
    found = read_bytes(b"FORM" + struct.pack(">I", len(plain) - 8 + len(extra)) + plain[8:] + extra)

    assert texts(found, "aiff") == {"NAME": "대문", "AUTH": "Kim"}
    assert [(mark.frame, mark.text) for mark in found.markers] == [(10, "one"), (50, "문")]
    assert [(one.start, one.end) for one in found.loops] == [(10, 49)]


def test_wave64_bext_and_summary_list():
    def part(name: bytes, body: bytes) -> bytes:
        return (name + struct.pack("<Q", 24 + len(body)) + body).ljust((24 + len(body) + 7) & ~7, b"\0")

    tail = bytes.fromhex("f3acd3118cd100c04f8edb8a")
    title = "나무 대문".encode("utf-16-le")
    summary = struct.pack("<I4sI", 1, b"INAM", len(title)) + title
    extra = part(b"bext" + tail, bext("문 소리".encode("cp949"))[8:])
    extra += part(bytes.fromhex("bc945f925a52d21186dc00c04f8edb8a"), summary)
    plain = by_soundfile("W64", "PCM_16", frames=96)
    data = plain[:16] + struct.pack("<Q", len(plain) + len(extra)) + plain[24:40] + extra + plain[40:]
    found = read_bytes(data)

    assert found.fields["description"] == "문 소리"
    assert found.fields["fx_name"] == "나무 대문"


def test_an_rf64_is_read_like_a_wav():
    plain = by_soundfile("RF64", "PCM_16", frames=100)
    extra = bext("대문 소리".encode())
    data = plain[:20] + struct.pack("<Q", len(plain) + len(extra) - 8) + plain[28:] + extra

    assert read_bytes(data).fields["description"] == "대문 소리"
