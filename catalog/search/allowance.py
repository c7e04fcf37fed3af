"""How often one visitor may have everything counted."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from ksound.core import budget

# An exact count may keep the database busy for seconds; nobody reads more results than this in an hour.
EXACT_HOURLY = 300


def may_count_exactly(request: HttpRequest) -> bool:
    """Count one request for exact numbers; False when the estimate has to do for this hour."""
    return not budget.spend(request, on="exact-counts", hourly=EXACT_HOURLY, at=timezone.now())
