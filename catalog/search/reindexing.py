"""Bring the whole index in step with the catalogue while the shop goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator
from typing import Any

from django.db import OperationalError, connection, transaction

from catalog.effects.models import Effect
from catalog.search import document, operations, shadow
from catalog.search.models import EffectSales, SearchDoc
from catalog.search.similar import operations as similar
from catalog.search.suggest import operations as suggestions

log = logging.getLogger(__name__)

_BATCH = 500
_REINDEXING = 0x6B737269  # key of the advisory lock
_TRIES, _PAUSE_S = 30, 1.0


class AlreadyRunning(Exception):
    """Another reindex is at work."""


def rebuild(*, afresh: bool = False) -> Generator[int, None, None]:
    """Write every document into a second table and put it in place; yields the number written so far.

    An interrupted run is taken up where it ended, unless `afresh`. What is published, withdrawn or repriced
    meanwhile is in the new table as well. Raises AlreadyRunning.
    """
    _claim()
    try:
        if afresh:
            shadow.abandon()
        shadow.begin()
        yield from _fill()
        shadow.build_indexes()
        _swap_patiently()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_REINDEXING])


def refresh(effect_ids: list[int]) -> int:
    """Write the documents of these effects as the catalogue has them now, or remove them; returns how many.

    Locked, so that a withdrawal at the same moment cannot be followed by a late write.
    """
    with transaction.atomic():
        found = Effect.objects.with_facts().filter(pk__in=effect_ids)
        locked = list(found.order_by("pk").select_for_update(of=("self",)))
        on_sale = [effect for effect in locked if effect.state == Effect.State.PUBLISHED]
        operations.index_all(on_sale)
        gone = set(effect_ids) - {effect.pk for effect in on_sale}
        SearchDoc.objects.filter(pk__in=gone).delete()
    return len(effect_ids)


def _claim() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_REINDEXING])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning


def _fill() -> Iterator[int]:
    written, last = 0, shadow.last_effect_id()
    while True:
        on_sale = Effect.objects.filter(state=Effect.State.PUBLISHED, pk__gt=last).with_facts()
        batch = list(on_sale.order_by("pk")[:_BATCH])
        if not batch:
            return
        units = EffectSales.objects.in_bulk([effect.pk for effect in batch])
        rows = [
            _columns(effect) | {"sales": units[effect.pk].units if effect.pk in units else 0}
            for effect in batch
        ]
        shadow.write(rows)
        suggestions.write(batch)
        similar.renew([effect.pk for effect in batch if effect.file.features])
        written, last = written + len(batch), batch[-1].pk
        yield written


def _columns(effect: Effect) -> dict[str, Any]:
    return document.columns(effect)


def _swap_patiently() -> None:
    """Somebody may hold the table for a while; nobody has to wait for us meanwhile."""
    for left in reversed(range(_TRIES)):
        try:
            shadow.swap()
        except OperationalError:
            if not left:
                raise
            log.warning("the search table is busy; trying again")
            time.sleep(_PAUSE_S)
        else:
            return
