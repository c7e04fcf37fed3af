"""Reading attempts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from payments.charges.models import PaymentAttempt


def attempt_of_order(*, order_ref: str, public_id: str) -> PaymentAttempt | None:
    """The attempt, only if it belongs to this order."""
    return PaymentAttempt.objects.of_order(order_ref).filter(public_id=public_id).first()


def latest_attempt(order_ref: str) -> PaymentAttempt | None:
    """The order's newest attempt, whatever became of it."""
    return PaymentAttempt.objects.of_order(order_ref).order_by("-id").first()


def due(*, before: datetime) -> QuerySet[PaymentAttempt]:
    """Attempts nobody has looked at since `before` that still need a look, longest waiting first."""
    return PaymentAttempt.objects.unresolved(before=before).order_by("updated_at")
