"""The search engine in PostgreSQL: a GIN index over our own tokens, counts in one pass, keyset paging.

However many effects there are, a page costs at most six statements: the time limit, how far to loosen, how many hits
to expect, counting (twice when one filter less would leave many), fetching.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from catalog.search import facet_counts, ordering, paging, readings, sizes, tsquery
from catalog.search.backend import PAGE_SIZE, Found
from catalog.search.bounded import in_time
from catalog.search.conditions import Condition, all_hold, matching, through_index
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.sizes import TABLE

# Fewer hits than this and other words for the same thing are looked for too.
ENOUGH = 24

_EXACT_TIMEOUT_MS = 10_000


class PostgreSQLBackend:
    """Implements `Backend`."""

    def find(self, query: SearchQuery, *, limit: int = PAGE_SIZE, exact: bool = False) -> Found:
        with in_time(_EXACT_TIMEOUT_MS) if exact else in_time():
            return _find(query, limit, exact)


def hits(query: SearchQuery) -> Condition:
    """Everything a query asks for, its words as they are, as one condition over the search table."""
    match = tsquery.whole(query.expression) if query.expression else ""
    return through_index(match, query)


def _find(query: SearchQuery, limit: int, exact: bool) -> Found:
    ways = readings.of(query)
    continued = ordering.read_cursor(query.cursor, query.sort)
    if continued is not None:
        tier, after = continued
        chosen = next((reading for reading in ways if reading.tier == tier), ways[0])
    else:
        chosen, after = _first_that_finds(ways), None
    expected = sizes.measure(chosen)
    counted = facet_counts.count(chosen, expected, exact=exact)
    rows = paging.rows(chosen, query.sort, expected, after=after, need=limit + 1)
    has_more = len(rows) > limit
    return Found(
        ids=tuple(row[0] for row in rows[:limit]),
        scores=tuple(float(row[1]) for row in rows[:limit]),
        total=counted.total,
        counts=counted.counts,
        tier=chosen.tier,
        missing_words=_missing(query) if chosen.tier in readings.LACKING_WORDS else (),
        next_cursor=ordering.cursor_of(chosen.tier, rows[limit - 1][2:]) if has_more else "",
        is_estimated=counted.is_estimated,
        counts_are_estimated=counted.counts_are_estimated,
        error=counted.error,
    )


def _first_that_finds(ways: Sequence[Reading]) -> Reading:
    """The strictest reading with hits; the widened one when the exact one finds little and it finds more."""
    cases, params = [], []
    for place, condition, least in _trials(ways):
        # Counting stops as soon as the answer is known; CASE leaves later trials untouched.
        cases.append(f"WHEN {sizes.at_most(least, condition)} = {least} THEN {place}")
        params += condition.params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CASE {' '.join(cases)} ELSE {len(ways) - 1} END", params)
        (place,) = cursor.fetchone()
    return ways[place]


def _trials(ways: Sequence[Reading]) -> Iterator[tuple[int, Condition, int]]:
    """(place of the reading, what has to be found, how often) in the order of trial.

    The sample comes first: for common words its answer is as good and far cheaper.
    """
    least = ENOUGH if len(ways) > 2 else 1
    for place, reading in enumerate(ways[:-1]):
        found = all_hold([*_has_core(reading), through_index(reading.match, reading.filters)])
        if reading.tier == "exact":
            yield place, all_hold([Condition("is_sampled", []), found]), least
            yield place, found, least
        elif reading.tier == "widened":
            exact = ways[0].match
            wider = through_index(tsquery.all_of([reading.match, f"!{exact}"]), reading.filters)
            yield place, all_hold([*_has_core(reading), wider]), 1
            yield 0, through_index(exact, ways[0].filters), 1
        else:
            yield place, all_hold([Condition("is_sampled", []), found]), 1
            yield place, found, 1


def _has_core(reading: Reading) -> list[Condition]:
    if not reading.core:
        return []
    core = through_index(reading.core, reading.filters)
    return [Condition(f"EXISTS (SELECT 1 FROM {TABLE} WHERE {core.sql})", core.params)]  # noqa: S608


def _missing(query: SearchQuery) -> tuple[str, ...]:
    """The words that no effect on sale has, as they were typed."""
    wish = query.expression
    words = wish.words
    held = [matching(tsquery.exact(word)) for word in words]
    checks = ", ".join(f"EXISTS (SELECT 1 FROM {TABLE} WHERE {one.sql})" for one in held)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {checks}", all_hold(held).params)
        found = cursor.fetchone()
    return tuple(wish.as_typed(word) for word, exists in zip(words, found, strict=True) if not exists)
