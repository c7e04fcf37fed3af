"""What happens inside the sandbox company."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from payments.providers.base import Declined, RefundRequest
from payments.providers.sandbox.models import SandboxPayment, SandboxRefund

State = SandboxPayment.State


def approve(*, ref: str) -> None:
    """Take the money; nothing happens unless the payment is still open."""
    _open(ref).update(state=State.PAID, captured_minor=F("amount_minor"), captured_currency=F("currency"))


def decline(*, ref: str) -> None:
    """Refuse the payment; nothing happens unless it is still open."""
    _open(ref).update(state=State.FAILED)


def cancel(*, ref: str) -> None:
    """Close the page; nothing happens unless the payment is still open."""
    _open(ref).update(state=State.CANCELLED)


def expire_if_due(*, ref: str) -> None:
    # The company's own clock, as it would be.
    _open(ref).filter(expires_at__lte=timezone.now()).update(state=State.EXPIRED)


@transaction.atomic
def refund(*, request: RefundRequest, key: str) -> SandboxRefund:
    """Give money back once per key; Declined when more than is left is asked for."""
    payment = SandboxPayment.objects.select_for_update().get(ref=request.payment_ref)
    done, created = SandboxRefund.objects.get_or_create(
        idempotency_key=key, defaults={"payment": payment, "amount_minor": request.amount.minor}
    )
    if created:
        if request.amount.minor > payment.captured_minor - payment.refunded_minor:
            raise Declined("more than is left of the payment")
        SandboxPayment.objects.filter(pk=payment.pk).update(
            refunded_minor=F("refunded_minor") + request.amount.minor
        )
    return done


def _open(ref: str) -> QuerySet[SandboxPayment]:
    return SandboxPayment.objects.filter(ref=ref, state=State.OPEN)
