"""The index is never a moment behind the catalogue, and mends itself when somebody else has been at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from catalog.effects import operations as effects
from catalog.effects.models import Effect
from catalog.moderation import operations as moderation
from catalog.search import browsing, document, operations, reconciling, tasks
from catalog.search.backend import SearchTooSlow
from catalog.search.bounded import in_time
from catalog.search.models import BrowseCount, EffectSales, SearchChange, SearchDoc
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from ksound.lib.money import Money
from sellers.registration.models import Seller
from tests.factories import people

AT = datetime(2026, 3, 1, tzinfo=UTC)
QUERIES = (
    SearchQuery(text="gate"),
    SearchQuery(),
    SearchQuery(category=("DOOR",)),
    SearchQuery(price=("paid",)),
)


def everything_seen(queries=QUERIES) -> list[tuple[int, int, int]]:
    """(total, ids, sum over a facet) of each query."""
    found = [PostgreSQLBackend().find(query) for query in queries]
    return [(one.total, len(one.ids), sum(one.counts.get("channels", {}).values())) for one in found]


def elsewhere(work: Callable[[], object]) -> object:
    """What `work` returns on a connection of its own: another visitor."""
    returned: list[object] = []

    def run() -> None:
        try:
            returned.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return returned[0]


@pytest.fixture
def staff(transactional_db):
    return people.moderator("moderator@example.com")


@pytest.mark.parametrize("way", ["withdrawn", "suspended", "seller suspended"])
def test_a_sound_taken_off_sale_is_gone_from_results_and_counts_the_moment_the_transaction_commits(
    staff, make_effect, way
):
    effect = make_effect(title_en="Gate iron")
    browsing.fold()

    with transaction.atomic():
        if way == "withdrawn":
            effects.withdraw(effect=effect, by=effect.seller.user, at=AT)
        elif way == "suspended":
            moderation.suspend(effect=effect, by=staff, reason="Not yours to sell", at=AT)
        else:
            Seller.objects.filter(pk=effect.seller_id).update(state="suspended")
        before = elsewhere(everything_seen)
    after = elsewhere(everything_seen)

    assert before == [(1, 1, 1)] * 4
    assert after == [(0, 0, 0)] * 4


def test_a_sound_is_found_and_counted_the_moment_its_approval_commits(staff, make_effect):
    effect = make_effect(title_en="Gate iron", state=Effect.State.IN_REVIEW, index=False)

    with transaction.atomic():
        moderation.approve(effect=effect, revision=effect.revision, by=staff, at=AT)
        before = elsewhere(everything_seen)
    after = elsewhere(everything_seen)

    assert before == [(0, 0, 0)] * 4
    assert after == [(1, 1, 1)] * 4


def test_an_approval_that_fails_leaves_nothing_behind(staff, make_effect):
    effect = make_effect(title_en="Gate iron", state=Effect.State.IN_REVIEW, index=False)

    with transaction.atomic():
        moderation.approve(effect=effect, revision=effect.revision, by=staff, at=AT)
        transaction.set_rollback(True)

    assert everything_seen() == [(0, 0, 0)] * 4
    assert SearchChange.objects.count() == 0


def test_a_new_price_is_searched_and_counted_the_moment_it_commits(staff, make_effect):
    effect = make_effect(title_en="Gate iron", price_minor=5_000)
    query = SearchQuery.from_params({"won": ["6000.."]})

    with transaction.atomic():
        effects.reprice(effect=effect, by=effect.seller.user, price=Money(7_000, "KRW"), at=AT)
        before = elsewhere(lambda: PostgreSQLBackend().find(query).tier)
    after = elsewhere(lambda: PostgreSQLBackend().find(query).tier)

    assert (before, after) == ("newest", "exact")


def test_folding_beside_a_publication_counts_it_once(staff, make_effect):
    make_effect()
    effect = make_effect(index=False)

    with transaction.atomic():
        operations.index(effect)
        elsewhere(browsing.fold)
    browsing.fold()

    assert everything_seen((SearchQuery(),)) == [(2, 2, 2)]
    assert BrowseCount.objects.get(scope=-1, kind="p3").hits == 2


def test_reconciling_mends_what_was_done_behind_our_back(make_effect):
    missing = make_effect(title_en="Gate missing")
    stale = make_effect(title_en="Gate stale")
    dear = make_effect(title_en="Gate dear")
    SearchDoc.objects.filter(pk=missing.pk).delete()
    Effect.objects.filter(pk=stale.pk).update(state="withdrawn")
    Effect.objects.filter(pk=dear.pk).update(price_minor=9_000)
    browsing.fold()
    BrowseCount.objects.filter(scope=-1, kind="p1").update(hits=50)

    found = reconciling.reconcile()

    assert (found.missing, found.stale, found.wrong, found.sums) == (1, 1, 1, 1)
    assert set(SearchDoc.objects.values_list("pk", flat=True)) == {missing.pk, dear.pk}
    assert SearchDoc.objects.get(pk=dear.pk).price_minor == 9_000
    assert everything_seen((SearchQuery(),)) == [(2, 2, 2)]
    assert not reconciling.reconcile()


def test_documents_of_an_older_version_are_rewritten_without_anybody_asking(make_effect):
    effect = make_effect(title_en="Gate iron")
    SearchDoc.objects.update(version=document.VERSION - 1, tsv="")
    assert PostgreSQLBackend().find(SearchQuery(text="gate")).tier == "newest"

    tasks.keep_search()

    assert PostgreSQLBackend().find(SearchQuery(text="gate")).ids == (effect.pk,)
    assert SearchDoc.objects.get().version == document.VERSION


def test_sales_order_the_best_sellers_and_outlive_a_rewritten_document(make_effect):
    one, other = make_effect(), make_effect()
    operations.sold(effect_ids=[one.pk, other.pk])
    operations.sold(effect_ids=[one.pk])

    tasks.keep_search()

    assert PostgreSQLBackend().find(SearchQuery(sort="sales")).ids == (one.pk, other.pk)
    operations.index(Effect.objects.with_facts().get(pk=one.pk))
    assert EffectSales.objects.get(pk=one.pk).units == SearchDoc.objects.get(pk=one.pk).sales == 2


def test_a_search_that_takes_too_long_ends_and_says_so(db):
    with pytest.raises(SearchTooSlow), in_time(50), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


def test_the_time_limit_of_a_search_is_not_that_of_what_follows(make_effect):
    make_effect()

    PostgreSQLBackend().find(SearchQuery())

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("0", "on")
