from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from payments.charges import reconciling


@shared_task
def poll_open_attempts(**_: object) -> None:
    """Finish what neither a redirect nor a webhook finished."""
    reconciling.poll(at=timezone.now(), older_than=timedelta(seconds=settings.RECONCILE_SECONDS))
