"""One page of hits, the best first, without ranking all of them.

Common words: documents are looked at in their order until a page is full. Rare ones: an index finds all hits, which
are then sorted. The planner knows too little about words to choose, so each way is written to leave it no choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from catalog.search import ordering
from catalog.search.conditions import Condition, one_by_one, through_index
from catalog.search.ordering import Key, Order
from catalog.search.query import Sort
from catalog.search.readings import Reading
from catalog.search.sizes import TABLE, Sizes

# What looking at a document in its order costs, in collected hits; its words are stored apart and have to be fetched.
_COST_WITH_WORDS, _COST_WITHOUT = 4.0, 0.5
# So many times the expected number of documents are looked at before the other way is taken after all.
_PATIENCE, _LEAST_LOOKED_AT = 8, 1_000


def rows(
    reading: Reading, sort: Sort, sizes: Sizes, *, after: Key | None, need: int
) -> list[tuple[Any, ...]]:
    """At most `need` rows of (id, rank, *key) after a key. One statement; two when the sample misled."""
    if sort == "relevance":
        parts = [
            (rank, match, hits)
            for (rank, match), hits in zip(reading.parts, sizes.parts, strict=True)
            if after is None or rank <= after[0]
        ]
        order = ordering.WITHIN_RANK
    else:
        parts, order = [(0, reading.match, sizes.hits)], ordering.ORDERS[sort]
    keys = [_key_of_part(sort, rank, after) for rank, _match, _hits in parts]
    budgets = [_budget(reading, match, hits, sizes.documents, need) for _rank, match, hits in parts]
    found: list[tuple[Any, ...]] = []
    for chosen in (budgets, [None] * len(budgets)):
        selects = [
            _part(reading, rank, match, order, key=key, budget=budget, need=need)
            for (rank, match, _hits), key, budget in zip(parts, keys, chosen, strict=True)
        ]
        found = _fetched(selects, sort, need)
        if len(found) == need or not any(budgets) or not (reading.match or reading.filters.has_filters):
            break
    return found


def _budget(reading: Reading, match: str, hits: int, documents: int, need: int) -> int | None:
    """How many documents to look at in their order; None when the index is the shorter way."""
    if not match and not reading.filters.has_filters:
        return documents + need
    cost = _COST_WITH_WORDS if match else _COST_WITHOUT
    if hits * hits <= need * documents * cost:
        return None
    return _PATIENCE * need * documents // hits + _LEAST_LOOKED_AT


def _key_of_part(sort: Sort, rank: int, after: Key | None) -> Key | None:
    if after is None or sort != "relevance":
        return after
    return after[1:] if rank == after[0] else None


def _part(
    reading: Reading, rank: int, match: str, order: Order, *, key: Key | None, budget: int | None, need: int
) -> Condition:
    beyond = Condition(order.after, [*key]) if key else Condition("TRUE", [])
    if budget is None:
        hits = through_index(match, reading.filters)
        source = f"""(WITH hit AS MATERIALIZED (SELECT {order.names} FROM {TABLE} WHERE {hits.sql})
            SELECT * FROM hit WHERE {beyond.sql}) AS hit"""  # noqa: S608
        params = [*hits.params, *beyond.params]
    else:
        hits = one_by_one(match, reading.filters)
        source = f"""(SELECT * FROM {TABLE} WHERE {beyond.sql} ORDER BY {order.by} LIMIT {budget}) AS near
            WHERE {hits.sql}"""  # noqa: S608
        params = [*beyond.params, *hits.params]
    return Condition(
        f"(SELECT {rank} AS rank, {order.names} FROM {source} ORDER BY {order.by} LIMIT {need})",  # noqa: S608
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
