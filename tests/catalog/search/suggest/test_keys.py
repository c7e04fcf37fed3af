"""Korean as the keys that are pressed, the two keyboard layouts, and slips counted in keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.suggest import jamo, keyboard, slips

SYLLABLES = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=8)


@pytest.mark.parametrize("typed", ["ㅂ", "비", "빗", "비ㅅ", "빗ㅅ", "빗소", "빗솔", "빗소ㄹ", "빗소리"])
def test_whatever_the_input_method_shows_on_the_way_begins_the_key_of_the_word(typed):
    assert jamo.key("빗소리").startswith(jamo.key(typed))


def test_doubled_and_joined_letters_are_keys_of_their_own():
    assert jamo.key("쏴아") != jamo.key("ㅅ솨아")
    assert jamo.key("닭") == "ㄷㅏㄹㄱ"
    assert jamo.key("의자") == "ㅇㅡㅣㅈㅏ"


def test_letters_of_apple_file_names_and_capitals_make_no_difference():
    assert jamo.key("빗소리") == jamo.key("빗소리")  # decomposed
    assert jamo.key("  Rain   ROOF ") == "rain roof"


@given(SYLLABLES)
def test_keys_can_be_written_as_the_text_again(text):
    assert jamo.composed(jamo.key(text)) == text


@given(st.text(max_size=200))
def test_any_text_has_a_key(text):
    assert len(jamo.key(text)) <= jamo.MAX_KEY_LENGTH
    assert isinstance(keyboard.as_korean(text), str)
    assert isinstance(keyboard.as_english(text), str)
    assert isinstance(slips.one_slip_away(jamo.key(text)), set)


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("qltthfl", "빗소리"),
        ("qkfthfl", "발소리"),
        ("Wodrmfkd", "쨍그랑"),
        ("ansthfl", "문소리"),
        ("dmlwk", "의자"),
    ],
)
def test_korean_typed_on_the_english_layout(english, korean):
    assert keyboard.as_korean(english) == korean


@pytest.mark.parametrize(
    ("korean", "english"), [("ㄱ먀ㅜ", "rain"), ("소ㅕㅜㅇㄷㄱ", "thunder"), ("애ㅐㄱ", "door")]
)
def test_english_typed_on_the_korean_layout(korean, english):
    assert keyboard.as_english(korean) == english


@pytest.mark.parametrize("word", ["rain", "wind", "9mm", "빗소리", "", "é"])
def test_what_makes_no_whole_syllables_was_not_meant_to_be_korean(word):
    assert keyboard.as_korean(word) == ""


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("thundr", "thunder"), ("thudner", "thunder"), ("thuunder", "thunder"), ("thumder", "thunder")],
)
def test_a_letter_lost_swapped_doubled_or_missed_is_one_slip(slip, meant):
    assert slips.distance(slip, meant) == 1
    assert meant in slips.one_slip_away(slip)


@pytest.mark.parametrize(("slip", "meant"), [("빗소이", "빗소리"), ("발소라", "발소리"), ("천동", "천둥")])
def test_in_korean_a_slip_is_one_key_not_one_syllable(slip, meant):
    assert slips.distance(jamo.key(slip), jamo.key(meant)) == 1
    assert jamo.key(meant) in slips.one_slip_away(jamo.key(slip))


def test_far_words_are_only_said_to_be_far():
    assert slips.distance("rain", "thunder") == 3
    assert slips.distance("explosive", "recording") == 3
