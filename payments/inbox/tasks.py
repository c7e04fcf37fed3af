from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from payments.inbox import operations


@shared_task
def retry_events(**_: object) -> None:
    """Act again on webhooks we accepted and then failed to act on."""
    operations.retry_failed(at=timezone.now(), older_than=timedelta(seconds=settings.RECONCILE_SECONDS))
