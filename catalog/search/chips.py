"""The choices in force, each with the search that takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from catalog.search import facet_codes, facet_labels
from catalog.search.query import SearchQuery
from catalog.search.ranges import ANY, Range
from catalog.ucs import schedule


@dataclass(frozen=True, slots=True)
class Chip:
    """`url` is the search without this choice, also without the field word that made it."""

    label: str
    url: str


def chips(query: SearchQuery, *, language: str, names: Mapping[str, str]) -> list[Chip]:
    """One chip per choice. `names`: public id → name, of the chosen sellers and of the sound in `like`."""
    return [
        *_of_categories(query, language),
        *_of_values(query, language),
        *_of_ranges(query),
        *_of_people_and_sounds(query, names),
    ]


def _of_categories(query: SearchQuery, language: str) -> Iterator[Chip]:
    """A category narrowed by its CatIDs is named by these."""
    narrowed = {schedule.get(cat_id).category_code for cat_id in query.cat_id}
    for code in query.category:
        if code not in narrowed:
            yield _chip(schedule.category(code).name(language), query.toggled("category", code))
    for cat_id in query.cat_id:
        yield _chip(schedule.label(cat_id, language), query.toggled("cat_id", cat_id))


def _of_values(query: SearchQuery, language: str) -> Iterator[Chip]:
    for facet in facet_codes.PACKED:
        label_of = facet_labels.of_values(facet.name, language=language)
        for value in getattr(query, facet.name):
            yield _chip(label_of(value), query.toggled(facet.name, value))


def _of_ranges(query: SearchQuery) -> Iterator[Chip]:
    for name in ("price_range", "duration", "loudness"):
        span: Range = getattr(query, name)
        if span:
            yield _chip(facet_labels.of_range(name, span), query.with_values(**{name: ANY}))


def _of_people_and_sounds(query: SearchQuery, names: Mapping[str, str]) -> Iterator[Chip]:
    for public_id in query.seller:
        label = gettext("Seller: %(name)s") % {"name": names[public_id]} if public_id in names else ""
        yield _chip(label or gettext("One seller"), query.toggled("seller", public_id))
    for name in query.seller_name:
        label = gettext("Seller: %(name)s") % {"name": name}
        yield _chip(label, query.toggled("seller_name", name))
    if query.like:
        label = gettext("Similar to “%(title)s”") % {"title": names.get(query.like, "…")}
        yield _chip(label, query.with_values(like=""))


def _chip(label: str, without: SearchQuery) -> Chip:
    return Chip(label, without.url)
