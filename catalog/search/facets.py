"""Counts as a visitor meets them: named groups of options and the chips that take a choice back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalog.effects.pricing import LICENCES
from catalog.search import facet_codes
from catalog.search.facet_counts import Counts
from catalog.search.query import SearchQuery
from catalog.ucs import schedule


@dataclass(frozen=True, slots=True)
class FacetOption:
    """`count` effects have this value together with all other choices; `url` chooses it or takes it back."""

    value: str
    label: str
    count: int
    selected: bool
    url_params: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    name: str
    label: str
    options: tuple[FacetOption, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice in force; `url` is the search without it."""

    label: str
    url_params: tuple[tuple[str, str], ...]
    url: str


_GROUP_LABELS: dict[str, Promise | str] = {
    "category": _("Category"),
    "cat_id": _("Subcategory"),
    "price": _("Price"),
    "duration": _("Duration"),
    "sample_rate": _("Sample rate"),
    "channels": _("Channels"),
    "licence": _("Licence"),
    "bits": _("Bit depth"),
}

_VALUE_LABELS: dict[tuple[str, str], Promise | str] = {
    ("price", "free"): _("Free"),
    ("price", "paid"): pgettext_lazy("price", "Paid"),
    ("duration", "0-1"): _("Under 1 second"),
    ("duration", "1-5"): _("1–5 seconds"),
    ("duration", "5-15"): _("5–15 seconds"),
    ("duration", "15-30"): _("15–30 seconds"),
    ("duration", "30-60"): _("30–60 seconds"),
    ("duration", "60-"): _("Over 1 minute"),
    ("sample_rate", "low"): _("Below 44.1 kHz"),
    ("sample_rate", "44100"): "44.1 kHz",
    ("sample_rate", "48000"): "48 kHz",
    ("sample_rate", "88200"): "88.2 kHz",
    ("sample_rate", "96000"): "96 kHz",
    ("sample_rate", "192000"): "192 kHz",
    ("channels", "mono"): _("Mono"),
    ("channels", "stereo"): _("Stereo"),
    ("channels", "surround"): _("Surround"),
    ("bits", "16"): "16 bit",
    ("bits", "24"): "24 bit",
    ("bits", "32"): "32 bit",
}


def groups(query: SearchQuery, counts: Counts, *, language: str) -> list[FacetGroup]:
    """The facets worth showing: values with hits, and chosen ones even without."""
    listed = [_categories(query, counts.get("category", {}), language)]
    if query.category:
        listed.append(_subcategories(query, counts.get("cat_id", {}), language))
    for facet in facet_codes.PACKED:
        chosen: tuple[str, ...] = getattr(query, facet.name)
        listed.append(
            _group(query, facet.name, facet.values, counts.get(facet.name, {}), chosen, _labeller(facet.name))
        )
    return [group for group in listed if group.options]


def chips(query: SearchQuery, *, language: str, seller_name: str = "") -> list[Chip]:
    """One chip per choice in force; a category and its subcategory are one each."""
    found = []
    if query.category:
        name = schedule.category(query.category).name(language)
        found.append(_chip(name, query.toggled("category", query.category)))
    if query.cat_id:
        found.append(_chip(_subcategory_name(query.cat_id, language), query.toggled("cat_id", query.cat_id)))
    if query.seller:
        label = gettext("Seller: %(name)s") % {"name": seller_name} if seller_name else gettext("One seller")
        found.append(_chip(label, query.with_values(seller="")))
    for facet in facet_codes.PACKED:
        label_of = _labeller(facet.name)
        chosen: tuple[str, ...] = getattr(query, facet.name)
        found += [_chip(label_of(value), query.toggled(facet.name, value)) for value in chosen]
    return found


def _categories(query: SearchQuery, counts: Mapping[str, int], language: str) -> FacetGroup:
    names = {category.code: category.name(language) for category in schedule.categories()}
    by_count = sorted(counts, key=lambda code: (-counts[code], names[code]))
    chosen = (query.category,) if query.category else ()
    ordered = tuple(dict.fromkeys((*chosen, *by_count)))
    return _group(query, "category", ordered, counts, chosen, names.__getitem__)


def _subcategories(query: SearchQuery, counts: Mapping[str, int], language: str) -> FacetGroup:
    members = schedule.cat_ids_of(query.category)
    ordered = tuple(sorted(members, key=lambda cat_id: (-counts.get(cat_id, 0), cat_id)))
    chosen = (query.cat_id,) if query.cat_id else ()
    return _group(
        query, "cat_id", ordered, counts, chosen, lambda cat_id: _subcategory_name(cat_id, language)
    )


def _group(
    query: SearchQuery,
    name: str,
    values: tuple[str, ...],
    counts: Mapping[str, int],
    chosen: tuple[str, ...],
    label_of: Callable[[str], str],
) -> FacetGroup:
    options = tuple(
        FacetOption(
            value=value,
            label=label_of(value),
            count=counts.get(value, 0),
            selected=value in chosen,
            url_params=tuple((other := query.toggled(name, value)).to_params()),
            url=other.url,
        )
        for value in values
        if counts.get(value) or value in chosen
    )
    return FacetGroup(name, str(_GROUP_LABELS[name]), options)


def _labeller(name: str) -> Callable[[str], str]:
    if name == "licence":
        return lambda code: str(LICENCES[code].label)
    return lambda value: str(_VALUE_LABELS[(name, value)])


def _subcategory_name(cat_id: str, language: str) -> str:
    return schedule.label(cat_id, language).split(" › ")[-1]


def _chip(label: str, without: SearchQuery) -> Chip:
    return Chip(label, tuple(without.to_params()), without.url)
