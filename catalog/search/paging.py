"""One page of hits, the best first, without ranking all of them.

The planner knows too little about words to choose a way to them, so each (`approach`) is written to leave it no
choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from catalog.search import ordering
from catalog.search.approach import Among, Part, Way, parts_of, ways_to
from catalog.search.conditions import Condition, all_hold, one_by_one, through_index
from catalog.search.ordering import Key, Order
from catalog.search.query import Sort
from catalog.search.readings import Reading
from catalog.search.sizes import TABLE, Sizes

# Up to so many hits are ranked one by one: to read all their words costs less than to ask an index for each rank.
# Looser readings ask for more ranks, each by a longer list of words.
_FEW, _FEW_LOOSE = 150, 1_000


def rows(
    reading: Reading, sort: Sort, sizes: Sizes, *, after: Key | None, need: int
) -> list[tuple[Any, ...]]:
    """At most `need` rows of (id, rank, *key) after a key. At most four statements."""
    few = _FEW if reading.tier == "exact" else _FEW_LOOSE
    if sort == "relevance" and len(reading.levels) > 1 and sizes.hits <= few:
        return _ranked(reading, after, need)
    parts = parts_of(reading, sort, sizes, after, need)
    order = ordering.WITHIN_RANK if sort == "relevance" else ordering.ORDERS[sort]
    keys = [_key_of_part(sort, part.rank, after) for part in parts]
    ways = ways_to(reading, parts, order, keys, sizes.documents, need)
    found: list[tuple[Any, ...]] = []
    for chosen in (ways, [Among()] * len(parts)):
        selects = [
            _select(reading, part, order, way, key=key, need=need)
            for part, key, way in zip(parts, keys, chosen, strict=True)
        ]
        found = _fetched(selects, sort, need)
        is_all = all(way == Among() for way in chosen)
        if len(found) == need or is_all or not (reading.match or reading.filters.has_filters):
            break
    return found


def _ranked(reading: Reading, after: Key | None, need: int) -> list[tuple[Any, ...]]:
    """The page in one look at all hits."""
    # Long words lie apart and would be fetched anew for each rank; `||` fetches them once.
    order, hits = ordering.ORDERS["relevance"], through_index(reading.match, reading.filters)
    ranks = [rank for rank, _match in reading.parts]
    cases = " ".join(f"WHEN tsv @@ %s::tsquery THEN {rank}" for rank in ranks[:-1])
    beyond = Condition(order.after, [*after]) if after else Condition("TRUE", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH hit AS MATERIALIZED (SELECT score, effect_id, tsv || '' AS tsv FROM {TABLE} WHERE {hits.sql})
            SELECT {order.names} FROM (
                SELECT CASE {cases} ELSE {ranks[-1]} END AS rank, score, effect_id FROM hit) AS ranked
            WHERE {beyond.sql} ORDER BY {order.by} LIMIT {need}
            """,  # noqa: S608
            [*hits.params, *reading.levels[:-1], *beyond.params],
        )
        return [(key[-1], key[0], *key) for key in cursor.fetchall()]


def _key_of_part(sort: Sort, rank: int, after: Key | None) -> Key | None:
    if after is None or sort != "relevance":
        return after
    return after[1:] if rank == after[0] else None


def _select(reading: Reading, part: Part, order: Order, way: Way, *, key: Key | None, need: int) -> Condition:
    beyond = Condition(order.after, [*key]) if key else Condition("TRUE", [])
    if isinstance(way, Among):
        first = [Condition(order.until, [way.last])] if way.last is not None else []
        hits = all_hold([through_index(part.match, reading.filters), *first])
        source = f"""(WITH hit AS MATERIALIZED (SELECT {order.names} FROM {TABLE} WHERE {hits.sql})
            SELECT * FROM hit WHERE {beyond.sql}) AS hit"""  # noqa: S608
        params = [*hits.params, *beyond.params]
    else:
        hits = one_by_one(part.match, reading.filters)
        source = f"""(SELECT * FROM {TABLE} WHERE {beyond.sql} ORDER BY {order.by} LIMIT {way.budget}) AS near
            WHERE {hits.sql}"""  # noqa: S608
        params = [*beyond.params, *hits.params]
    return Condition(
        f"(SELECT {part.rank} AS rank, {order.names} FROM {source} ORDER BY {order.by} LIMIT {need})",  # noqa: S608
        params,
    )


def _fetched(selects: Sequence[Condition], sort: Sort, need: int) -> list[tuple[Any, ...]]:
    # A later part is not begun when the earlier ones fill the page.
    sql = f"SELECT * FROM ({' UNION ALL '.join(select.sql for select in selects)}) AS page LIMIT {need}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for select in selects for param in select.params])
        found = cursor.fetchall()
    is_ranked = sort == "relevance"
    return [(key[-1], rank, *((rank,) if is_ranked else ()), *key) for rank, *key in found]
