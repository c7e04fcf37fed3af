"""The search engine in PostgreSQL: a GIN index over our own tokens, counts in one pass, keyset paging.

However many effects there are, a page costs at most ten statements: the time limit, how far to loosen and how many
hits to expect (twice when it is loosened), counting (twice when one filter less would leave many) and the sellers
counted, fetching (up to four).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from catalog.search import browsing, facet_counts, ordering, paging, readings, sizes, tsquery
from catalog.search.backend import PAGE_SIZE, Found
from catalog.search.bounded import in_time
from catalog.search.conditions import Condition, all_hold, matching, through_index
from catalog.search.facet_counts import Counted
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.sizes import TABLE, Sizes

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
    tier, after = continued or (ways[0].tier, None)
    first = next((reading for reading in ways if reading.tier == tier), ways[0])
    answer = _browsed(first) or _answer(ways, first, is_continued=continued is not None, exact=exact)
    rows = paging.rows(answer.reading, query.sort, answer.sizes, after=after, need=limit + 1)
    chosen, counted, has_more = answer.reading, answer.counted, len(rows) > limit
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


@dataclass(frozen=True, slots=True)
class _Answer:
    """The reading that is answered, and how much it finds."""

    reading: Reading
    sizes: Sizes
    counted: Counted


def _browsed(reading: Reading) -> _Answer | None:
    """The answer where sums kept ready say how much there is; None where they do not, or say nothing."""
    if not browsing.covers(reading):
        return None
    total, counts = browsing.count(reading.filters)
    if not total:
        return None
    expected = Sizes(
        documents=sum(counts["category"].values()), pages=0, hits=total, around=total, gathered=total
    )
    return _Answer(reading, expected, Counted(total, counts))


def _answer(ways: Sequence[Reading], first: Reading, *, is_continued: bool, exact: bool) -> _Answer:
    least = ENOUGH if len(ways) > 2 else 1
    measured = sizes.measure(first, least=least, otherwise=None if is_continued else _looser(ways))
    chosen, expected = first, measured.sizes
    if measured.place:
        chosen = ways[measured.place]
        browsed = _browsed(chosen)
        if browsed:
            return browsed
        expected = sizes.measure(chosen).sizes
    return _Answer(chosen, expected, facet_counts.count(chosen, expected, exact=exact))


def _looser(ways: Sequence[Reading]) -> Condition:
    """The place of what to answer when the exact reading finds little, or nothing (`found`).

    The widened one if that finds more, or else the first that has hits; the last is everything.
    """
    cases, params = [], []
    for place, condition in _trials(ways):
        # Counting stops as soon as the answer is known; CASE leaves later trials untouched.
        is_needed = "" if ways[place].tier == "widened" else "found = 0 AND "
        cases.append(f"WHEN {is_needed}{sizes.at_most(1, condition)} = 1 THEN {place}")
        params += condition.params
    return Condition(f"CASE {' '.join(cases)} WHEN found > 0 THEN 0 ELSE {len(ways) - 1} END", params)


def _trials(ways: Sequence[Reading]) -> Iterator[tuple[int, Condition]]:
    """(place of the reading, what has to be found) in the order of trial."""
    for place, reading in enumerate(ways[1:-1], start=1):
        found = all_hold([*_has_core(reading), through_index(reading.match, reading.filters)])
        if reading.tier == "widened":
            more = tsquery.all_of([reading.match, f"!{ways[0].match}"])
            yield place, all_hold([*_has_core(reading), through_index(more, reading.filters)])
        else:
            # The sample comes first: for common words its answer is as good and far cheaper.
            yield place, all_hold([sizes.SAMPLE.condition, found])
            yield place, found


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
