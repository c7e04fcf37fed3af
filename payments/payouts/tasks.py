from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from payments.payouts import running
from payments.payouts.destinations import letters


@shared_task
def run_payouts(**_: object) -> None:
    """Prepare what is due today; safe to run as often as one likes."""
    now = timezone.now()
    running.run(as_of=running.day_of(now), at=now)


@shared_task
def send_letters(**_: object) -> None:
    letters.send_due(at=timezone.now())
