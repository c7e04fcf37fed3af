"""Which pages of results other search engines may list: a few broad ones, each under one address."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as fields_of

from django.urls import reverse

from catalog.search.query import SearchQuery
from catalog.ucs import schedule


@dataclass(frozen=True, slots=True)
class Indexing:
    """`canonical` is the path under which this page is known; empty for one that should not be listed."""

    canonical: str


def of(query: SearchQuery, *, is_continued: bool) -> Indexing:
    """Everything, free sounds, one category, one CatID. Of other combinations there are more than grains of sand."""
    chosen = {
        field.name: value
        for field in fields_of(query)
        if (value := getattr(query, field.name)) != field.default
    }
    if is_continued or "text" in chosen:
        return Indexing("")
    match sorted(chosen):
        case []:
            return Indexing(reverse("search"))
        case ["price"] if query.price == ("free",):
            return Indexing(f"{reverse('search')}?price=free")
        case ["category"] if len(query.category) == 1:
            return Indexing(reverse("category", args=query.category))
        case ["cat_id", "category"] if len(query.cat_id) == 1 == len(query.category):
            entry = schedule.get(query.cat_id[0])
            return Indexing(reverse("cat-id", args=[entry.category_code, entry.cat_id]))
    return Indexing("")
