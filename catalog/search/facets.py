"""Counts as a visitor meets them: named groups of values to choose from, several at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from catalog.search import facet_codes, facet_labels
from catalog.search.facet_counts import Counts
from catalog.search.query import SearchQuery, parameter
from catalog.ucs import schedule

# Of many values the first are shown and the others unfold.
FIRST_CATEGORIES, FIRST_SELLERS = 10, 6


@dataclass(frozen=True, slots=True)
class FacetOption:
    """`count` effects have this value together with the choices in all other facets.

    `children` are the CatIDs of a chosen category.
    """

    value: str
    label: str
    count: int
    selected: bool
    children: tuple[FacetOption, ...] = ()

    @property
    def count_text(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """`parameter` is what a form calls it; the first `at_once` options are shown without asking."""

    name: str
    parameter: str
    label: str
    options: tuple[FacetOption, ...]
    at_once: int = 100

    @property
    def first(self) -> tuple[FacetOption, ...]:
        return self.options[: self.at_once]

    @property
    def more(self) -> tuple[FacetOption, ...]:
        return self.options[self.at_once :]

    @property
    def is_chosen(self) -> bool:
        return any(option.selected for option in self.options)


def groups(
    query: SearchQuery, counts: Counts, *, language: str, seller_names: Mapping[str, str]
) -> list[FacetGroup]:
    """The facets worth showing: values with hits, and chosen ones even without.

    `seller_names`: public id → name of the counted and the chosen sellers; those without a name are left out.
    """
    cat_ids = _cat_ids(query, counts.get("cat_id", {}), language)
    listed = [_categories(query, counts.get("category", {}), language, cat_ids), cat_ids]
    for facet in facet_codes.PACKED:
        label_of = facet_labels.of_values(facet.name, language=language)
        listed.append(_group(query, facet.name, facet.values, counts.get(facet.name, {}), label_of))
    listed.append(_sellers(query, counts.get("seller", {}), seller_names))
    return [group for group in listed if group.options]


def _categories(
    query: SearchQuery, counts: Mapping[str, int], language: str, cat_ids: FacetGroup
) -> FacetGroup:
    """The fullest first, and before them the chosen ones with their CatIDs."""
    label_of = facet_labels.of_values("category", language=language)
    by_count = sorted(counts, key=lambda code: (-counts[code], label_of(code)))
    group = _group(query, "category", (*query.category, *by_count), counts, label_of)
    options = tuple(
        FacetOption(option.value, option.label, option.count, option.selected, _within(option, cat_ids))
        for option in group.options
    )
    at_once = max(FIRST_CATEGORIES, len(query.category))
    return FacetGroup(group.name, group.parameter, group.label, options, at_once)


def _within(category: FacetOption, cat_ids: FacetGroup) -> tuple[FacetOption, ...]:
    if not category.selected:
        return ()
    members = set(schedule.cat_ids_of(category.value))
    return tuple(option for option in cat_ids.options if option.value in members)


def _cat_ids(query: SearchQuery, counts: Mapping[str, int], language: str) -> FacetGroup:
    """The CatIDs of the chosen categories."""
    members = [cat_id for code in query.category for cat_id in schedule.cat_ids_of(code)]
    ordered = sorted(members, key=lambda cat_id: (-counts.get(cat_id, 0), cat_id))
    return _group(query, "cat_id", ordered, counts, facet_labels.of_values("cat_id", language=language))


def _sellers(query: SearchQuery, counts: Mapping[str, int], names: Mapping[str, str]) -> FacetGroup:
    by_count = sorted(counts, key=lambda public_id: (-counts[public_id], public_id))
    known = [public_id for public_id in (*query.seller, *by_count) if public_id in names]
    group = _group(query, "seller", known, counts, names.__getitem__)
    at_once = max(FIRST_SELLERS, len(query.seller))
    return FacetGroup(group.name, group.parameter, group.label, group.options, at_once)


def _group(
    query: SearchQuery,
    name: str,
    values: Iterable[str],
    counts: Mapping[str, int],
    label_of: Callable[[str], str],
) -> FacetGroup:
    chosen: tuple[str, ...] = getattr(query, name)
    options = tuple(
        FacetOption(value, label_of(value), counts.get(value, 0), value in chosen)
        for value in dict.fromkeys(values)
        if counts.get(value) or value in chosen
    )
    return FacetGroup(name, parameter(name), facet_labels.of_group(name), options)
