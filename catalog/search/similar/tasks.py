"""The nightly round over similar sounds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from catalog.search.similar import refreshing

# What was found less than that ago is fresh: a round that was interrupted does not begin again.
FRESH = timedelta(hours=20)


@shared_task
def refresh_neighbours(**_: Any) -> int:
    """Bring vectors and neighbours in step with what is on sale; returns how many sounds were looked at."""
    now = timezone.now()
    refreshing.remove_stale()
    for _written in refreshing.write_missing():
        pass
    return max(refreshing.find_neighbours(before=now - FRESH, at=now), default=0)
