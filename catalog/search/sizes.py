"""How many hits there are, roughly: enough to choose the shorter way to them.

One document in sixteen has an index of its own. A count there stops at CEILING, so it takes a millisecond however
common the words are.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from catalog.search.conditions import Condition, all_hold, matching, selections, tokens
from catalog.search.document import SAMPLE_OF
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.tsquery import all_of, at_least

TABLE = SearchDoc._meta.db_table
CEILING = 1_000
# Below this the sample is too small to go by, and everything is fast anyway.
FEW_DOCUMENTS = 10_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """Estimated numbers of hits, none above CEILING × SAMPLE_OF, which then means “or more”.

    `around`: hits that miss at most one of the chosen filters, from which the facets are counted. `parts`: as
    `Reading.parts`.
    """

    documents: int
    hits: int
    around: int
    parts: tuple[int, ...]


def measure(reading: Reading) -> Sizes:
    """One statement."""
    query = reading.filters
    wanted = [_sampled(reading.match, query), _sampled_around(reading)]
    wanted += [_sampled(match, query) for _rank, match in reading.parts] if len(reading.levels) > 1 else []
    counts = ", ".join(at_most(CEILING, one) for one in wanted)
    documents = f"(SELECT reltuples FROM pg_class WHERE oid = '{TABLE}'::regclass)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {documents}, {counts}", all_hold(wanted).params)
        total, *found = cursor.fetchone()
    hits, around, *parts = (count * SAMPLE_OF for count in found)
    return Sizes(max(int(total), FEW_DOCUMENTS), hits, around, tuple(parts) or (hits,))


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


def _sampled(match: str, query: SearchQuery) -> Condition:
    known = tokens(query)
    asked = [*([match] if match else []), *known.values()]
    others = [chosen for name, chosen in selections(query).items() if name not in known]
    return all_hold([Condition("is_sampled", []), *([matching(all_of(asked))] if asked else []), *others])


def _sampled_around(reading: Reading) -> Condition:
    match = around(reading)
    return all_hold([Condition("is_sampled", []), *([matching(match)] if match else [])])
