"""Clips in storage: finding one's own again, and forgetting them all in time."""

from __future__ import annotations

import logging
from datetime import datetime

from django.core.files.storage import Storage, storages

from catalog.search.by_sound.bounds import LIFETIME
from catalog.search.by_sound.models import Clip
from ksound.core.storage import names_after

log = logging.getLogger(__name__)

FOLDER = "clips"
_SLICE = 2_000


def storage() -> Storage:
    return storages["default"]


def find(*, public_id: str, owner: str, at: datetime) -> Clip | None:
    """One's own clip while it counts; None for all others."""
    if not owner:
        return None
    return Clip.objects.filter(public_id=public_id, owner=owner, created_at__gt=at - LIFETIME).first()


def forget(*, clip: Clip) -> None:
    """Delete a clip and all that is known of it."""
    clip.delete()
    drop(clip.storage_name)


def forget_old(*, at: datetime) -> int:
    """Delete every clip whose time is over, and bytes that no row names any more; returns how many clips."""
    old = list(Clip.objects.filter(created_at__lte=at - LIFETIME)[:_SLICE])
    for clip in old:
        forget(clip=clip)
    for stored in names_after(storage(), FOLDER, limit=_SLICE):
        if stored.name.startswith(f"{FOLDER}/") and stored.modified_at < at - LIFETIME:
            drop(stored.name)
    return len(old)


def drop(storage_name: str) -> None:
    """Delete the bytes; what cannot be deleted now is found again in a minute."""
    try:
        storage().delete(storage_name)
    except OSError:
        log.exception("clip not deleted")
