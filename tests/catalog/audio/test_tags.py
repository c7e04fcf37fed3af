"""Words in a file are read, cleaned and bounded; they never cost the file."""

import json
from pathlib import Path

import mutagen
import pytest
from mutagen import id3

from catalog.audio import encoding

from . import sounds
from .conftest import Examine


def bext(description: bytes, originator: bytes = b"") -> bytes:
    body = description.ljust(256, b"\0") + originator.ljust(32, b"\0") + b"\0" * 32 + b"2025-01-02"
    return sounds.chunk(b"bext", body.ljust(602, b"\0"))


def info(**fields: bytes) -> bytes:
    body = b"".join(sounds.chunk(name.encode(), value + b"\0") for name, value in fields.items())
    return sounds.chunk(b"LIST", b"INFO" + body)


def test_a_korean_bext_of_an_old_windows_tool_is_read(examine: Examine):
    report = examine(sounds.simple_wav(bext("나무 문 닫는 소리".encode("cp949"))))

    assert report.ok
    assert report.tags["description"] == "나무 문 닫는 소리"
    assert report.tags["date"] == "2025-01-02"


def test_a_korean_bext_cut_inside_a_letter_is_read(examine: Examine):
    text = "문" * 86
    report = examine(sounds.simple_wav(bext(text.encode()[:256])))

    assert report.ok
    assert report.tags["description"] == "문" * 85


def test_info_in_korean_and_latin_is_read(examine: Examine):
    chunk = info(INAM="문소리".encode("cp949"), IART="Café".encode("latin-1"), IKEY="door; 문;wood".encode())
    tags = examine(sounds.simple_wav(chunk)).tags

    assert tags["title"] == "문소리"
    assert tags["artist"] == "Café"
    assert tags["keywords"] == ["door", "문", "wood"]


@pytest.mark.parametrize("term", ["킥", "탐", "카트", "탄창", "발소리", "나무문 삐걱"])
@pytest.mark.parametrize("code", ["utf-8", "cp949"])
def test_korean_terms_are_told_apart_in_both_encodings(term, code):
    assert encoding.decode(term.encode(code)) == term


@pytest.mark.parametrize("text", ["plain", "Café Größe", "雨の音", "–"])
def test_other_utf_8_is_believed(text):
    assert encoding.decode(text.encode()) == text


def test_text_is_cleaned():
    assert encoding.clean("a\0b\u202ec\ud800d\r\n  e\u200b", 100) == "abcd e"
    assert encoding.clean("x" * 5_000, 100) == "x" * 100
    assert encoding.clean("문", 10) == "문"


def test_id3_in_mp3_wav_and_aiff_is_read(examine: Examine, tmp_path: Path):
    for name in ("x.mp3", "x.wav", "x.aiff"):
        path = sounds.save(tmp_path / name, sounds.noise(48_000))
        tagged = mutagen.File(path)
        tagged.add_tags()
        tagged.tags.add(id3.TIT2(encoding=3, text="문소리"))
        tagged.tags.add(id3.COMM(encoding=3, lang="eng", text="made of wood"))
        tagged.tags.add(id3.TXXX(encoding=3, desc="Keywords", text="door, wood"))
        tagged.tags.add(id3.APIC(encoding=0, mime="image/png", data=b"\x89PNG\r\n\x1a\n" + b"\0" * 900))
        tagged.save()

        report = examine(path)

        assert report.ok, report.message
        assert report.tags["title"] == "문소리", name
        assert report.tags["comment"] == "made of wood"
        assert report.tags["keywords"] == ["door", "wood"]


def test_vorbis_comments_are_read(examine: Examine, tmp_path: Path):
    for name in ("x.flac", "x.ogg"):
        path = sounds.save(tmp_path / name, sounds.noise(48_000))
        tagged = mutagen.File(path)
        tagged["title"], tagged["artist"], tagged["genre"] = "문", "누구", ["a", "b"]
        tagged.save()

        report = examine(path)

        assert (report.tags["title"], report.tags["artist"]) == ("문", "누구")
        assert report.tags["genre"] == "a, b"


def test_broken_tags_cost_the_tags_and_not_the_file(examine: Examine, tmp_path: Path):
    sound = sounds.save(tmp_path / "x.mp3", sounds.noise(48_000)).read_bytes()
    for frame in (
        sounds.id3_frame(b"TIT2", b"\x07\xff\xff\xff"),
        sounds.id3_frame(b"COMM", b"\x01"),
        sounds.id3_frame(b"TDRC", b""),
        sounds.id3_frame(b"TXXX", b"\x01\xff\xfe\x00\xd8"),
        b"\xff" * 40,
    ):
        assert examine(sounds.id3(frame) + sound).ok, frame


def test_tags_are_always_plain_json(examine: Examine):
    body = bytes(range(1, 256))
    report = examine(sounds.simple_wav(bext(body), info(INAM=body, ICMT=b"\xed\xa0\x80" * 50)))

    assert report.ok
    json.dumps(report.tags).encode()
    "".join(str(value) for value in report.tags.values()).encode()


def test_an_info_list_with_absurd_sizes_is_harmless(examine: Examine):
    assert examine(sounds.simple_wav(sounds.chunk(b"LIST", b"INFOINAM\xff\xff\xff\xffab"))).ok


def test_a_tag_that_asks_for_gigabytes_costs_the_tags_only(examine: Examine, tmp_path: Path):
    path = sounds.save(tmp_path / "x.flac", sounds.noise(48_000))
    data = path.read_bytes()
    at = data.index(b"\x20\x00\x00\x00reference libFLAC") if b"reference libFLAC" in data else None
    if at is None:
        pytest.skip("this writer puts no vendor string there")

    report = examine(data[:at] + b"\xff\xff\xff\x7f" + data[at + 4 :])

    assert (report.ok, report.tags) == (True, {}), report.message
    assert report.warnings
