"""A real provider without a company behind it: its own page, its own books, no money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from django.urls import reverse

from ksound.lib.money import Money
from payments.providers.base import (
    Availability,
    BadSignature,
    Charge,
    Hint,
    Misconfigured,
    Redirect,
    RefundRequest,
    RefundSnapshot,
    Snapshot,
    Urls,
)
from payments.providers.sandbox import operations
from payments.providers.sandbox.models import SandboxPayment

STATES: dict[str, Literal["open", "paid", "failed", "cancelled", "expired"]] = {
    SandboxPayment.State.OPEN: "open",
    SandboxPayment.State.PAID: "paid",
    SandboxPayment.State.FAILED: "failed",
    SandboxPayment.State.CANCELLED: "cancelled",
    SandboxPayment.State.EXPIRED: "expired",
}


class SandboxProvider:
    code = "sandbox"

    def available(self, money: Money, country: str) -> Availability:
        return Availability(offered=money.minor > 0, methods=("sandbox",))

    def start(self, charge: Charge, urls: Urls, key: str) -> Redirect:
        payment, _created = SandboxPayment.objects.get_or_create(
            idempotency_key=key,
            defaults={
                "reference": charge.reference,
                "order_name": charge.order_name,
                "buyer_ref": charge.buyer_ref,
                "amount_minor": charge.amount.minor,
                "currency": charge.amount.currency,
                "return_url": urls.success,
                "cancel_url": urls.cancel,
                "expires_at": charge.expires_at,
            },
        )
        return Redirect(url=reverse("sandbox-payment", args=[payment.ref]), provider_ref=payment.ref)

    def complete(self, charge: Charge, params: Mapping[str, str], key: str) -> Snapshot:
        return self.fetch(charge)

    def fetch(self, charge: Charge) -> Snapshot:
        operations.expire_if_due(ref=charge.provider_ref)
        payment = SandboxPayment.objects.filter(ref=charge.provider_ref).first()
        if payment is None:
            raise Misconfigured(f"no sandbox payment {charge.provider_ref!r}")
        return _snapshot(payment)

    def cancel(self, charge: Charge, key: str) -> Snapshot:
        operations.cancel(ref=charge.provider_ref)
        return self.fetch(charge)

    def refund(self, refund: RefundRequest, key: str) -> RefundSnapshot:
        done = operations.refund(request=refund, key=key)
        return RefundSnapshot(
            state="succeeded",
            provider_ref=done.ref,
            amount_minor=done.amount_minor,
            currency=refund.amount.currency,
        )

    def parse_webhook(self, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Hint]:
        raise BadSignature("the sandbox sends no webhooks")

    def changes(self, since: datetime) -> Iterator[Hint]:
        return iter(())


def _snapshot(payment: SandboxPayment) -> Snapshot:
    paid = payment.state == SandboxPayment.State.PAID
    return Snapshot(
        state=STATES[payment.state],
        provider_ref=payment.ref,
        reference=payment.reference,
        amount_minor=payment.captured_minor if paid else payment.amount_minor,
        currency=payment.captured_currency if paid else payment.currency,
        payment_ref=payment.ref,
        refunded_minor=payment.refunded_minor,
    )
