"""How many hits there are, and how many each value of each facet would give.

A facet counts what its values would give together with the choices in all *other* facets, so that a second value
can be added: hits, and what misses the choice in that facet alone. The database hands over one number a document,
into which all its facets are packed; adding up happens here, which takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import exp, sqrt

import numpy as np
from django.db import connection

from catalog.search import facet_codes, sizes, tallies
from catalog.search.conditions import Condition, all_hold, matching, on_sale, selections, through_index
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery
from catalog.search.readings import Reading
from catalog.search.sizes import MANY, SAMPLE, SPARSE, Sample, Sizes
from catalog.search.tallies import Codes
from sellers.registration.models import Seller

TABLE = SearchDoc._meta.db_table
SELLERS = Seller._meta.db_table
# So many documents are looked at, and so many pages of their table read, to count every hit; beyond, a sample is.
MOST_COUNTED, _MOST_PAGES = 15_000, 6_000
# Of fewer hits than this a sample would say too little.
LEAST_ESTIMATED = 3_000
MOST_SELLERS = 20

# Where each column begins in the number of a document; above them the facet missed, then the seller.
_MISSED_BITS = 4
_SHIFTS = dict(zip(facet_codes.WIDTHS, accumulate(facet_codes.WIDTHS.values(), initial=0), strict=False))
_MISSED = sum(facet_codes.WIDTHS.values())
_SELLER = _MISSED + _MISSED_BITS
# One missed choice counts this much more than its place, so that two are told from one.
_ONE = 256
# As PostgreSQL sends an array of bigint: twenty bytes about it, then each number after its length.
_HEADER, _ELEMENT = 20, np.dtype([("length", ">i4"), ("number", ">i8")])

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """As `Found` has them."""

    total: int
    counts: Counts
    is_estimated: bool = False
    counts_are_estimated: bool = False
    error: float = 0.0


def count(reading: Reading, found: Sizes, *, exact: bool) -> Counted:
    """One statement, or two when the hits are so few that another sample would count what is around them."""
    query, chosen = reading.filters, _facets_chosen(reading.filters)
    is_exact = exact or bool(query.like)
    around = None if is_exact else _sample_for(found.around, found.around, found.pages)
    own = None if is_exact else _sample_for(found.hits, found.gathered, found.pages)
    if own == around or not chosen:
        total, counts = _tallied(_numbers(_near(reading, own), chosen), chosen, own)
    else:
        opened = {"cat_id", *chosen} if "category" in chosen else set(chosen)
        _total, others = _tallied(_numbers(_near(reading, around), chosen), chosen, around)
        total, counts = _tallied(_numbers(_hits(reading, own), {}), {}, own)
        counts |= {name: others.get(name, {}) for name in opened}
    return Counted(
        total,
        _with_public_ids(counts),
        is_estimated=own is not None,
        counts_are_estimated=bool(own or around),
        error=_standard_error(total, own.of) if own else 0.0,
    )


def _sample_for(hits: int, looked_at: int, pages: int) -> Sample | None:
    """What to count from; None for every one."""
    # The larger the table, the fewer of them share a page.
    pages_read = pages * (1 - exp(-looked_at / pages)) if pages else 0
    if hits < LEAST_ESTIMATED or (looked_at <= MOST_COUNTED and pages_read <= _MOST_PAGES):
        return None
    return SAMPLE if hits < MANY else SPARSE


def _near(reading: Reading, sample: Sample | None) -> Condition:
    """Hits, and what one filter less would add."""
    match = sizes.around(reading)
    if sample:
        # Without words the sample's own index holds everything that is asked about, in one piece.
        wanted = [sample.condition, *([matching(match)] if reading.match else [])]
    else:
        wanted = [matching(match)] if match else []
    kept = [one for name, one in selections(reading.filters).items() if name == "like"]
    return all_hold([*wanted, *kept, on_sale()])


def _hits(reading: Reading, sample: Sample | None) -> Condition:
    query = reading.filters
    marked = [sample.condition] if sample else []
    if not reading.match and (sample or query.category):
        # One index holds everything that is asked about, by category.
        return all_hold([*marked, *selections(query).values(), on_sale()])
    return all_hold([*marked, through_index(reading.match, query)])


def _facets_chosen(query: SearchQuery) -> dict[str, Condition]:
    """What can be taken back in a facet; what is to sound alike is no facet."""
    return {name: one for name, one in selections(query).items() if name != "like"}


def _places(chosen: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(chosen, start=1)}


def _numbers(where: Condition, chosen: Mapping[str, Condition]) -> Codes:
    """One number for each document that misses at most one of the choices."""
    places = _places(chosen)
    missed = " + ".join(
        f"(({chosen[name].sql}) IS NOT TRUE)::int * {_ONE + place}" for name, place in places.items()
    )
    parts = {"seller_id": _SELLER, f"(missed & {_ONE - 1})": _MISSED, **_SHIFTS}
    packed = " | ".join(f"({part}::bigint << {shift})" for part, shift in parts.items())
    sql = f"""
        SELECT array_send(array_agg({packed}))
        FROM (SELECT seller_id, {", ".join(_SHIFTS)}, {missed or "0"} AS missed FROM {TABLE}
            WHERE {where.sql} OFFSET 0) AS near
        WHERE missed < {2 * _ONE}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*all_hold(chosen.values()).params, *where.params])
        (sent,) = cursor.fetchone()
    if sent is None:
        return np.zeros(0, np.int64)
    return np.frombuffer(sent, _ELEMENT, offset=_HEADER)["number"].astype(np.int64)


def _tallied(
    numbers: Codes, chosen: Iterable[str], sample: Sample | None
) -> tuple[int, dict[str, dict[str, int]]]:
    """The number of hits, and facet name → value → count with every value that has hits; of sellers the id."""
    places = _places(chosen)
    missed = numbers >> _MISSED & (1 << _MISSED_BITS) - 1
    hits = numbers[missed == 0] if places else numbers

    def column(name: str, facet: str) -> Codes:
        """Of the documents that count for a facet."""
        place = places.get(facet)
        counted = numbers[(missed == 0) | (missed == place)] if place else hits
        return counted >> _SHIFTS[name] & (1 << facet_codes.WIDTHS[name]) - 1

    counts = tallies.of_categories(column("sub", "category"))
    for facet in (*facet_codes.PACKED, *facet_codes.HISTOGRAMS):
        counts[facet.name] = tallies.of_facet(facet, column(facet.column, facet.name))
    place = places.get("seller")
    sold = numbers[(missed == 0) | (missed == place)] if place else hits
    counts["seller"] = {str(pk): n for pk, n in tallies.largest(sold >> _SELLER, MOST_SELLERS)}
    times = sample.of if sample else 1
    return len(hits) * times, {
        name: {value: n * times for value, n in of.items()} for name, of in counts.items() if of
    }


def _with_public_ids(counts: dict[str, dict[str, int]]) -> Counts:
    """The same, with the public ids of the sellers in their place."""
    sellers = counts.get("seller", {})
    if not sellers:
        return counts
    known = dict(Seller.objects.filter(pk__in=sellers).values_list("pk", "public_id"))
    return counts | {"seller": {known[int(pk)]: n for pk, n in sellers.items()}}


def _standard_error(total: int, of: int) -> float:
    """Of an estimate from one document in so many, as a share of it."""
    sampled = max(total // of, 1)
    return sqrt((1 - 1 / of) / sampled)
