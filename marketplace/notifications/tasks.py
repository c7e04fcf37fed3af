"""The worker's side of notifications."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from marketplace.notifications import emails


@shared_task
def send_mails(**_: Any) -> int:
    """Send the e-mail that is due; the rows say what is. Safe to deliver any number of times."""
    return emails.send_due(at=timezone.now())
