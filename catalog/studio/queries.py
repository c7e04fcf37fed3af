"""What a seller sees of their own sounds."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F
from django.utils.functional import Promise

from catalog.duplicates.queries import beside
from catalog.effects.models import AudioFile, Effect
from sellers.registration.models import Seller

RECENT_UPLOADS = 60


@dataclass(frozen=True, slots=True)
class StateCount:
    """One state with the number of this seller's effects in it."""

    value: str
    label: str | Promise
    count: int
    selected: bool


def uploads(seller: Seller) -> list[AudioFile]:
    """The newest uploads, each with its draft at hand."""
    mine = AudioFile.objects.of(seller).select_related("effect").prefetch_related(beside())
    return list(mine[:RECENT_UPLOADS])


def effects(seller: Seller, *, state: str = "") -> list[Effect]:
    """With `open_questions`, the number of contradictions in the file that wait for the seller."""
    mine = Effect.objects.of(seller).with_facts().annotate(open_questions=F("file__embedded__open_questions"))
    return list(mine.filter(state=state) if state else mine)


def states(seller: Seller, *, selected: str = "") -> list[StateCount]:
    counted = dict(
        Effect.objects.of(seller)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    return [
        StateCount(value, label, counted[value], value == selected)
        for value, label in Effect.State.choices
        if value in counted
    ]
