"""Did you mean: typing slips in both languages, and the other keyboard layout."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.effects.models import Effect
from catalog.search.query import SearchQuery
from catalog.search.suggest import vocabulary
from catalog.search.suggest.queries import Correction, corrections

pytestmark = pytest.mark.django_db


def meant(text: str, *, language: str = "ko", **filters) -> list[Correction]:
    return corrections(SearchQuery(text=text, **filters), language=language)


@pytest.fixture
def catalogue(make_effect):
    make_effect("창가 빗소리", "Rain at the window", cat_id="MECHMisc")
    make_effect("자갈길 발소리", "Gravel footsteps", cat_id="MECHMisc")
    make_effect("먼 천둥", "Distant thunder", cat_id="MECHMisc")
    make_effect("기관총 사격", "Machinegun burst", cat_id="MECHMisc")


@pytest.mark.parametrize(
    ("slip", "text"),
    [
        ("빗소이", "빗소리"),
        ("빗솔리", "빗소리"),
        ("비소리", "빗소리"),
        ("발소라", "발소리"),
        ("천동", "천둥"),
        ("thundr", "thunder"),
        ("thudner", "thunder"),
        ("THUNDRE", "thunder"),
        ("fotsteps", "footsteps"),
        ("footstpz", "footsteps"),
        ("machingun", "machinegun"),
        ("distant thundr", "distant thunder"),
        ("distnat thundr", "distant thunder"),
        ('"distant thundr"', '"distant thunder"'),
        ("gravel, thundr -bell", "gravel, thunder -bell"),
        ("자갈길의 발소라", "자갈길의 발소리"),
    ],
)
def test_a_typing_slip_is_put_right(catalogue, slip, text):
    found = meant(slip)

    assert (found[0].text, found[0].reason, found[0].is_certain) == (text, "spelling", False)
    assert found[0].query == SearchQuery(text=text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("qltthfl", "빗소리"),
        ("QLTTHFL", "빗소리"),
        ("wkrkfrlf qkfthfl", "자갈길 발소리"),
        ("ㄱ먀ㅜ", "rain"),
        ("소ㅕㅜㅇㄷㄱ", "thunder"),
        ("ㅎㄱㅁㅍ디", "gravel"),
    ],
)
def test_the_wrong_keyboard_layout_is_read_in_the_right_one(catalogue, typed, text):
    (found,) = meant(typed)

    assert (found.text, found.reason, found.is_certain) == (text, "keyboard", True)


def test_one_word_in_the_wrong_layout_among_right_ones_is_read_too(catalogue):
    (found,) = meant("자갈길 qkfthfl")

    assert (found.text, found.reason, found.is_certain) == ("자갈길 발소리", "keyboard", False)


@pytest.mark.parametrize(
    "text", ["thunder", "빗소리", "천둥이", "qqqqqq", "rain", "thunders", "12345", "", "비", "ra", "cat:XXXX"]
)
def test_what_occurs_and_what_resembles_nothing_is_left_alone(catalogue, text):
    assert meant(text) == []


@pytest.mark.parametrize("text", ["-thundr", "thundr*", "dur:<2s", "lic:thundr"])
def test_what_is_excluded_begun_or_a_field_word_is_left_alone(catalogue, text):
    assert meant(text) == []


def test_filters_stay_in_force(catalogue):
    (found,) = meant("thundr", price=("free",))

    assert found.query.price == ("free",)
    assert "price=free" in found.query.url


def test_only_words_of_sounds_on_sale_are_proposed(catalogue):
    Effect.objects.filter(title_en="Distant thunder").update(state="withdrawn")

    assert meant("thundr") == []
    assert meant("소ㅕㅜㅇㄷㄱ") == []


def test_a_rare_word_gives_way_to_one_that_is_far_more_frequent(make_effect):
    make_effect(title_en="Thundr mistake")
    for number in range(20):
        make_effect(title_en=f"Thunder {number}")

    assert [one.text for one in meant("thundr")] == ["thunder"]
    assert meant("thunder") == []


def test_a_word_that_only_names_a_category_with_sounds_is_proposed(make_effect):
    make_effect(title_en="Heavy drops", cat_id="RAINMetl")

    assert meant("빗소이")[0].text == "빗소리"
    assert meant("qltthfl")[0].text == "빗소리"


def test_at_most_three_are_proposed_and_the_reader_s_language_settles_a_draw(make_effect):
    for word in ("Barn", "Burn", "Bern", "Born", "Warn"):
        make_effect(title_en=word)

    assert len(meant("barrn", language="en")) <= 3
    assert meant("bxrn", language="en")[0].text in {"barn", "burn", "bern", "born"}


def test_the_number_of_statements_is_fixed(catalogue, make_effect):
    def statements(text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            meant(text)
        return len(captured)

    vocabulary.stocked()
    asked = ["thundr", "빗소이 발소라 thundr", "qltthfl", "qqqqqq"]
    with_few = [statements(text) for text in asked]
    for number in range(24):
        make_effect(title_en=f"Thunder{number} roll")

    assert with_few == [statements(text) for text in asked] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "빗" * 10_000, "((", '"', "'; DROP", "ㅋ" * 500, "a " * 5_000, "%%%"]
)
def test_no_text_is_too_strange(catalogue, text):
    assert isinstance(corrections(SearchQuery.of_text(text), language="ko"), list)
