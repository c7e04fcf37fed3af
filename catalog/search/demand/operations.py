"""Remember what people looked for, never who."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from datetime import date, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from catalog.search.demand import visitors
from catalog.search.demand.models import SearchDemand
from catalog.search.demand.queries import FEW, MIN_SEARCHES
from catalog.search.demand.wording import normalised
from catalog.search.query import SearchQuery
from catalog.ucs import schedule
from catalog.ucs.suggest import suggest

log = logging.getLogger(__name__)

KEPT = timedelta(days=180)
# What hardly anybody looked for is forgotten sooner: it may say more about somebody than about the catalogue.
RARE_KEPT = timedelta(days=30)
_LIKELY = 0.12  # score of a CatID suggestion

_TABLE = SearchDemand._meta.db_table
_COUNT = f"""
    WITH quickly AS (SELECT set_config('synchronous_commit', %s, true))
    INSERT INTO {_TABLE} (day, language, text, category, found, searches)
    SELECT %s, %s, %s, %s, %s, 1 FROM quickly
    ON CONFLICT (day, text, language) DO UPDATE
    SET searches = {_TABLE}.searches + 1, found = EXCLUDED.found, category = EXCLUDED.category
"""  # noqa: S608  the name of our own table


def note(query: SearchQuery, found_total: int, language: str, *, visitor: str | None = None) -> None:
    """Count one search: at most one statement, and a search never fails because of it.

    `found_total` are the hits of the words as typed: 0 when only a loosened reading found something. Nothing is noted
    of later pages nor of searches narrowed by filters: their lack is the filter's.
    `visitor` (`visitors.visitor(request)`) makes one person count once a week, and programs ("") not at all.
    """
    if query.cursor or query.has_filters or visitor == "":
        return
    text = normalised(query.text)
    if not text or (visitor is not None and not visitors.is_first(visitor, text)):
        return
    try:
        _count(text, min(found_total, SearchDemand.ENOUGH), language, timezone.localdate())
    except DatabaseError:
        log.warning("search not counted", exc_info=True)


def forget(*, at: datetime) -> int:
    """Delete what has been kept long enough; returns the number of rows."""
    today = timezone.localdate(at)
    rows = SearchDemand.objects
    forgotten, _ = rows.filter(day__lt=today - KEPT).delete()
    rare, _ = rows.filter(day__lt=today - RARE_KEPT, searches__lt=MIN_SEARCHES).delete()
    return forgotten + rare


def _count(text: str, found: int, language: str, day: date) -> None:
    # Losing a count in a crash is better than letting a search wait for the disk. Inside somebody else's transaction
    # that is not ours to decide, and there a failure must not take the transaction along.
    is_alone = not connection.in_atomic_block
    values = [
        "off" if is_alone else "on",
        day,
        language[:2],
        text,
        _category(text) if found < FEW else "",
        found,
    ]
    with nullcontext() if is_alone else transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, values)


def _category(text: str) -> str:
    likely = suggest(text, limit=1)
    if not likely or likely[0].score < _LIKELY:
        return ""
    return schedule.get(likely[0].cat_id).category_code
