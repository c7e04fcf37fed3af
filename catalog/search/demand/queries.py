"""What people looked for and did not find, as sellers and staff may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, Max, OuterRef, QuerySet, Sum

from catalog.search.demand.models import SearchDemand

# Fewer people than this, and a wording is shown to nobody.
MIN_SEARCHES = 3
# Fewer sounds than this, and people lack something.
FEW = 5
MOST = 100


@dataclass(frozen=True, slots=True)
class Unmet:
    """`searches` people looked for `text` since then and found `found` sounds when it was last asked for."""

    text: str
    language: str
    category: str
    searches: int
    found: int
    last_day: date


def unmet(*, since: date, category: str | None = None, limit: int = MOST) -> list[Unmet]:
    """The most wanted first; `category` is a UCS category code such as DOOR. One SQL statement."""
    counted = (
        SearchDemand.objects.filter(day__gte=since)
        .values("text", "language")
        .annotate(
            total=Sum("searches"),
            last_day=Max("day"),
            likely=Max("category"),
            found_by_day=ArrayAgg("found", order_by="-day"),
        )
    )
    # Place 0 is the latest day; the checker knows no places of an array.
    lacking = counted.filter(total__gte=MIN_SEARCHES, found_by_day__0__lt=FEW)  # type: ignore[misc]
    wanted = lacking.order_by("-total", "text")
    if category is not None:
        wanted = wanted.filter(likely=category)
    return [
        Unmet(
            row["text"], row["language"], row["likely"], row["total"], row["found_by_day"][0], row["last_day"]
        )
        for row in wanted[:limit]
    ]


def seen_often(rows: QuerySet[SearchDemand]) -> QuerySet[SearchDemand]:
    """The rows whose wording enough people have used, on whatever days."""
    often = (
        SearchDemand.objects.filter(text=OuterRef("text"), language=OuterRef("language"))
        .values("text")
        .annotate(total=Sum("searches"))
        .filter(total__gte=MIN_SEARCHES)
    )
    return rows.filter(Exists(often))
