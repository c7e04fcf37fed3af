"""Toss Payments: the buyer chooses a card in Toss's window, and our confirmation takes the money.

https://docs.tosspayments.com/reference. KRW only, at least ₩100; no virtual accounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from django.conf import settings

from ksound.lib.money import Money
from payments.providers.base import (
    Availability,
    Charge,
    ClientAction,
    Hint,
    Misconfigured,
    RefundRequest,
    RefundSnapshot,
    Retryable,
    Snapshot,
    Urls,
)
from payments.providers.toss import reading, webhooks
from payments.providers.toss.client import AlreadyProcessed, NotFound, call

MINIMUM = Money.krw(100)
KOREA = timezone(timedelta(hours=9))  # Toss's clock
PAGE = 100
# With the same key a second call does no harm, and the buyer is waiting for this one.
CONFIRMATIONS = 2
_PAYMENT_KEY = re.compile(r"[A-Za-z0-9_-]{6,200}")


@dataclass(frozen=True, slots=True)
class TossProvider:
    """The attempt's reference is Toss's `orderId`, and so the provider_ref."""

    client_key: str
    secret_key: str
    api_base: str
    script: str
    code: str = "toss"

    @classmethod
    def from_settings(cls) -> TossProvider:
        return cls(
            settings.TOSS_CLIENT_KEY,
            settings.TOSS_SECRET_KEY,
            settings.TOSS_API_BASE.rstrip("/"),
            settings.TOSS_SCRIPT,
        )

    def available(self, money: Money, country: str) -> Availability:
        is_offered = money.currency == "KRW" and money.minor >= MINIMUM.minor and country == "KR"
        return Availability(offered=is_offered, methods=("card", "transfer", "easy_pay"), minimum=MINIMUM)

    def start(self, charge: Charge, urls: Urls, key: str) -> ClientAction:
        """Nothing happens at Toss before its window opens in the buyer's browser."""
        data = {
            "script": self.script,
            "client_key": self.client_key,
            "customer_key": charge.buyer_ref,
            "order_id": charge.reference,
            "order_name": charge.order_name[:100],
            "amount": str(charge.amount.minor),
            "success_url": urls.success,
            "fail_url": urls.cancel,
        }
        return ClientAction(kind=self.code, data=data, provider_ref=charge.reference)

    def complete(self, charge: Charge, params: Mapping[str, str], key: str) -> Snapshot:
        """Confirm what the buyer approved, if it is this attempt and its amount; else nothing is taken."""
        payment_key = params.get("paymentKey", "")
        is_this = params.get("orderId") == charge.provider_ref
        is_whole = params.get("amount") == str(charge.amount.minor)
        if not (is_this and is_whole and _PAYMENT_KEY.fullmatch(payment_key)):
            return self.fetch(charge)
        asked = {
            "paymentKey": payment_key,
            "orderId": charge.provider_ref,
            "amount": charge.amount.minor,
        }
        for _ in range(CONFIRMATIONS):
            try:
                return reading.snapshot(self._call("POST", "payments/confirm", body=asked, key=key))
            except AlreadyProcessed:
                break
            except Retryable:
                continue
        return self.fetch(charge)

    def fetch(self, charge: Charge) -> Snapshot:
        try:
            return reading.snapshot(self._call("GET", f"payments/orders/{charge.provider_ref}"))
        except NotFound:
            # The window was never used. Toss keeps no clock for it, so ours ends it.
            is_over = charge.expires_at <= datetime.now(UTC)
            return _untouched(charge, "expired" if is_over else "open")

    def cancel(self, charge: Charge, key: str) -> Snapshot:
        """There is nothing to close at Toss: without our confirmation no money moves."""
        found = self.fetch(charge)
        return _untouched(charge, "cancelled") if found.state == "open" else found

    def refund(self, refund: RefundRequest, key: str) -> RefundSnapshot:
        asked = {
            "cancelReason": (refund.reason or refund.reference)[:200],
            "cancelAmount": refund.amount.minor,
        }
        answer = self._call("POST", f"payments/{refund.payment_ref}/cancel", body=asked, key=key)
        return reading.refund_snapshot(answer)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes, at: datetime) -> list[Hint]:
        return [webhooks.hint(body)]

    def changes(self, since: datetime) -> Iterator[Hint]:
        """Every transaction since then: confirmations and cancellations, also those made in Toss's back office."""
        period = {"startDate": _korean(since), "endDate": _korean(datetime.now(UTC)), "limit": str(PAGE)}
        after = ""
        while True:
            query = "&".join(f"{name}={value}" for name, value in period.items()) + after
            page = self._call("GET", f"transactions?{query}")
            for done in page:
                yield Hint(
                    event_key=f"transaction:{done['transactionKey']}",
                    kind=f"transaction.{done['status']}".lower(),
                    reference=done["orderId"],
                )
            if len(page) < PAGE:
                return
            after = f"&startingAfter={page[-1]['transactionKey']}"

    def _call(self, method: str, path: str, *, body: dict[str, Any] | None = None, key: str = "") -> Any:
        answer = call(method, f"{self.api_base}/v1/{path}", secret_key=self.secret_key, body=body, key=key)
        if isinstance(answer, dict) and "paymentKey" not in answer:
            raise Misconfigured(f"{path} answered something other than a payment")
        return answer


def _untouched(charge: Charge, state: reading.State) -> Snapshot:
    return Snapshot(
        state=state,
        provider_ref=charge.provider_ref,
        reference=charge.reference,
        amount_minor=charge.amount.minor,
        currency=charge.amount.currency,
    )


def _korean(at: datetime) -> str:
    return at.astimezone(KOREA).strftime("%Y-%m-%dT%H:%M:%S")
