"""Reading attempts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from payments.charges.models import PaymentAttempt


def due(*, before: datetime) -> QuerySet[PaymentAttempt]:
    """Attempts nobody has looked at since `before` that still need a look, longest waiting first."""
    return PaymentAttempt.objects.unresolved(before=before).order_by("updated_at")
