"""The clock's side of privacy."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from marketplace.privacy import operations


@shared_task
def forget_retained(**_: Any) -> None:
    operations.forget_retained(on=timezone.localdate())
