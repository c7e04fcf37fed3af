"""The cleaner: what it lets through can be stored, shown and put into a header."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from ksound.core.text import clean, clean_line

anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@given(text=anything)
@example("\u1100\u200b\u1161")
@example("a\u200b\u0301")
@example("\u0301 \ufeff")
@example(" \u200b x")
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(text=anything)
def test_nothing_unwanted_is_left(text: str) -> None:
    kept = clean(text)
    kept.encode()
    assert "\0" not in kept
    assert not [
        sign for sign in kept if unicodedata.bidirectional(sign) in {"LRE", "RLE", "LRO", "RLO", "PDF"}
    ]
    assert not [sign for sign in kept if unicodedata.bidirectional(sign) in {"LRI", "RLI", "FSI", "PDI"}]
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()


@given(text=anything)
def test_a_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("evil\u202egnp.wav", "evilgnp.wav"),
        ("a\0b", "ab"),
        ("한\ud800글", "한글"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u061cmark", "mark"),
        ("\u3164\uffa0", ""),
        ("  문 열기\n", "문 열기"),
        ("first\nsecond\tthird", "first\nsecond\tthird"),
    ],
)
def test_what_is_left_of(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a\0b", "한\ud800글", "\udfff", "\u202e"])
def test_postgresql_takes_what_was_cleaned(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text", [clean(text)])
        assert cursor.fetchone() == (clean(text),)
