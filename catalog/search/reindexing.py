"""Bring the whole index in step with the catalogue, in batches that leave every search whole."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from catalog.effects.models import Effect
from catalog.search import document, operations
from catalog.search.models import SearchDoc

_BATCH = 200


def remove_stale() -> int:
    """Delete the documents of effects that are not on sale; returns how many."""
    removed, _by_model = SearchDoc.objects.exclude(effect__state=Effect.State.PUBLISHED).delete()
    return removed


def write_documents(*, only_missing: bool = False) -> Iterator[int]:
    """Write the documents of all published effects, yielding the number written after each batch.

    `only_missing` keeps documents of the current version, so an interrupted run can be taken up again.
    """
    written, last = 0, 0
    while True:
        due = Effect.objects.filter(state=Effect.State.PUBLISHED, pk__gt=last)
        if only_missing:
            due = due.exclude(search_doc__version=document.VERSION)
        with transaction.atomic():
            # Locked, so that a withdrawal at the same moment cannot be followed by a late write.
            batch = list(due.with_facts().order_by("pk").select_for_update(of=("self",))[:_BATCH])
            for effect in batch:
                operations.index(effect)
        if not batch:
            return
        written, last = written + len(batch), batch[-1].pk
        yield written
