"""What the clock does for the search."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from catalog.search import browsing, operations, reconciling

# An upgraded site has its documents rewritten in slices of this length.
RENEW_WITHIN_S = 10.0


@shared_task
def keep_search(**_: Any) -> None:
    """Fold the changes into the sums, spread sales, rewrite documents of older versions."""
    browsing.fold()
    operations.spread_sales()
    reconciling.renew_old(within_s=RENEW_WITHIN_S)


@shared_task
def reconcile_search(**_: Any) -> None:
    """Once a night: compare the index with the catalogue and mend it."""
    reconciling.reconcile()
