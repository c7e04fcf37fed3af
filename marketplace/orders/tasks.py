"""The clock's side of orders."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from marketplace.orders import operations
from payments.charges.tasks import poll_open_attempts
from payments.inbox.tasks import retry_events


@shared_task
def reconcile(**_: Any) -> None:
    """Find out how unresolved payments ended, read failed webhooks again, then end abandoned orders."""
    retry_events()
    poll_open_attempts()
    operations.expire_abandoned(at=timezone.now())
