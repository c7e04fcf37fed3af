"""The shortest way to one page of hits: in their order, through the index, or through both.

Common words: documents are looked at in their order until a page is full. Rare ones: an index finds all hits, which
are then sorted. Between them: two indexes find those hits that are among the first documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from catalog.search.conditions import Condition, all_hold
from catalog.search.ordering import Key, Order
from catalog.search.query import Sort
from catalog.search.readings import Reading
from catalog.search.sizes import LARGE_PART, TABLE, Sizes
from catalog.search.sizes import parts as hits_of_parts

# What a look at a document in its order costs, in hits collected through the index.
_COST_WITH_WORDS, _COST_WITHOUT = 2.0, 0.2
# So many times the expected number of documents are looked at before the other way is taken after all.
_PATIENCE, _LEAST_LOOKED_AT = 8, 1_000
# From so many hits on only those among the first documents are collected: so many times as many as should be needed.
_MANY, _MARGIN = 2_000, 3


@dataclass(frozen=True, slots=True)
class Part:
    """Hits of one rank, of which there are about `hits`; `gathered` is what the index hands over to find them."""

    rank: int
    match: str
    hits: int
    gathered: int


@dataclass(frozen=True, slots=True)
class Walk:
    """So many documents are looked at in their order."""

    budget: int


@dataclass(frozen=True, slots=True)
class Among:
    """Hits not after this value of the order's first column are collected; all of them for None."""

    last: object = None


Way = Walk | Among


def parts_of(reading: Reading, sort: Sort, sizes: Sizes, after: Key | None, need: int) -> list[Part]:
    """What the page may hold."""
    if sort != "relevance":
        return [Part(0, reading.match, sizes.hits, sizes.gathered)]
    # Where the index is the way to all of them together it is the way to each.
    is_small = sizes.gathered <= max(_MANY, need)
    hits = [sizes.hits] * len(reading.parts) if is_small else hits_of_parts(reading, sizes)
    return [
        Part(rank, match, number, max(number, number * sizes.gathered // max(sizes.hits, 1)))
        for (rank, match), number in zip(reading.parts, hits, strict=True)
        if after is None or rank <= after[0]
    ]


def ways_to(
    reading: Reading,
    parts: Sequence[Part],
    order: Order,
    keys: Sequence[Key | None],
    documents: int,
    need: int,
) -> list[Way]:
    """The shortest for each part. No statement, or one."""
    ways = [_way(reading, part, documents, need) for part in parts]
    offsets = {
        place: _MARGIN * need * documents // parts[place].hits
        for place, way in enumerate(ways)
        if isinstance(way, Among) and parts[place].gathered > _MANY and parts[place].hits > need
    }
    lasts = [_value_at(order, keys[place], offset) for place, offset in offsets.items()]
    if lasts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(one.sql for one in lasts)}", all_hold(lasts).params)
            for place, last in zip(offsets, cursor.fetchone(), strict=True):
                ways[place] = Among(last)
    return ways


def _way(reading: Reading, part: Part, documents: int, need: int) -> Way:
    if not part.match and not reading.filters.has_filters:
        return Walk(documents + need)
    cost = _COST_WITH_WORDS if part.match else _COST_WITHOUT
    is_large = part.hits >= LARGE_PART if part.match else True
    if is_large and part.hits * part.gathered > need * documents * cost:
        return Walk(_PATIENCE * need * documents // part.hits + _LEAST_LOOKED_AT)
    return Among()


def _value_at(order: Order, key: Key | None, offset: int) -> Condition:
    """The first column of the document that comes so many after a key; NULL beyond the last."""
    beyond = f"WHERE {order.after}" if key else ""
    return Condition(
        f"(SELECT {order.columns[0]} FROM {TABLE} {beyond} ORDER BY {order.by} OFFSET {offset} LIMIT 1)",  # noqa: S608
        [*(key or ())],
    )
