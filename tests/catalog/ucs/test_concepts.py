"""Words of both languages that mean the same, in whatever form they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ucs import concepts
from catalog.ucs.conjugation import forms
from catalog.ucs.tables import rows
from catalog.ucs.vocabulary import terms
from catalog.ucs.words import stem, without_linking_siot, without_particle


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("지붕", "roof"),
        ("닫는", "closing"),
        ("뚜벅뚜벅", "footsteps"),
        ("깨진", "broken"),
        ("타이어", "tyre"),
        ("장구", "janggu"),
    ],
)
def test_words_that_mean_the_same_share_a_meaning(korean, english):
    assert set(concepts.of_word(without_particle(korean))) & set(concepts.of_word(stem(english)))


def test_every_form_of_a_verb_is_known():
    assert forms("닫다") == ("닫다", "닫는", "닫기", "닫고", "닫며", "닫음", "닫은", "닫는다")
    assert {"여는", "열기", "연다"} <= set(forms("열다"))
    assert {"깨지는", "깨짐", "깨진", "깨진다"} <= set(forms("깨지다"))
    assert all(len(form) > 1 for form in forms("차다"))


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("창문닫는소리", [("창문",), ("닫다",)]),
        ("나무문", [("나무",), ("문",)]),
        ("개짖는소리", [("개",), ("짖다",)]),
        ("나뭇가지소리", [("나뭇가지",)]),
        ("빗소리", []),  # a word of its own
        ("소나무", []),
        ("눈물", []),
        ("개나리", []),
        ("비행기", []),
        ("쀍쀍쀍", []),
    ],
)
def test_a_compound_is_taken_apart_only_where_every_part_is_known(compound, parts):
    assert list(concepts.of_parts(compound)) == parts


def test_a_particle_is_told_from_the_end_of_a_noun():
    assert [without_particle(word) for word in ("문을", "비를", "눈에", "나무문이", "강아지들")] == [
        "문",
        "비",
        "눈",
        "나무문",
        "강아지",
    ]
    assert [without_particle(word) for word in ("가을", "마을", "종이", "파도")] == [
        "가을",
        "마을",
        "종이",
        "파도",
    ]
    assert [concepts.short_noun_of(word) for word in ("문이", "비가", "종이", "파도")] == [
        "문",
        "비",
        "종이",
        "파도",
    ]
    assert [without_linking_siot(word) for word in ("빗", "나뭇", "rain", "")] == ["비", "나무", "rain", ""]


def test_every_meaning_has_words_in_both_languages_and_a_name_of_its_own():
    listed = rows("concepts.csv")
    names = [row["ko"].split()[0] for row in listed]

    assert len(names) == len(set(names)) > 900
    assert all(row["ko"].split() and row["en"].split() for row in listed)
    assert all(
        word.isalpha() and word.isascii() and word.islower() for row in listed for word in row["en"].split()
    )


def test_the_vocabulary_is_as_large_as_promised():
    with_hangul = [term for term in terms() if any("가" <= character <= "힣" for character in term)]

    assert len(with_hangul) >= 600


@given(st.text(alphabet="문닫는소리창개짖나무ㅅab1", min_size=1, max_size=20))
def test_any_word_has_meanings_or_none(word):
    for meanings in (concepts.of_word(word), *concepts.of_parts(word)):
        assert all(meanings)


def test_short_english_words_are_not_taken_for_each_other():
    assert stem("gate") == stem("gates") == "gate"
    assert stem("fire") == stem("firing") == stem("fired")
    assert stem("pane") != stem("pan")
    assert stem("hitting") == stem("hit")
