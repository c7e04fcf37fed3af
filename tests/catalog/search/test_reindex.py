"""The whole index can be rewritten while the shop goes on."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from catalog.effects.models import Effect
from catalog.search import browsing, document, operations, reindexing, shadow
from catalog.search.models import SearchChange, SearchDoc
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery

pytestmark = pytest.mark.django_db


def structure() -> list[tuple[str, str]]:
    """Indexes, constraints, triggers and storage of the search table."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'catalog_searchdoc'
            UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conrelid = 'catalog_searchdoc'::regclass
            UNION SELECT tgname, tgtype::text FROM pg_trigger
                WHERE tgrelid = 'catalog_searchdoc'::regclass AND NOT tgisinternal
            UNION SELECT attname, attstorage::text || attnotnull::text FROM pg_attribute
                WHERE attrelid = 'catalog_searchdoc'::regclass AND attnum > 0
            UNION SELECT relname::text, reloptions::text FROM pg_class WHERE oid = 'catalog_searchdoc'::regclass
            ORDER BY 1
            """
        )
        return list(cursor.fetchall())


def test_the_new_table_is_like_the_old_one_in_every_way(make_effect):
    make_effect()
    before = structure()

    for _written in reindexing.rebuild():
        pass

    assert structure() == before


def test_a_reindex_writes_what_is_on_sale_and_nothing_else(make_effect):
    on_sale = make_effect("철문", index=False)
    make_effect("나무문", state=Effect.State.WITHDRAWN)
    browsing.fold()
    SearchDoc.objects.update(version=document.VERSION - 1)

    call_command("reindex", stdout=(out := io.StringIO()))

    assert list(SearchDoc.objects.values_list("effect_id", "version")) == [(on_sale.pk, document.VERSION)]
    assert out.getvalue() == "1 written\n"
    assert PostgreSQLBackend().find(SearchQuery()).total == 1


def test_an_interrupted_reindex_goes_on_where_it_ended(make_effect, monkeypatch):
    monkeypatch.setattr(reindexing, "_BATCH", 1)
    for _ in range(3):
        make_effect()
    interrupted = reindexing.rebuild()
    assert next(interrupted) == 1
    interrupted.close()

    assert list(reindexing.rebuild()) == [1, 2]
    assert SearchDoc.objects.count() == 3


def test_a_half_filled_table_of_another_version_is_thrown_away(make_effect, monkeypatch):
    monkeypatch.setattr(reindexing, "_BATCH", 1)
    for _ in range(2):
        make_effect()
    interrupted = reindexing.rebuild()
    next(interrupted)
    interrupted.close()
    monkeypatch.setattr(document, "VERSION", document.VERSION + 1)

    assert list(reindexing.rebuild()) == [1, 2]
    assert set(SearchDoc.objects.values_list("version", flat=True)) == {document.VERSION}


def shop_goes_on(make_effect) -> tuple[set[int], int]:
    """Publish, withdraw and reprice between the batches of a reindex; what must be on sale, and the new price."""
    first, second, third = (make_effect(title_en="Gate") for _ in range(3))
    running = reindexing.rebuild()
    next(running)
    withdrawn_late, repriced = first, second
    Effect.objects.filter(pk=withdrawn_late.pk).update(state="withdrawn")
    operations.remove(withdrawn_late)
    Effect.objects.filter(pk=repriced.pk).update(price_minor=9_000)
    operations.index(Effect.objects.with_facts().get(pk=repriced.pk))
    for _written in running:
        pass
    return {second.pk, third.pk}, repriced.pk


def test_what_the_shop_does_during_a_reindex_is_not_lost(make_effect):
    on_sale, repriced = shop_goes_on(make_effect)

    assert set(SearchDoc.objects.values_list("pk", flat=True)) == on_sale
    assert SearchDoc.objects.get(pk=repriced).price_minor == 9_000
    assert PostgreSQLBackend().find(SearchQuery()).total == 2


def test_without_catching_up_it_would_be_lost(make_effect, monkeypatch):
    """Shows that the test above tells: the guard taken away, a withdrawn sound is on sale again."""
    monkeypatch.setattr(shadow, "catch_up", lambda cursor: None)

    on_sale, repriced = shop_goes_on(make_effect)

    assert set(SearchDoc.objects.values_list("pk", flat=True)) != on_sale
    assert SearchDoc.objects.get(pk=repriced).price_minor == 5_000


def test_changes_are_kept_while_a_reindex_needs_them(make_effect):
    running = reindexing.rebuild()
    make_effect()
    next(running)
    make_effect()

    assert browsing.fold() == 0
    assert SearchChange.objects.count() > 0
    for _written in running:
        pass

    assert browsing.fold() == 0
    assert SearchDoc.objects.count() == 2


def test_two_reindexes_do_not_get_in_each_others_way(make_effect, monkeypatch):
    make_effect()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
    monkeypatch.setattr(reindexing, "_claim", refuse)

    with pytest.raises(CommandError, match="at work"):
        call_command("reindex", stdout=io.StringIO())
    assert SearchDoc.objects.count() == 1


def refuse() -> None:
    raise reindexing.AlreadyRunning
