"""The search engine in PostgreSQL: a GIN index over our own tokens, exact facets in one pass, keyset paging.

However many effects there are, a page costs three statements: how far to loosen, count, fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.search import facet_counts, ordering, tsquery, widening
from catalog.search.backend import PAGE_SIZE, Found, Tier
from catalog.search.conditions import Condition, all_hold, matching, on_sale, selections
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery

# Fewer hits than this and other words for the same thing are looked for too.
ENOUGH = 24

# Title, keywords, anywhere, a related word in the title; what else was found has 0.
_BEST_RANK = 4

TABLE = SearchDoc._meta.db_table


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the query: what must match, what ranks higher (best first), which filters count."""

    tier: Tier
    match: Condition
    ranks: tuple[str, ...]
    filters: SearchQuery


class PostgreSQLBackend:
    """Implements `Backend`."""

    def find(self, query: SearchQuery, *, limit: int = PAGE_SIZE) -> Found:
        readings = _readings(query)
        continued = ordering.read_cursor(query.cursor, query.sort)
        if continued is not None:
            tier, after = continued
            chosen = next((reading for reading in readings if reading.tier == tier), readings[0])
        else:
            chosen, after = _first_that_finds(readings), None
        total, counts = facet_counts.count(chosen.match, chosen.filters)
        rows = _page(chosen, query, after=after, limit=limit)
        has_more = len(rows) > limit
        return Found(
            ids=tuple(row[0] for row in rows[:limit]),
            scores=tuple(float(row[1] or 0) for row in rows[:limit]),
            total=total,
            counts=counts,
            tier=chosen.tier,
            missing_words=_missing(query) if chosen.tier == "some_words" else (),
            next_cursor=ordering.cursor_of(chosen.tier, rows[limit - 1][2:]) if has_more else "",
        )


def _readings(query: SearchQuery) -> list[Reading]:
    """Every way to take the query, the strictest first; the last finds something in any catalogue."""
    wish = query.expression
    everything = Condition("TRUE", [])
    if not wish:
        readings = [Reading("exact", everything, (), query)]
    else:
        exact, wide = tsquery.whole(wish), tsquery.whole(wish, spelling=widening.widened)
        ranks = (tsquery.whole(wish, weights="A"), tsquery.whole(wish, weights="AB"), exact)
        wide_ranks = (*ranks, tsquery.whole(wish, weights="A", spelling=widening.widened))
        readings = [
            Reading("exact", matching(exact), ranks[:2], query),
            Reading("widened", matching(wide), wide_ranks, query),
        ]
        if len(wish.words) > 1:
            readings.append(Reading("some_words", matching(tsquery.some(wish.words)), (), query))
        if query.has_filters:
            readings.append(Reading("no_filters", matching(wide), wide_ranks, query.without_filters()))
        related = widening.category_of(query.text)
        if related:
            readings.append(Reading("category", matching(related), (), query.without_filters()))
    readings.append(Reading("newest", everything, (), SearchQuery()))
    return readings


def _first_that_finds(readings: Sequence[Reading]) -> Reading:
    """The strictest reading with hits; the widened one when the exact one finds little and it finds more."""
    cases, params = [], []
    for place, condition, least in _trials(readings):
        # The inner LIMIT stops counting as soon as the answer is known; CASE leaves later trials untouched.
        cases.append(
            f"WHEN (SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {condition.sql} LIMIT {least}) hit)"  # noqa: S608
            f" = {least} THEN {place}"
        )
        params += condition.params
    if not cases:
        return readings[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CASE {' '.join(cases)} ELSE {len(readings) - 1} END", params)
        (place,) = cursor.fetchone()
    return readings[place]


def _trials(readings: Sequence[Reading]) -> Iterator[tuple[int, Condition, int]]:
    """(place of the reading, what has to be found, how often) in the order of trial."""
    exact = readings[0]
    for place, reading in enumerate(readings[:-1]):
        found = all_hold([reading.match, on_sale(), *selections(reading.filters).values()])
        if reading.tier == "widened":
            yield 0, all_hold([exact.match, on_sale(), *selections(exact.filters).values()]), ENOUGH
            yield place, all_hold([found, Condition(f"NOT ({exact.match.sql})", exact.match.params)]), 1
            yield 0, all_hold([exact.match, on_sale(), *selections(exact.filters).values()]), 1
        elif reading.tier != "exact" or len(readings) == 2:
            yield place, found, 1


def _page(reading: Reading, query: SearchQuery, *, after: ordering.Key | None, limit: int) -> list[Any]:
    """Rows of (id, rank, *key), one more than `limit` where there is a next page."""
    order = ordering.ORDERS[query.sort]
    rank, rank_params = _rank(reading, query)
    condition = all_hold([reading.match, on_sale(), *selections(reading.filters).values()])
    beyond, beyond_params = (f"WHERE {order.after}", [*after]) if after else ("", [])
    sql = f"""
        SELECT effect_id, rank, {", ".join(order.columns)}
        FROM (SELECT *, {rank} AS rank FROM {TABLE} WHERE {condition.sql}) hit
        {beyond} ORDER BY {order.by} LIMIT %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*rank_params, *condition.params, *beyond_params, limit + 1])
        return list(cursor.fetchall())


def _rank(reading: Reading, query: SearchQuery) -> tuple[str, list[Any]]:
    """How well a document fits: the best of `ranks` it satisfies, or the number of words it has."""
    if reading.tier == "some_words":
        words = [tsquery.exact(word) for word in query.expression.words]
        return " + ".join(["(tsv @@ %s::tsquery)::int"] * len(words)), list(words)
    if not reading.ranks:
        return "0", []
    points = range(_BEST_RANK, 0, -1)
    cases = " ".join(
        f"WHEN tsv @@ %s::tsquery THEN {worth}" for worth, _ in zip(points, reading.ranks, strict=False)
    )
    return f"CASE {cases} ELSE {_BEST_RANK - len(reading.ranks)} END", list(reading.ranks)


def _missing(query: SearchQuery) -> tuple[str, ...]:
    """The words that no effect on sale has."""
    words = query.expression.words
    checks = ", ".join([f"EXISTS (SELECT 1 FROM {TABLE} WHERE tsv @@ %s::tsquery)"] * len(words))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {checks}", [tsquery.exact(word) for word in words])
        found = cursor.fetchone()
    return tuple(word for word, exists in zip(words, found, strict=True) if not exists)
