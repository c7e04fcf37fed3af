"""The nightly round: every stored neighbour looked for again, and what slipped through put right."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from catalog.effects.models import Effect
from catalog.search.similar import operations
from catalog.search.similar.models import Neighbours, SoundVector

_BATCH = 100


@transaction.atomic
def remove_stale() -> int:
    """Delete vectors and neighbours of effects that are not on sale; returns how many sounds."""
    gone = ~Q(effect__state=Effect.State.PUBLISHED) | Q(effect__file__features=None)
    Neighbours.objects.filter(gone).delete()
    removed, _by_model = SoundVector.objects.filter(gone).delete()
    return removed


def write_missing() -> Iterator[int]:
    """Write the vectors of published effects that have none, yielding their number after each batch."""
    lacking = Effect.objects.filter(
        ~Exists(SoundVector.objects.filter(effect_id=OuterRef("pk"))),
        state=Effect.State.PUBLISHED,
        file__features__isnull=False,
    ).order_by("pk")
    written, last = 0, 0
    while batch := list(lacking.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        operations.renew(batch)
        written, last = written + len(batch), batch[-1]
        yield written


def find_neighbours(*, before: datetime, at: datetime) -> Generator[int, None, None]:
    """Look again for the neighbours found before `before`, and for missing ones; yields how many after each batch.

    Whoever starts again goes on where the last run ended.
    """
    found, last = 0, 0
    while batch := _find_batch(after=last, before=before, at=at):
        found, last = found + len(batch), batch[-1]
        yield found


@transaction.atomic
def _find_batch(*, after: int, before: datetime, at: datetime) -> list[int]:
    recent = Neighbours.objects.filter(effect_id=OuterRef("pk"), found_at__gte=before)
    due = Effect.objects.filter(
        ~Exists(recent),
        Exists(SoundVector.objects.filter(effect_id=OuterRef("pk"))),
        state=Effect.State.PUBLISHED,
        pk__gt=after,
    )
    batch = list(due.with_facts().order_by("pk").select_for_update(of=("self",))[:_BATCH])
    for effect in batch:
        operations.find_neighbours(effect=effect, at=at)
    return [effect.pk for effect in batch]
