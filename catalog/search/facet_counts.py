"""Exact counts of every facet in one statement.

A facet counts what its values would give together with the choices in all *other* facets, so that a second
value can be added. GROUPING SETS over the packed columns read each hit once; unpacking happens here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db import connection

from catalog.search import facet_codes
from catalog.search.conditions import Condition, all_hold, on_sale, selections
from catalog.search.models import SearchDoc
from catalog.search.query import SearchQuery

TABLE = SearchDoc._meta.db_table
_CATEGORY_FACETS = ("category", "cat_id")
# GROUPING(cat, sub, p1, p2) has a bit for each column that is *not* in the set.
_SET_OF_BITS = {0b0111: "cat", 0b1011: "sub", 0b1101: "p1", 0b1110: "p2", 0b1111: ""}

Counts = Mapping[str, Mapping[str, int]]


def count(match: Condition, query: SearchQuery) -> tuple[int, Counts]:
    """The number of hits, and facet name → value → count with every value that has hits."""
    chosen = selections(query)
    fixed = [match, on_sale(), *(chosen[name] for name in ("seller",) if name in chosen)]
    open_facets = [name for name in chosen if name != "seller"]
    where = all_hold(fixed)
    flags = [chosen[name] for name in open_facets]
    columns = "".join(
        f", ({flag.sql}) AS chose_{name}" for name, flag in zip(open_facets, flags, strict=True)
    )
    filters = ", ".join(
        f"count(*) FILTER (WHERE {_others_hold(name, open_facets)})" for name in ("", *open_facets)
    )
    sql = f"""
        WITH hit AS MATERIALIZED (SELECT cat, sub, p1, p2 {columns} FROM {TABLE} WHERE {where.sql})
        SELECT GROUPING(cat, sub, p1, p2), cat, sub, p1, p2, {filters}
        FROM hit GROUP BY GROUPING SETS ((cat), (sub), (p1), (p2), ())
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*all_hold(flags).params, *where.params])
        return _unpacked(cursor.fetchall(), open_facets)


def _others_hold(name: str, open_facets: list[str]) -> str:
    """Every choice but that of the facet itself; the category facet also looks past its subcategory."""
    ignored = _CATEGORY_FACETS if name == "category" else (name,)
    return " AND ".join(f"chose_{other}" for other in open_facets if other not in ignored) or "TRUE"


def _unpacked(rows: list[tuple[int, ...]], open_facets: list[str]) -> tuple[int, Counts]:
    total = 0
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for bits, cat, sub, p1, p2, hits, *without_own in rows:
        by_facet = dict(zip(open_facets, without_own, strict=True))
        column = _SET_OF_BITS[bits]
        if column == "":
            total = hits
        elif column == "cat":
            counts["category"][facet_codes.category_code(cat)] += by_facet.get("category", hits)
        elif column == "sub":
            counts["cat_id"][facet_codes.subcategory_cat_id(sub)] += by_facet.get("cat_id", hits)
        else:
            packed = p1 if column == "p1" else p2
            for facet in facet_codes.PACKED:
                if facet.column == column:
                    for value in facet.values_of(packed):
                        counts[facet.name][value] += by_facet.get(facet.name, hits)
    found = {name: {value: n for value, n in values.items() if n} for name, values in counts.items()}
    return total, found
