from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from payments.refunds import operations


@shared_task
def submit_refund(*, refund_id: int, **_: object) -> None:
    """Ask the provider for the money; no answer leaves the refund to `finish_refunds`."""
    operations.submit(refund_id=refund_id, at=timezone.now())


@shared_task
def finish_refunds(**_: object) -> None:
    """Ask again about refunds that got no answer, or whose wake-up was lost."""
    now = timezone.now()
    operations.finish_pending(at=now, before=now - timedelta(seconds=settings.RECONCILE_SECONDS))
