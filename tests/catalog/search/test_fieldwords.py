"""Filters typed into the search box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.fieldwords import read
from catalog.search.ranges import Range
from catalog.ucs import schedule

WORDS = [
    "cat",
    "dur",
    "rate",
    "bits",
    "ch",
    "price",
    "lic",
    "seller",
    "lufs",
    "src",
    "ai",
    "분류",
    "길이",
    "가격",
]
TYPED = st.lists(
    st.sampled_from(
        [*(f"{word}:" for word in WORDS), "<2s", "문", "-5", "..", "5,000", '"', "(", ")", ",", " "]
    )
    | st.text(max_size=6),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("cat:doorwood", "cat_id", ("DOORWood",)),
        ("cat:DOOR", "category", ("DOOR",)),
        ("cat:doors", "category", ("DOOR",)),
        ("분류:문", "category", ("DOOR",)),
        ("분류: 문,비", "category", ("DOOR", "RAIN")),
        ('cat:"Dirt & Sand"', "category", ("DIRT",)),
        ("cat:경보", "category", ("ALRM",)),
        ("cat:thun", "cat_id", ("THUN",)),
        ("cat:rain", "category", ("RAIN",)),
        ("dur:<2s", "duration", Range(None, 1.999)),
        ("dur:>1m", "duration", Range(60.001, None)),
        ("dur:<=500ms", "duration", Range(None, 0.5)),
        ("dur:2-10s", "duration", Range(2, 10)),
        ("dur:2..10", "duration", Range(2, 10)),
        ("dur:10..2", "duration", Range(2, 10)),
        ("dur:500ms-2s", "duration", Range(0.5, 2)),
        ("dur:1:30..2:00", "duration", Range(90, 120)),
        ("길이:<1분30초", "duration", Range(None, 89.999)),
        ("길이:1~3분", "duration", Range(60, 180)),
        ("dur:10s", "duration", Range(9, 11)),
        ("dur:60..", "duration", Range(60, None)),
        ("dur:>2s dur:<=10s", "duration", Range(2.001, 10)),
        ("dur:1-2 dur:5-6", "duration", Range(1, 6)),
        ("rate:96k", "sample_rate", ("96000",)),
        ("rate:96000", "sample_rate", ("96000",)),
        ("rate:48", "sample_rate", ("48000",)),
        ("rate:44.1 rate:48khz", "sample_rate", ("44100", "48000")),
        ("bits:24", "bits", ("24",)),
        ("비트:24비트", "bits", ("24",)),
        ("ch:mono,stereo", "channels", ("mono", "stereo")),
        ("ch:5.1", "channels", ("surround",)),
        ("채널:모노", "channels", ("mono",)),
        ("ch:2", "channels", ("stereo",)),
        ("price:free", "price", ("free",)),
        ("가격:무료", "price", ("free",)),
        ("price:<5000", "price_range", Range(None, 4999)),
        ("price:<5,000원", "price_range", Range(None, 4999)),
        ("가격:1천~1만", "price_range", Range(1000, 10000)),
        ("lic:creator", "licence", ("creator",)),
        ("seller:달빛소리", "seller_name", ("달빛소리",)),
        ('판매자:"달빛 소리"', "seller_name", ("달빛 소리",)),
        ("lufs:>-20", "loudness", Range(-19.9, None)),
        ("lufs:-30..-10", "loudness", Range(-30, -10)),
        ("lufs:<−23", "loudness", Range(None, -23.1)),
        ("src:public", "source", ("public",)),
        ("출처:공공", "source", ("public",)),
        ("ai:none", "ai", ("none",)),
    ],
)
def test_a_field_word_becomes_a_filter(text, field, value):
    rest, found = read(f"rain {text} roof")

    assert rest == "rain roof"
    assert found == {field: value}


@pytest.mark.parametrize(
    "text",
    [
        "cat:nothing",
        "cat:",
        "dur:<",
        "dur:soon",
        "dur:..",
        "dur:<1e9",
        "bits:7",
        "rate:0",
        "rate:fast",
        "ch:9999",
        "price:<99999999999999",
        "lic:mine",
        "seller:,",
        "ai:maybe",
        "mouse:click",
        "http://example.com",
        "concat:DOORWood",
        '"cat:DOORWood closet"',
    ],
)
def test_what_means_nothing_stays_in_the_text(text):
    assert read(text) == (text, {})


def test_the_grammar_around_field_words_is_left_alone():
    assert read("(cat:DOORWood slam, ch:mono creak) -far") == (
        "( slam, creak) -far",
        {"cat_id": ("DOORWood",), "channels": ("mono",)},
    )
    assert read("ch:mono,rain") == (",rain", {"channels": ("mono",)})


def test_every_category_and_every_cat_id_can_be_typed():
    for category in schedule.categories():
        for name in (category.code, category.code.lower(), category.name_en, category.name_ko):
            assert read(f'cat:"{name}"')[1] == {"category": (category.code,)}, name
    codes = {category.code for category in schedule.categories()}
    names = {category.name_en for category in schedule.categories()}
    for cat_id in schedule.schedule():
        if cat_id not in codes | names:
            assert read(f"cat:{cat_id.lower()}")[1] == {"cat_id": (cat_id,)}


@given(TYPED | st.text())
def test_reading_never_fails_and_what_is_left_holds_no_field_word(text):
    rest, found = read(text)

    assert len(rest) <= len(text)
    if not found:
        assert rest == text
