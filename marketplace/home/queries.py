"""What the shop window shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from catalog.effects.models import Effect
from catalog.search import browsing
from catalog.search.query import SearchQuery
from catalog.ucs import schedule
from marketplace.home.models import StaffPick


@dataclass(frozen=True, slots=True)
class CategoryLink:
    """A category that has sounds, and where its list is."""

    code: str
    label: str
    count: int
    url: str


def categories(*, language: str) -> list[CategoryLink]:
    """The categories that have sounds on sale, the fullest first; as the index has them counted, at any size."""
    _total, counts = browsing.count(SearchQuery())
    of_category = counts.get("category", {})
    return [
        CategoryLink(
            code,
            schedule.category(code).name(language),
            of_category[code],
            f"{reverse('search')}?{urlencode({'category': code})}",
        )
        for code in sorted(of_category, key=lambda code: (-of_category[code], code))
    ]


def picks(*, at: datetime, limit: int) -> list[StaffPick]:
    """What staff recommend now, with everything a card shows, in one statement."""
    return list(StaffPick.objects.shown(at).select_related("effect__file", "effect__seller")[:limit])


def crumbs(effect: Effect, *, language: str) -> list[tuple[str, str]]:
    """Where the sound is filed, as names and addresses: its category, then its CatID."""
    if not schedule.exists(effect.cat_id):
        return []
    entry = schedule.get(effect.cat_id)
    category = schedule.category(entry.category_code)
    return [
        (category.name(language), reverse("category", args=[category.code])),
        (entry.name(language), effect.category_url),
    ]
