"""What the seller's form starts from."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ucs.proposal import MAX_KEYWORDS, propose, says_nothing


def test_a_ucs_name_fills_category_title_and_keywords():
    proposed = propose("DOORWood_Closet Door Slow_KSND_HANOK.wav", {}, language="ko", creator_ids=("KSND",))

    assert (proposed.cat_id, proposed.title, proposed.level) == ("DOORWood", "Closet Door Slow", "full")
    assert {"closet", "door", "문", "목재"} <= set(proposed.keywords)
    assert "slow" not in proposed.keywords


def test_stray_underscores_are_undone_by_the_registered_creator():
    proposed = propose("DOORWood_Closet_Close_KSND_HANOK.wav", {}, language="en", creator_ids=("KSND",))

    assert proposed.title == "Closet Close"
    assert "reanchored" in proposed.warnings


@pytest.mark.parametrize("name", ["rain_on_tent_03.wav", "MIX_final_v2.wav", "closet.wav", ""])
def test_a_name_that_does_not_say_a_category_never_gets_one_silently(name):
    assert propose(name, {}, language="ko").cat_id is None


def test_a_category_in_a_tag_is_offered_first_but_not_taken():
    proposed = propose("take.wav", {"CATID": "DOORWood"}, language="en")

    assert proposed.cat_id is None
    assert proposed.suggestions[0].cat_id == "DOORWood"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("rain_on_tent_03.wav", "rain on tent 03"),
        ("03 - 개 짖는 소리.wav", "개 짖는 소리"),
        ("C:\\fakepath\\비 오는_마당.flac", "비 오는 마당"),
        ("ZOOM0012.WAV", "마당의 비"),
        ("녹음_0001.wav", "마당의 비"),
    ],
)
def test_the_title_comes_from_the_name_or_from_the_tag_when_the_name_says_nothing(name, title):
    assert propose(name, {"TIT2": ["마당의 비"]}, language="ko").title == title


def test_keywords_of_the_tags_come_first_and_once():
    proposed = propose("Dog bark.wav", {"Keywords": ["barks, puppy; dog"]}, language="en")

    assert proposed.keywords == ("barks", "puppy", "dog")


@pytest.mark.parametrize("title", ["1" * 255 + "x", " 1a1" * 60 + "x", "rec" * 80 + "q", "st1" * 80 + "-q"])
def test_no_name_takes_long_to_read(title):
    began = time.process_time()
    assert propose(f"{title}.wav", {}, language="ko").title
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("title", "tells_nothing"),
    [
        ("REC_0007", True),
        ("T1 mono", True),
        ("제목 없음 3", True),
        ("", True),
        ("a", False),
        ("비 03", False),
    ],
)
def test_a_take_number_or_a_recorders_word_is_no_title(title, tells_nothing):
    assert says_nothing(title) is tells_nothing


@pytest.mark.parametrize("name", ["ZOOM0012.WAV", "녹음_0001.wav", "Track 07.wav"])
def test_a_name_that_says_nothing_proposes_nothing(name):
    proposed = propose(name, {}, language="ko")

    assert (proposed.suggestions, proposed.keywords) == ((), ())


@given(
    st.text(max_size=80),
    st.dictionaries(
        st.text(max_size=10) | st.just("title"), st.none() | st.text() | st.lists(st.text()) | st.integers()
    ),
)
def test_any_file_gives_a_proposal(name, tags):
    proposed = propose(name, tags, language="ko", creator_ids=("", "KSND"))

    assert len(proposed.suggestions) <= 5
    assert len(proposed.keywords) <= MAX_KEYWORDS
