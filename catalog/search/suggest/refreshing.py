"""Put right, once an hour, what the transactions of publishers leave: counts, dead terms, what many looked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from catalog.effects.models import Effect
from catalog.search.demand.models import SearchDemand
from catalog.search.queries import BACKEND
from catalog.search.query import SearchQuery
from catalog.search.suggest import operations
from catalog.search.suggest.models import TermSound
from catalog.search.suggest.operations import EFFECTS, LOCK, SOUNDS, TERMS
from catalog.search.suggest.terms import Kind

# A search is suggested to others once so many people made it.
MIN_SEARCHERS = 5
RECENT = timedelta(days=30)
_MOST_SEARCHES = 300
_SOUNDS_OF_A_SEARCH = 8
_BATCH = 500
_MOST_MISSING = 20_000

_COUNT = f"""
    UPDATE {TERMS} t SET df = counted.n
    FROM (SELECT term_id, count(*) AS n FROM {SOUNDS} GROUP BY term_id) counted
    WHERE t.id = counted.term_id AND t.kind <> {Kind.SEARCH} AND t.df <> counted.n
"""  # noqa: S608  names of our own tables
_UNLINK_OFF_SALE = f"""
    DELETE FROM {SOUNDS} s USING {EFFECTS} e WHERE e.id = s.effect_id AND e.state <> '{Effect.State.PUBLISHED}'
"""  # noqa: S608
_DELETE_DEAD = f"""
    DELETE FROM {TERMS} t WHERE NOT EXISTS (SELECT 1 FROM {SOUNDS} WHERE term_id = t.id)
"""  # noqa: S608
_UNLINK_SEARCHES = f"""
    DELETE FROM {SOUNDS} s USING {TERMS} t WHERE t.id = s.term_id AND t.kind = {Kind.SEARCH}
"""  # noqa: S608
_LINK_SEARCH = f"""
    WITH search AS (
        UPDATE {TERMS} SET df = %s WHERE kind = {Kind.SEARCH} AND term = %s RETURNING id
    )
    INSERT INTO {SOUNDS} (term_id, effect_id) SELECT id, unnest(%s::bigint[]) FROM search
"""  # noqa: S608


def refresh(*, at: datetime) -> None:
    """All of it; each part in a transaction of its own, so nobody who publishes waits long."""
    write_missing()
    renew_searches(at=at)
    with connection.cursor() as cursor:
        cursor.execute(_UNLINK_OFF_SALE)
        cursor.execute(_COUNT)
    delete_dead()


def delete_dead() -> None:
    """Delete the terms that no sound has any more; left to the next time when somebody is publishing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() == (True,):
            cursor.execute(_DELETE_DEAD)


def write_missing() -> int:
    """Write the terms of sounds on sale that have none; returns how many sounds."""
    written = 0
    while written < _MOST_MISSING:
        termless = Effect.objects.on_sale().exclude(Exists(TermSound.objects.filter(effect=OuterRef("pk"))))
        with transaction.atomic():
            # Locked, so that a withdrawal at the same moment is not followed by a late write.
            locked = termless.with_facts().order_by("pk").select_for_update(of=("self",))
            batch = list(locked[:_BATCH])
            operations.write(batch)
        written += len(batch)
        if len(batch) < _BATCH:
            break
    return written


def renew_searches(*, at: datetime) -> int:
    """Make what many people looked for lately, and found, a suggestion; returns how many there are."""
    popular = (
        SearchDemand.objects.filter(day__gte=timezone.localdate(at) - RECENT)
        .values("text")
        .annotate(people=Sum("searches"))
        .filter(people__gte=MIN_SEARCHERS)
        .order_by("-people", "text")[:_MOST_SEARCHES]
    )
    answers = [(one["people"], one["text"], _found_by(one["text"])) for one in popular]
    answered = [answer for answer in answers if answer[2]]
    with transaction.atomic(), connection.cursor() as cursor:
        operations.add((int(Kind.SEARCH), text) for _people, text, _sounds in answered)
        cursor.execute(_UNLINK_SEARCHES)
        for answer in answered:
            cursor.execute(_LINK_SEARCH, answer)
    return len(answered)


def _found_by(text: str) -> list[int]:
    """The best sounds that have what was asked for, not something like it."""
    found = BACKEND.find(SearchQuery.of_text(text), limit=_SOUNDS_OF_A_SEARCH)
    return list(found.ids) if found.tier in {"exact", "widened"} else []
