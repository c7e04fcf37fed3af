"""The clock's side of orders."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from marketplace.orders import operations
from payments.charges.tasks import poll_open_attempts
from payments.holds import operations as holds
from payments.inbox.tasks import retry_events
from payments.refunds.tasks import finish_refunds


@shared_task
def reconcile(**_: Any) -> None:
    """Find out how unresolved payments and refunds ended, release what waited long enough, end abandoned orders."""
    retry_events()
    poll_open_attempts()
    finish_refunds()
    holds.release_due(at=timezone.now())
    operations.expire_abandoned(at=timezone.now())
