"""The filters of a query as SQL over the search table, with their parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.search import facet_codes
from catalog.search.document import facet_token
from catalog.search.query import SearchQuery
from catalog.search.ranges import Range
from catalog.search.tsquery import all_of, any_of, lexeme
from catalog.ucs import schedule
from sellers.registration.models import Seller

_SELLERS = Seller._meta.db_table
# Field of the query → column and how many of its units one unit of the field is.
_RANGES = {
    "price_range": ("price_minor", 1),
    "duration": ("duration_ms", 1000),
    "loudness": ("lufs_tenths", 10),
}


@dataclass(frozen=True, slots=True)
class Condition:
    sql: str
    params: list[Any]


def matching(tsquery: str) -> Condition:
    return Condition("tsv @@ %s::tsquery", [tsquery])


def on_sale() -> Condition:
    """A suspended seller's sounds are out of sight at once, without touching their documents."""
    return Condition(
        f"seller_id NOT IN (SELECT id FROM {_SELLERS} WHERE state <> %s)",  # noqa: S608
        [Seller.State.ACTIVE],
    )


def selections(query: SearchQuery) -> dict[str, Condition]:
    """Facet name → what its chosen values ask for; facets without a choice are left out.

    `category` stands for categories and CatIDs together, `seller` for public ids and names.
    """
    chosen: dict[str, Condition] = {}
    if query.category:
        chosen["category"] = _categories(query)
    for facet in facet_codes.PACKED:
        values: tuple[str, ...] = getattr(query, facet.name)
        if values:
            chosen[facet.name] = Condition(*facet.condition(values))
    for name, (column, unit) in _RANGES.items():
        span: Range = getattr(query, name)
        if span:
            chosen[name] = _within(column, span, unit)
    if query.seller or query.seller_name:
        chosen["seller"] = _sellers(query)
    if query.like:
        chosen["like"] = _like(query)
    return chosen


def tokens(query: SearchQuery) -> dict[str, str]:
    """Facet name → tsquery of its chosen values, for those facets that the index of words knows too."""
    found: dict[str, str] = {}
    if query.category:
        whole = [facet_token("category", code) for code in _not_narrowed(query)]
        found["category"] = any_of(
            map(lexeme, (*whole, *(facet_token("cat_id", cat_id) for cat_id in query.cat_id)))
        )
    for facet in facet_codes.PACKED:
        values: tuple[str, ...] = getattr(query, facet.name)
        if values:
            found[facet.name] = any_of(lexeme(facet_token(facet.name, value)) for value in values)
    return found


def through_index(match: str, query: SearchQuery) -> Condition:
    """All hits of a tsquery (empty for everything) and the filters of `query`, for an index to find: few hits."""
    known = tokens(query)
    asked = [match, *known.values()] if match else [*known.values()]
    others = [
        # Without IS TRUE the planner may gather a third of the catalogue by its duration.
        Condition(f"({one.sql}) IS TRUE", one.params) if asked and name in _RANGES else one
        for name, one in selections(query).items()
        if name not in known
    ]
    return all_hold([*([matching(all_of(asked))] if asked else []), *others, on_sale()])


def one_by_one(match: str, query: SearchQuery) -> Condition:
    """The same hits, for documents that are looked at in their order: many hits, of which the first will do."""
    # Without IS TRUE the planner may collect all hits first.
    words = [Condition("(tsv @@ %s::tsquery) IS TRUE", [match])] if match else []
    return all_hold([*words, *selections(query).values(), on_sale()])


def _categories(query: SearchQuery) -> Condition:
    """A CatID narrows its own category only."""
    whole = [facet_codes.category_number(code) for code in _not_narrowed(query)]
    subs = [facet_codes.subcategory_number(cat_id) for cat_id in query.cat_id]
    if not subs:
        return Condition("cat = ANY(%s)", [whole])
    if not whole:
        return Condition("sub = ANY(%s)", [subs])
    return Condition("(cat = ANY(%s) OR sub = ANY(%s))", [whole, subs])


def _not_narrowed(query: SearchQuery) -> list[str]:
    """The chosen categories of which no CatID is chosen."""
    narrowed = {schedule.get(cat_id).category_code for cat_id in query.cat_id}
    return [code for code in query.category if code not in narrowed]


def _within(column: str, span: Range, unit: int) -> Condition:
    ends = [(">=", span.low), ("<=", span.high)]
    known = [(sign, round(end * unit)) for sign, end in ends if end is not None]
    return Condition(
        " AND ".join(f"{column} {sign} %s" for sign, _end in known), [end for _sign, end in known]
    )


def _sellers(query: SearchQuery) -> Condition:
    names = [f"%{_plain(name)}%" for name in query.seller_name]
    return Condition(
        f"seller_id IN (SELECT id FROM {_SELLERS} WHERE public_id = ANY(%s) OR display_name ILIKE ANY(%s))",  # noqa: S608
        [list(query.seller), names],
    )


def _like(query: SearchQuery) -> Condition:
    from catalog.search.similar.queries import like  # it is made of conditions itself

    return like(query.like)


def _plain(name: str) -> str:
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def all_hold(conditions: Iterable[Condition]) -> Condition:
    listed = list(conditions)
    return Condition(
        " AND ".join(condition.sql for condition in listed) or "TRUE",
        [param for condition in listed for param in condition.params],
    )
