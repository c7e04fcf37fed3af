"""Odd texts: whatever a seller typed, the file stays valid and says the same thing."""

import io
from dataclasses import replace
from typing import Any

import mutagen
import pytest
import wavinfo
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen import id3, wave

from catalog.audio.embed import Delivery
from catalog.audio.embed.texts import cleaned, cut, cut_bytes, sentences
from catalog.audio.metadata.folding import ascii_folded

from .. import sounds
from .originals import DELIVERY, body_of, by_soundfile, delivered, read_back

ODD = ["🚪💥", "👩‍👩‍👧", "문" * 3_000, "a" * 3_000, "]]>", "<b>&amp;\"'</b>", "a\0b\r\nc\x1b", "\ud800", "\ufffe\uffff",
       "‮gpj.exe", "e\u0301", "각", "=", "a=b;c,d", " ", "-", "é", "ÀÀ", "🏯" * 500]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(ODD), st.text(max_size=60), st.text(st.sampled_from("문é🚪]>&<\"' \u0301"), max_size=400)
)
WAV = sounds.simple_wav(frames=4)
FLAC, MP3, OGG = (by_soundfile(form, frames=480) for form in ("FLAC", "MP3", "OGG"))


def with_texts(title: str, english: str, korean: str, supplier: str, keyword: str) -> Delivery:
    return replace(
        DELIVERY,
        fx_name=title,
        title_en="",
        title_ko="",
        description_en=english,
        description_ko=korean,
        supplier=supplier,
        keywords_en=(keyword,),
        keywords_ko=(),
    )


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_any_text_makes_a_wav_that_everyone_reads(title, english, korean, supplier, keyword):
    delivery = with_texts(title, english, korean, supplier, keyword)
    clean = delivery.cleaned()
    result = delivered(WAV, delivery)
    found = read_back(result)
    reader = wavinfo.WavInfoReader(io.BytesIO(result), info_encoding="utf-8")

    assert found.warnings == ()
    assert found.fields.get("fx_name", "") == clean.fx_name
    assert found.fields.get("supplier", "") == clean.supplier
    assert found.fields.get("keywords", ()) == clean.keywords
    assert (reader.ixml.parsed.findtext("USER/FXName") or "") == clean.fx_name
    assert (reader.info.title or "") == clean.fx_name
    tags = wave.WAVE(io.BytesIO(result)).tags
    assert tags is not None
    assert str(tags.get("TIT2", "")) == clean.fx_name
    assert body_of(result, "bext")[:338].isascii()
    assert len(reader.ixml.parsed.findtext("USER/Description") or "") <= 1_000
    assert len(reader.ixml.parsed.findtext("USER/TrackTitle") or "") <= 128


@settings(max_examples=25, deadline=None)
@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_any_text_makes_a_flac_an_mp3_and_an_ogg_that_everyone_reads(
    title, english, korean, supplier, keyword
):
    delivery = with_texts(title, english, korean, supplier, keyword)
    clean = delivery.cleaned()
    for data in (FLAC, OGG):
        found = mutagen.File(io.BytesIO(delivered(data, delivery)))
        assert found.get("TITLE", [""]) == [clean.fx_name]
        assert read_back(delivered(data, delivery)).fields.get("fx_name", "") == clean.fx_name
    tag = id3.ID3(io.BytesIO(delivered(MP3, delivery)))
    assert str(tag.get("TIT2", "")) == clean.fx_name


@pytest.mark.parametrize("korean", ["나무 대문", "문" * 3_000])
def test_no_korean_reaches_the_bext(korean: str):
    everywhere: dict[str, Any] = dict.fromkeys(
        ("fx_name", "title_ko", "description_ko", "supplier", "shop", "library"), korean
    )
    delivery = replace(DELIVERY, **everywhere)
    for english in ("", f"Gate ({korean})"):
        body = body_of(delivered(WAV, replace(delivery, description_en=english)), "bext")
        assert body[:338].isascii()
        assert body[602:].isascii()


@given(st.text(max_size=300), st.integers(1, 80))
def test_cutting_never_breaks_a_letter_and_keeps_the_beginning(text: str, most: int):
    assert len(cut(text, most)) <= most
    assert text.startswith(cut(text, most))
    clean = cleaned(text, 300)
    assert len(cut_bytes(clean, most).encode()) <= most
    assert clean.startswith(cut_bytes(clean, most))


def test_texts_are_cut_between_words():
    assert cut("a heavy gate slams", 14) == "a heavy gate"
    assert cut("a heavy gate slams", 12) == "a heavy gate"
    assert cut("문" * 50, 10) == "문" * 10
    assert cut_bytes("대문이 쾅 닫힌다", 16) == "대문이 쾅"
    assert cut_bytes("문문문", 8) == "문문"


def test_both_languages_keep_a_place_in_a_narrow_field():
    assert sentences("Gate slams", "쾅", 100) == "Gate slams. 쾅"
    assert sentences("Gate slams!", "쾅", 100) == "Gate slams! 쾅"
    assert sentences("", "쾅", 100) == "쾅"
    both = sentences("slam " * 400, "쾅쾅 " * 400, 1_000)
    assert len(both) <= 1_000
    assert both.count("slam") > 80
    assert both.count("쾅쾅") > 120
    assert sentences("slam " * 400, "쾅", 1_000).endswith("쾅")


def test_a_long_description_in_two_languages_does_not_contradict_itself():
    long = replace(
        DELIVERY, description_en="The gate slams again. " * 90, description_ko="대문이 쾅 닫힌다. " * 90
    )

    assert read_back(delivered(WAV, long)).conflicts == {}


def test_folding_to_ascii():
    assert ascii_folded("Café – “Größe” 문 ½ №5…") == 'Cafe - "Grosse" 1/2 No5...'
    assert ascii_folded("나무 대문") == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"licence_id": "x" * 33},
        {"licence_id": "라이선스"},
        {"licence_id": "a b"},
        {"sound_id": ""},
        {"licence_url": "javascript:alert(1)"},
        {"licence_url": "https://x/" + "y" * 300},
    ],
)
def test_identifiers_that_no_container_could_hold_are_refused(wrong: dict[str, Any]):
    with pytest.raises(ValueError, match="must be"):
        replace(DELIVERY, **wrong)
