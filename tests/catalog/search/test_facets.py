"""Facet counts are what choosing the value would give."""

from __future__ import annotations

import pytest

from catalog.effects.models import Effect
from catalog.search import browsing, document, facet_codes, reindexing
from catalog.search.facet_counts import MOST_COUNTED
from catalog.search.models import BrowseCount, SearchChange
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from catalog.search.ranges import Range
from sellers.registration.models import Seller
from tests.bench.search_engine import brute_force, catalogue

EFFECTS = 1_500


def find(**values):
    return PostgreSQLBackend().find(SearchQuery(**values))


@pytest.fixture
def many(db, monkeypatch):
    """A synthetic catalogue, indexed; suggestions are another matter."""
    monkeypatch.setattr("catalog.search.suggest.operations.write", lambda batch: None)
    catalogue.fill(EFFECTS)
    for _written in reindexing.rebuild():
        pass


def test_counts_equal_a_brute_force_count(many):
    known, compared, backend = brute_force.facts(), 0, PostgreSQLBackend()
    for query in brute_force.random_queries(80, seed=11):
        found = backend.find(query)
        if found.tier != "exact":
            continue
        compared += 1
        total, counts = brute_force.expected(query, known)
        assert (found.total, found.is_estimated) == (total, False), query
        assert brute_force.agrees(found.counts, counts), query
    assert compared > 30


def test_large_counts_come_from_one_effect_in_sixteen_and_say_so(many, monkeypatch):
    monkeypatch.setattr("catalog.search.facet_counts.MOST_COUNTED", 400)
    monkeypatch.setattr("catalog.search.facet_counts.LEAST_ESTIMATED", 400)
    query = SearchQuery(price=("paid",))
    total, counts = brute_force.expected(query, brute_force.facts())

    estimated = PostgreSQLBackend().find(query)
    exact = PostgreSQLBackend().find(query, exact=True)

    assert estimated.is_estimated
    assert estimated.counts_are_estimated
    assert estimated.total % document.SAMPLE_OF == 0
    assert abs(estimated.total - total) < 5 * estimated.error * estimated.total
    assert (exact.total, exact.is_estimated, exact.error) == (total, False, 0)
    assert brute_force.agrees(exact.counts, counts)
    assert MOST_COUNTED == 15_000


def test_few_hits_are_counted_exactly_even_where_one_filter_less_would_leave_many(many, monkeypatch):
    monkeypatch.setattr("catalog.search.facet_counts.MOST_COUNTED", 400)
    monkeypatch.setattr("catalog.search.facet_counts.LEAST_ESTIMATED", 400)
    query = SearchQuery(sample_rate=("192000",))
    total, counts = brute_force.expected(query, brute_force.facts())

    found = PostgreSQLBackend().find(query)

    assert (found.total, found.is_estimated, found.counts_are_estimated) == (total, False, True)
    assert found.counts["bits"] == counts["bits"]


def test_browsing_is_counted_from_sums_that_are_right_before_and_after_folding(make_effect):
    for cat_id in ("DOORWood", "DOORMetl", "RAINMetl", "DOORWood"):
        make_effect(cat_id=cat_id)
    for query in (SearchQuery(), SearchQuery(category=("DOOR",)), SearchQuery(category=("DOOR", "RAIN"))):
        right = brute_force.expected(query, brute_force.facts())
        before = PostgreSQLBackend().find(query)
        browsing.fold()
        after = PostgreSQLBackend().find(query)

        assert (before.total, before.counts) == (after.total, after.counts)
        assert after.total == right[0]
        assert brute_force.agrees(after.counts, right[1])
    assert SearchChange.objects.count() == 0
    assert BrowseCount.objects.filter(scope=-1, kind="sub").count() == 3


def test_a_suspended_seller_leaves_every_count_and_comes_back(make_effect, make_seller):
    seller = make_seller()
    make_effect(seller=seller)
    make_effect()
    browsing.fold()

    Seller.objects.filter(pk=seller.pk).update(state="suspended")
    without = find()
    Seller.objects.filter(pk=seller.pk).update(state="active")

    assert (without.total, without.counts["price"]) == (1, {"paid": 1})
    assert seller.public_id not in without.counts["seller"]
    assert find().total == 2


def test_a_cat_id_narrows_its_own_category_and_leaves_the_others_whole(make_effect):
    for cat_id in ("DOORWood", "DOORMetl", "RAINMetl", "THUN"):
        make_effect(cat_id=cat_id)

    found = find(category=("RAIN",), cat_id=("DOORWood",))

    assert found.total == 2
    assert found.counts["cat_id"] == {"DOORWood": 1, "DOORMetl": 1, "RAINMetl": 1, "THUN": 1}


def test_ranges_include_their_ends(make_effect):
    for duration_ms in (999, 1_000, 2_000, 2_001):
        make_effect(duration_ms=duration_ms)

    assert find(duration=Range(1, 2)).total == 2
    assert find(duration=Range(high=1)).total == 2
    assert find(price_range=Range(low=5_000)).total == 4
    assert find(price_range=Range(low=5_001)).tier == "newest"


def test_the_bars_of_a_histogram_look_past_its_own_range(make_effect):
    for duration_ms in (100, 1_200, 1_300, 700_000):
        make_effect(duration_ms=duration_ms)

    bars = find(duration=Range(1, 2)).counts["duration"]

    assert bars == {"0": 1, "3": 2, "15": 1}
    assert facet_codes.DURATION_BUCKETS[3] == 1.0


def test_sounds_of_a_seller_are_found_by_id_and_by_part_of_the_name(make_effect, make_seller):
    moon = make_seller("달빛소리")
    make_effect(seller=moon)
    make_effect()

    assert find(seller=(moon.public_id,)).total == 1
    assert find(text="seller:달빛").total == 1
    assert len(find(seller=(moon.public_id,)).counts["seller"]) == 2


def test_loudness_is_a_range_and_unmeasured_sounds_are_outside_it(make_effect):
    loud, unmeasured = make_effect(), make_effect()
    loud.file.integrated_lufs = -20.04
    loud.file.save()
    reindexing.refresh([loud.pk, unmeasured.pk])

    found = find(loudness=Range(-20, -10))

    assert found.ids == (loud.pk,)
    assert find().counts["loudness"] == {"8": 1}


def test_a_declaration_and_a_source_can_be_chosen(make_effect):
    make_effect(ai_use="none", source="public")
    make_effect()

    assert find(ai=("none",)).total == find(source=("public",)).total == 1
    assert find().counts["ai"] == {"none": 1, "undeclared": 1}


@pytest.mark.parametrize("period", [1, 2, 3, 4, 8, 16, 32, 100])
@pytest.mark.parametrize("of", [document.SAMPLE_OF, document.SPARSE_OF])
def test_the_samples_are_fair_to_every_pattern_of_uploads(of, period):
    sampled = sum(document.is_sampled(number, of=of) for number in range(0, 1_000 * of * period, period))

    assert sampled == pytest.approx(1_000, rel=0.05)


def test_the_sparse_sample_is_part_of_the_other():
    sparse = [number for number in range(10_000) if document.is_sampled(number, of=document.SPARSE_OF)]

    assert sparse
    assert all(map(document.is_sampled, sparse))


def test_still_larger_counts_come_from_one_effect_in_sixty_four_and_say_so(many, monkeypatch):
    for name in ("MOST_COUNTED", "LEAST_ESTIMATED", "MANY"):
        monkeypatch.setattr(f"catalog.search.facet_counts.{name}", 400)
    query = SearchQuery(price=("paid",))
    total, _counts = brute_force.expected(query, brute_force.facts())

    estimated = PostgreSQLBackend().find(query)

    assert estimated.is_estimated
    assert estimated.total % document.SPARSE_OF == 0
    assert abs(estimated.total - total) < 5 * estimated.error * estimated.total


def test_pages_that_are_collected_walked_and_ranked_are_the_same(many, monkeypatch):
    """However many hits are expected, the same effects come in the same order, page after page."""
    queries = [*brute_force.random_queries(12, seed=3), SearchQuery(category=("DOOR",), sort="price")]

    def pages() -> list[tuple[int, ...]]:
        found = []
        for query in queries:
            answer = PostgreSQLBackend().find(query)
            further = PostgreSQLBackend().find(query.with_values(cursor=answer.next_cursor))
            found += [answer.ids, further.ids]
        return found

    usual = pages()
    for way in (
        {"_FEW": 0, "_FEW_LOOSE": 0, "_MANY": 10**9},
        {"_FEW": 10**9, "_FEW_LOOSE": 10**9},
        {"_FEW": 0, "_FEW_LOOSE": 0, "_MANY": 0, "_MARGIN": 1, "LARGE_PART": 10**9, "_COST_WITHOUT": 10**9},
        {"_FEW": 0, "_FEW_LOOSE": 0, "_MANY": 0, "LARGE_PART": 0, "_COST_WITH_WORDS": 0, "_COST_WITHOUT": 0},
    ):
        with monkeypatch.context() as patched:
            for name, value in way.items():
                module = "paging" if name.startswith("_FEW") else "approach"
                patched.setattr(f"catalog.search.{module}.{name}", value)
            assert pages() == usual, way


def test_packing_keeps_every_value():
    for value in facet_codes.LICENCES:
        packed = facet_codes.pack_p1(price_minor=500, licence_codes=[value], channels=6)
        assert facet_codes.LICENCE.values_of(packed) == (value,)
        assert facet_codes.PRICE.values_of(packed) == ("paid",)
        assert facet_codes.CHANNEL.values_of(packed) == ("surround",)
    packed = facet_codes.pack_p2(duration_ms=10**9, sample_rate_hz=384_000, bit_depth=None)
    assert facet_codes.DURATION.values_of(packed) == ("15",)
    assert facet_codes.SAMPLE_RATE.values_of(packed) == ("192000",)
    assert facet_codes.BIT_DEPTH.values_of(packed) == ("16",)
    quiet = facet_codes.pack_p3(integrated_lufs=-90, source="public", ai_use="assisted")
    unknown = facet_codes.pack_p3(integrated_lufs=None, source="private", ai_use="")
    assert [facet_codes.LOUDNESS.values_of(packed) for packed in (quiet, unknown)] == [("0",), ()]
    assert facet_codes.SOURCE.values_of(quiet) == ("public",)
    assert facet_codes.AI_USE.values_of(quiet) == ("assisted",)


def test_the_number_of_statements_does_not_depend_on_the_results(make_effect, django_assert_num_queries):
    # Two of them begin and end a transaction in the transaction of the test, two set and reset the time limit.
    asked = {SearchQuery(text="gate"): 8, SearchQuery(): 6, SearchQuery(text="gate", price=("paid",)): 8}
    for number in (1, 24):
        while Effect.objects.count() < number:
            make_effect(title_en="Gate")
        for query, statements in asked.items():
            with django_assert_num_queries(statements):
                PostgreSQLBackend().find(query)
