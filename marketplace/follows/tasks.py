"""The clock's side of follows."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from marketplace.follows import announcing


@shared_task
def announce_new_sounds(**_: Any) -> int:
    """Tell followers what was published on the days before this one. Safe to deliver any number of times."""
    return announcing.announce(at=timezone.now())
