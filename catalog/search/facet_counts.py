"""How many hits there are, and how many each value of each facet would give.

A facet counts what its values would give together with the choices in all *other* facets, so that a second value
can be added: hits, and what misses the choice in that facet alone. GROUPING SETS over the packed columns read each of
them once; unpacking happens here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db import connection

from catalog.search import browsing, facet_codes, sizes
from catalog.search.conditions import Condition, all_hold, matching, on_sale, selections, through_index
from catalog.search.document import SAMPLE_OF
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.sizes import Sizes
from catalog.ucs import schedule
from sellers.registration.models import Seller

TABLE = SearchDoc._meta.db_table
SELLERS = Seller._meta.db_table
# Up to here every hit is counted; beyond, the sample is.
MOST_COUNTED = 15_000
MOST_SELLERS = 20

_KIND = """CASE GROUPING(sub, p1, p2, p3)
    WHEN 7 THEN 'sub' WHEN 11 THEN 'p1' WHEN 13 THEN 'p2' WHEN 14 THEN 'p3' ELSE '' END"""

Counts = Mapping[str, Mapping[str, int]]
# (column or "" for all hits, code, public id of a seller, bit of the one choice not fulfilled or 0, number)
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """As `Found` has them."""

    total: int
    counts: Counts
    is_estimated: bool = False
    counts_are_estimated: bool = False
    error: float = 0.0


def count(reading: Reading, found: Sizes, *, exact: bool) -> Counted:
    """One statement, or two when the hits are few but one filter less would leave many."""
    query, chosen = reading.filters, _facets_chosen(reading.filters)
    if browsing.covers(reading):
        return Counted(*unpacked(browsing.rows(query)))
    around = found.around if sizes.around(reading) else found.documents
    if exact or query.like or around <= MOST_COUNTED:
        return Counted(*unpacked(_rows(_near(reading), chosen), chosen))
    # Without words the sample's own index holds everything that is asked about, in one piece.
    near = _near(reading) if reading.match else on_sale()
    sample = all_hold([Condition("is_sampled", []), near])
    total, counts = unpacked(_rows(sample, chosen), chosen, times=SAMPLE_OF)
    if found.hits > MOST_COUNTED:
        return Counted(
            total, counts, is_estimated=True, counts_are_estimated=True, error=_standard_error(total)
        )
    total, others = unpacked(_rows(through_index(reading.match, query), {}))
    opened = {"cat_id", *chosen} if "category" in chosen else set(chosen)
    return Counted(
        total, {**others, **{name: counts.get(name, {}) for name in opened}}, counts_are_estimated=True
    )


def _near(reading: Reading) -> Condition:
    """Hits, and what one filter less would add."""
    match = sizes.around(reading)
    kept = [one for name, one in selections(reading.filters).items() if name == "like"]
    return all_hold([*([matching(match)] if match else []), *kept, on_sale()])


def _facets_chosen(query: SearchQuery) -> dict[str, Condition]:
    """What can be taken back in a facet; what is to sound alike is no facet."""
    return {name: one for name, one in selections(query).items() if name != "like"}


def _rows(where: Condition, chosen: Mapping[str, Condition]) -> list[Row]:
    bits = _bits(chosen)
    unmet = (
        " + ".join(f"(({chosen[name].sql}) IS NOT TRUE)::int * {bit}" for name, bit in bits.items()) or "0"
    )
    sql = f"""
        WITH near AS (SELECT sub, p1, p2, p3, seller_id, {unmet} AS unmet FROM {TABLE} WHERE {where.sql}),
        hit AS MATERIALIZED (SELECT * FROM near WHERE unmet & (unmet - 1) = 0)
        (SELECT {_KIND}, COALESCE(sub, p1, p2, p3), NULL, unmet, count(*)
            FROM hit GROUP BY GROUPING SETS ((sub, unmet), (p1, unmet), (p2, unmet), (p3, unmet), (unmet)))
        UNION ALL
        (SELECT 'seller', NULL, (SELECT public_id FROM {SELLERS} WHERE id = seller_id), 0, count(*)
            FROM hit WHERE unmet IN (0, {bits.get("seller", 0)})
            GROUP BY seller_id ORDER BY count(*) DESC, seller_id LIMIT {MOST_SELLERS})
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*all_hold(chosen.values()).params, *where.params])
        return list(cursor.fetchall())


def _bits(chosen: Iterable[str]) -> dict[str, int]:
    return {name: 1 << place for place, name in enumerate(chosen)}


def unpacked(rows: Iterable[Row], chosen: Iterable[str] = (), *, times: int = 1) -> tuple[int, Counts]:
    """The number of hits, and facet name → value → count with every value that has hits."""
    total, bits = 0, _bits(chosen)
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for column, code, public_id, unmet, number in rows:
        hits = number * times
        if column == "":
            total += hits if unmet == 0 else 0
        elif column == "seller":
            counts["seller"][public_id] += hits
        elif column == "sub":
            if unmet in (0, bits.get("category", 0)):
                cat_id = facet_codes.subcategory_cat_id(code)
                counts["cat_id"][cat_id] += hits
                counts["category"][schedule.get(cat_id).category_code] += hits
        else:
            for facet in facet_codes.BY_COLUMN[column]:
                if unmet in (0, bits.get(facet.name, 0)):
                    for value in facet.values_of(code):
                        counts[facet.name][value] += hits
    return total, {name: {value: n for value, n in of.items() if n} for name, of in counts.items()}


def _standard_error(total: int) -> float:
    """Of an estimate from one document in SAMPLE_OF, as a share of it."""
    sampled = max(total // SAMPLE_OF, 1)
    return sqrt((1 - 1 / SAMPLE_OF) / sampled)
