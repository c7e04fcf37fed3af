"""How many hits there are, roughly: enough to choose the shorter way to them.

One document in sixty-four has indexes of its own. A count there stops early, so it takes a millisecond however common
the words are.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from catalog.search.conditions import (
    Condition,
    all_hold,
    matching,
    on_sale,
    selections,
    through_index,
    tokens,
)
from catalog.search.document import SAMPLE_OF, SPARSE_OF
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.tsquery import all_of, at_least

TABLE = SearchDoc._meta.db_table
# So many hits in the sparse sample are more than ENOUGH in all but one case in a million.
_CERTAIN = 6
# Of one rank of many hits, in the sparse sample: large in any case.
_PARTS_CEILING = 250
LARGE_PART = _PARTS_CEILING * SPARSE_OF
# Below this the sample is too small to go by, and everything is fast anyway.
FEW_DOCUMENTS = 10_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Documents with `mark`, each of which stands for `of`."""

    mark: str
    of: int

    @property
    def condition(self) -> Condition:
        return Condition(self.mark, [])


SAMPLE, SPARSE = Sample("is_sampled", SAMPLE_OF), Sample("is_sparse", SPARSE_OF)
# Counting for an estimate stops at so many of the sparse sample: whatever is larger is MANY.
_CEILING = 1_000
MANY = _CEILING * SPARSE_OF


@dataclass(frozen=True, slots=True)
class Sizes:
    """Estimated numbers of hits, none above MANY, which then means “or more”.

    `around`: hits that miss at most one of the chosen filters, from which the facets are counted. `gathered`: what
    the index of words hands over for the hits to be picked from. `pages`: what all documents lie on.
    """

    documents: int
    pages: int
    hits: int
    around: int
    gathered: int


@dataclass(frozen=True, slots=True)
class Measured:
    """`place`: what the SQL of `otherwise` made of it; 0 where the hits are enough."""

    sizes: Sizes
    place: int


def measure(reading: Reading, *, least: int = 1, otherwise: Condition | None = None) -> Measured:
    """One statement. `otherwise`: SQL for when there are fewer hits than `least`; `found` in it is how many."""
    wanted = _wanted(reading)
    every = through_index(reading.match, reading.filters)
    counts = ", ".join(f"{at_most(_CEILING, one)} AS {name}" for name, one in wanted.items())
    names = ", ".join(wanted)
    enough = f"hits >= {min(least, _CERTAIN)}"
    other = otherwise or Condition("0", [])
    sql = f"""
        SELECT reltuples, relpages, CASE WHEN found >= {least} THEN 0 ELSE {other.sql} END, {names} FROM (
            SELECT CASE WHEN {enough} THEN {least} ELSE {at_most(least, every)} END AS found, {names}
            FROM (SELECT {counts} OFFSET 0) AS sample OFFSET 0) AS sample, pg_class
        WHERE oid = '{TABLE}'::regclass
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*other.params, *every.params, *all_hold(wanted.values()).params])
        documents, pages, place, *numbers = cursor.fetchone()
    known = dict(zip(wanted, (one * SPARSE_OF for one in numbers), strict=True))
    hits = known["hits"]
    around, gathered = known.get("around", hits), known.get("gathered", hits)
    return Measured(Sizes(max(int(documents), FEW_DOCUMENTS), pages, hits, around, gathered), place)


def parts(reading: Reading, sizes: Sizes) -> tuple[int, ...]:
    """The estimated number of hits of each of `Reading.parts`. One statement."""
    if len(reading.levels) < 2:
        return (sizes.hits,)
    wanted = [_sampled(match, reading.filters) for _rank, match in reading.parts]
    counts = ", ".join(at_most(_PARTS_CEILING, one) for one in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", all_hold(wanted).params)
        return tuple(count * SPARSE_OF for count in cursor.fetchone())


def at_most(number: int, condition: Condition) -> str:
    """SQL that counts documents and stops at `number`.

    Materialized, or the planner, told that a few rows will do, walks through documents in the hope of meeting some.
    """
    return f"""(WITH found AS MATERIALIZED (SELECT 1 FROM {TABLE} WHERE {condition.sql})
        SELECT count(*) FROM (SELECT 1 FROM found LIMIT {number}) AS first)"""  # noqa: S608


def around(reading: Reading) -> str:
    """The tsquery of `Sizes.around`; empty when the index of words can narrow nothing down."""
    chosen = list(tokens(reading.filters).values())
    almost = [at_least(len(chosen) - 1, chosen)] if len(chosen) > 1 else []
    wanted = [*([reading.match] if reading.match else []), *almost]
    return all_of(wanted) if wanted else ""


def _wanted(reading: Reading) -> dict[str, Condition]:
    """What is counted by name: hits, and what is around them and gathered where filters make that another number."""
    query, match = reading.filters, around(reading)
    wanted = {"hits": all_hold([_sampled(reading.match, query), on_sale()])}
    chosen = selections(query)
    if chosen:
        wanted["around"] = all_hold([SPARSE.condition, *([matching(match)] if match else [])])
    if chosen.keys() - tokens(query).keys():
        wanted["gathered"] = _sampled(reading.match, query, only_tokens=True)
    return wanted


def _sampled(match: str, query: SearchQuery, *, only_tokens: bool = False) -> Condition:
    known, chosen = tokens(query), selections(query)
    others = [] if only_tokens else [one for name, one in chosen.items() if name not in known]
    if match:
        return all_hold([SPARSE.condition, matching(all_of([match, *known.values()])), *others])
    # Without words the sample's own index holds everything that is asked about, in one piece.
    return all_hold([SPARSE.condition, *(chosen[name] for name in known), *others])
