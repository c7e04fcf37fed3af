"""The filters of a query as SQL over the search table, with their parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.search import facet_codes
from catalog.search.query import SearchQuery
from sellers.registration.models import Seller


@dataclass(frozen=True, slots=True)
class Condition:
    sql: str
    params: list[Any]


def matching(tsquery: str) -> Condition:
    return Condition("tsv @@ %s::tsquery", [tsquery])


def on_sale() -> Condition:
    """A suspended seller's sounds are out of sight at once, without touching their documents."""
    sellers = Seller._meta.db_table
    return Condition(
        f"seller_id NOT IN (SELECT id FROM {sellers} WHERE state <> %s)",  # noqa: S608
        [Seller.State.ACTIVE],
    )


def selections(query: SearchQuery) -> dict[str, Condition]:
    """Facet name → what its chosen values ask for; facets without a choice are left out."""
    chosen: dict[str, Condition] = {}
    if query.category:
        chosen["category"] = Condition("cat = %s", [facet_codes.category_number(query.category)])
    if query.cat_id:
        chosen["cat_id"] = Condition("sub = %s", [facet_codes.subcategory_number(query.cat_id)])
    if query.seller:
        sellers = Seller._meta.db_table
        chosen["seller"] = Condition(
            f"seller_id IN (SELECT id FROM {sellers} WHERE public_id = %s)",  # noqa: S608
            [query.seller],
        )
    for facet in facet_codes.PACKED:
        values: tuple[str, ...] = getattr(query, facet.name)
        if values:
            chosen[facet.name] = Condition(*facet.condition(values))
    return chosen


def all_hold(conditions: Iterable[Condition]) -> Condition:
    listed = list(conditions)
    return Condition(
        " AND ".join(condition.sql for condition in listed) or "TRUE",
        [param for condition in listed for param in condition.params],
    )
