"""The hourly part of the suggestions."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from catalog.search.demand import operations as demand
from catalog.search.suggest.refreshing import refresh


@shared_task
def refresh_suggestions(**_: Any) -> None:
    """Bring the suggestions in step and forget old searches. Safe to run at any time, also twice at once."""
    refresh(at=timezone.now())
    demand.forget(at=timezone.now())
