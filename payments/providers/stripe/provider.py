"""Stripe Checkout Sessions (https://docs.stripe.com/api/checkout/sessions)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import stripe
from django.conf import settings

from ksound.lib.money import Money
from payments.providers.base import (
    Availability,
    Charge,
    Hint,
    Misconfigured,
    Redirect,
    RefundRequest,
    RefundSnapshot,
    Snapshot,
    Unknown,
    Urls,
)
from payments.providers.stripe import reading, webhooks
from payments.providers.stripe.client import calling, client, is_live

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

SESSION_ID = "{CHECKOUT_SESSION_ID}"  # Stripe fills this in


@dataclass(frozen=True, slots=True)
class StripeProvider:
    """One buyer's page at Stripe per attempt; the session's id is the provider_ref."""

    secret_key: str
    webhook_secrets: tuple[str, ...]
    api_base: str
    code: str = "stripe"

    @classmethod
    def from_settings(cls) -> StripeProvider:
        return cls(
            settings.STRIPE_SECRET_KEY, tuple(settings.STRIPE_WEBHOOK_SECRETS), settings.STRIPE_API_BASE
        )

    def available(self, money: Money, country: str) -> Availability:
        return Availability(offered=money.minor > 0, methods=("card",))

    def start(self, charge: Charge, urls: Urls, key: str) -> Redirect:
        with calling(writing=True):
            session = self._sessions.create(session_params(charge, urls), {"idempotency_key": key}).to_dict()
        self._refuse_other_mode(session)
        if not session.get("url"):
            raise Unknown(f"session {session['id']} has no page: it is {session.get('status')}")
        return Redirect(url=session["url"], provider_ref=session["id"])

    def complete(self, charge: Charge, params: Mapping[str, str], key: str) -> Snapshot:
        # The address the buyer comes back with proves nothing: only the session we opened is asked for.
        return self.fetch(charge)

    def fetch(self, charge: Charge) -> Snapshot:
        expand = ["payment_intent.latest_charge"]
        with calling(writing=False):
            session = self._sessions.retrieve(charge.provider_ref, {"expand": expand}).to_dict()
        self._refuse_other_mode(session)
        return reading.snapshot(session)

    def cancel(self, charge: Charge, key: str) -> Snapshot:
        try:
            with calling(writing=True):
                self._sessions.expire(charge.provider_ref, options={"idempotency_key": key})
        except Misconfigured:
            # Only an open session can be expired; what it is instead, fetching tells.
            pass
        return self.fetch(charge)

    def refund(self, refund: RefundRequest, key: str) -> RefundSnapshot:
        with calling(writing=True):
            answer = client(self.secret_key, self.api_base).v1.refunds.create(
                {
                    "payment_intent": refund.payment_ref,
                    "amount": refund.amount.minor,
                    "metadata": {"refund": refund.reference},
                },
                {"idempotency_key": key},
            )
        return reading.refund_snapshot(answer.to_dict())

    def parse_webhook(self, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Hint]:
        text = webhooks.verified_text(headers, body, secrets=self.webhook_secrets, at=at)
        return [webhooks.hint(webhooks.event(text), live=is_live(self.secret_key))]

    def changes(self, since: datetime) -> Iterator[Hint]:
        with calling(writing=False):
            page = client(self.secret_key, self.api_base).v1.events.list(
                {"created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            for event in page.auto_paging_iter():
                yield webhooks.hint(event.to_dict(), live=is_live(self.secret_key))

    @property
    def _sessions(self) -> stripe.checkout._session_service.SessionService:
        return client(self.secret_key, self.api_base).v1.checkout.sessions

    def _refuse_other_mode(self, session: dict[str, Any]) -> None:
        if session["livemode"] != is_live(self.secret_key):
            raise Misconfigured(f"session {session['id']} is of the other mode (test or live)")


def session_params(charge: Charge, urls: Urls) -> SessionCreateParams:
    """The whole order as one line, so that Stripe computes nothing that we also compute."""
    ours = {"attempt": charge.reference, "order": charge.order_ref}
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": charge.amount.currency.lower(),
                    "unit_amount": charge.amount.minor,
                    "product_data": {"name": charge.order_name},
                },
            }
        ],
        "client_reference_id": charge.reference,
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(charge.expires_at.timestamp()),
        "success_url": _with_session_id(urls.success),
        "cancel_url": urls.cancel,
    }


def _with_session_id(address: str) -> str:
    # Not urlencode: Stripe looks for the braces as they are.
    return f"{address}{'&' if '?' in address else '?'}session_id={SESSION_ID}"
