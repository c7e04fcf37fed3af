"""What a search finds, in either language, and what it never shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.effects.models import Effect
from catalog.search import operations, queries
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery


def found(text: str, **filters) -> list[str]:
    page = queries.search(SearchQuery(text=text, **filters), language="ko")
    return [effect.title_ko or effect.title_en for effect in page.effects] if page.is_answer else []


@pytest.mark.parametrize(
    ("word", "cat_id", "title"),
    [
        ("발소리", "FEETHmn", "Walking on gravel"),
        ("빗소리", "RAINMetl", "Tin roof drops"),
        ("문소리", "DOORWood", "Closet slam"),
        ("천둥", "THUN", "Distant rumble"),
        ("개", "ANMLDog", "Angry barking"),
    ],
)
def test_a_korean_word_finds_a_sound_described_only_in_english(make_effect, word, cat_id, title):
    make_effect(title_en=title, cat_id=cat_id)
    make_effect(title_en="Laser zap", cat_id="LASRGun")

    assert found(word) == [title]


@pytest.mark.parametrize(
    ("word", "cat_id", "title"),
    [
        ("footsteps", "FEETHmn", "뚜벅뚜벅 걷기"),
        ("rain", "RAINMetl", "양철 지붕에 떨어지는 물방울"),
        ("doors", "DOORWood", "삐걱 여닫이"),
        ("dog", "ANMLDog", "컹컹"),
    ],
)
def test_an_english_word_finds_a_sound_described_only_in_korean(make_effect, word, cat_id, title):
    make_effect(title, cat_id=cat_id)
    make_effect("레이저 발사", cat_id="LASRGun")

    assert found(word) == [title]


def test_a_title_hit_comes_before_a_keyword_hit_before_a_category_hit(make_effect):
    make_effect(title_en="Storm front", keywords=["rain"], cat_id="WIND")
    make_effect(title_en="Rain on a tent", cat_id="LASRGun")
    make_effect(title_en="Downpour", cat_id="RAINMetl")

    assert found("rain") == ["Rain on a tent", "Storm front", "Downpour"]


def test_part_of_a_korean_compound_finds_it(make_effect):
    make_effect("창가빗소리 잔잔하게", cat_id="AMBRoom")

    assert found("빗소리") == ["창가빗소리 잔잔하게"]


def test_a_korean_word_is_found_with_and_without_its_particle(make_effect):
    make_effect("나무문을 두드린다", cat_id="AMBRoom")

    assert found("나무문이") == ["나무문을 두드린다"]


def test_a_word_of_one_syllable_is_not_found_inside_another_word(make_effect):
    make_effect("눈물", cat_id="HMNMisc")
    make_effect("눈 밟기", cat_id="LASRGun")

    assert found("눈")[0] == "눈 밟기"
    page = queries.search(SearchQuery(text="눈"), language="ko")
    assert page.total == 1


def test_space_comma_minus_quotes_and_star(make_effect):
    make_effect(title_en="Wooden gate slow", cat_id="LASRGun")
    make_effect(title_en="Gate iron", cat_id="LASRGun")
    make_effect(title_en="Iron hammer", cat_id="LASRGun")

    assert sorted(found("gate iron")) == ["Gate iron"]
    assert sorted(found("gate, hammer")) == ["Gate iron", "Iron hammer", "Wooden gate slow"]
    assert sorted(found("gate -iron")) == ["Wooden gate slow"]
    assert sorted(found('"iron gate", "gate slow"')) == ["Wooden gate slow"]
    assert sorted(found("ham*")) == ["Iron hammer"]


@pytest.mark.parametrize("state", ["draft", "in_review", "held", "rejected", "withdrawn", "suspended"])
def test_an_effect_not_on_sale_never_appears_even_when_the_index_lags_behind(make_effect, state):
    make_effect(title_en="Gate iron", state=state)

    assert queries.search(SearchQuery(text="gate"), language="ko").effects == []
    assert queries.search(SearchQuery(), language="ko").effects == []


def test_a_withdrawn_effect_leaves_results_and_counts_at_once(make_effect):
    effect = make_effect(title_en="Gate iron")

    operations.remove(effect)

    page = queries.search(SearchQuery(), language="ko")
    assert (page.effects, page.total, page.facets) == ([], 0, [])


def test_the_sounds_of_a_suspended_seller_leave_results_and_counts(make_effect, make_seller):
    seller = make_seller(state="suspended")
    make_effect(title_en="Gate iron", seller=seller)

    page = queries.search(SearchQuery(text="gate"), language="ko")

    assert (page.effects, page.total) == ([], 0)


def test_a_changed_price_is_searched_at_once(make_effect):
    effect = make_effect(title_en="Gate iron", price_minor=5_000)
    Effect.objects.filter(pk=effect.pk).update(price_minor=0, licence_codes=["public"])

    operations.index(Effect.objects.with_facts().get(pk=effect.pk))

    assert SearchDoc.objects.count() == 1
    assert found("gate", price=("free",)) == ["Gate iron"]
    assert found("gate", price=("paid",)) == []


def test_the_number_of_statements_does_not_grow_with_the_results(make_effect):
    def statements(query: SearchQuery) -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.search(query, language="ko")
        return len(captured)

    asked = [SearchQuery(text="gate"), SearchQuery(), SearchQuery(text="gate nonsense", price=("free",))]
    make_effect(title_en="Gate 0")
    for query in asked:
        statements(query)  # what a process learns once
    with_one = [statements(query) for query in asked]
    for number in range(40):
        make_effect(title_en=f"Gate {number}")
    with_many = [statements(query) for query in asked]

    assert with_one == with_many
    assert max(with_one) <= 13


def test_more_pages_bring_every_sound_exactly_once_in_every_order(make_effect):
    for number in range(30):
        make_effect(
            title_en="Gate" if number % 3 else "Plank",
            keywords=["gate"],
            price_minor=number % 4 * 1_000,
            duration_ms=500 + number % 5 * 3_000,
        )
    everything = set(Effect.objects.values_list("pk", flat=True))
    for sort in ("relevance", "newest", "sales", "price", "-price", "duration", "-duration"):
        query, seen = SearchQuery(text="gate", sort=sort), []
        while True:
            page = queries.search(query, language="ko", limit=7)
            seen += [effect.pk for effect in page.effects]
            if not page.next_cursor:
                break
            query = query.with_values(cursor=page.next_cursor)

        assert (len(seen), set(seen)) == (30, everything), sort


def test_prices_and_durations_can_be_the_order(make_effect):
    make_effect(title_en="Middle", price_minor=2_000, duration_ms=9_000)
    make_effect(title_en="Dear", price_minor=9_000, duration_ms=100)
    make_effect(title_en="Cheap", price_minor=0, duration_ms=70_000)

    assert found("", sort="price") == ["Cheap", "Middle", "Dear"]
    assert found("", sort="-duration") == ["Cheap", "Middle", "Dear"]
    assert found("", sort="newest") == ["Cheap", "Dear", "Middle"]
