"""What Stripe remembers: sessions, payments, refunds, events; and how they change."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.stripe_params import ApiError

Thing = dict[str, Any]
MINUTE = 60


@dataclass
class Company:
    """All amounts in minor units, all times in seconds since 1970 by `now()`."""

    base: str = ""
    clock: float | None = None
    offset: float = 0
    sessions: dict[str, Thing] = field(default_factory=dict)
    intents: dict[str, Thing] = field(default_factory=dict)
    charges: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    fresh: list[Thing] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def now(self) -> int:
        return int(self.clock if self.clock is not None else time.time() + self.offset)

    def create_session(self, params: Thing, *, live: bool) -> Thing:
        check_session(params, now=self.now())
        item = params["line_items"][0]["price_data"]
        amount = sum(each["price_data"]["unit_amount"] * each["quantity"] for each in params["line_items"])
        mark = self._id("cs_live" if live else "cs_test")
        self.sessions[mark] = {
            "id": mark,
            "object": "checkout.session",
            "livemode": live,
            "created": self.now(),
            "mode": params["mode"],
            "status": "open",
            "payment_status": "unpaid",
            "amount_subtotal": amount,
            "amount_total": amount,
            "currency": item["currency"].lower(),
            "client_reference_id": params.get("client_reference_id"),
            "metadata": params.get("metadata", {}),
            "expires_at": params.get("expires_at", self.now() + 24 * 60 * MINUTE),
            "success_url": params["success_url"],
            "cancel_url": params.get("cancel_url"),
            "url": f"{self.base}/c/pay/{mark}",
            "payment_intent": None,
            "_name": item.get("product_data", {}).get("name", ""),
            "_intent_metadata": params.get("payment_intent_data", {}).get("metadata", {}),
        }
        return self.sessions[mark]

    def session(self, mark: str) -> Thing:
        session = self.sessions.get(mark)
        if session is None:
            raise missing("checkout session", mark, param="session")
        if session["status"] == "open" and session["expires_at"] <= self.now():
            self._expire(session)
        return session

    def expire_session(self, mark: str) -> Thing:
        session = self.session(mark)
        if session["status"] != "open":
            raise ApiError(
                'Only Checkout Sessions with a status in ["open"] can be expired. '
                f"This Checkout Session has a status of {session['status']}.",
                param="session",
            )
        self._expire(session)
        return session

    def pay(
        self, mark: str, *, outcome: str = "paid", amount: int | None = None, currency: str = ""
    ) -> Thing:
        """`outcome`: paid; async (waits for settle_async); declined (the session stays open)."""
        session = self.session(mark)
        if session["status"] != "open" or outcome == "declined":
            return session
        received = session["amount_total"] if amount is None else amount
        intent = self._intent(session, currency=currency or session["currency"], amount=received)
        session.update(status="complete", payment_intent=intent["id"], url=None)
        if outcome == "async":
            self.emit("checkout.session.completed", session)
            return session
        self._succeed(session, intent, received=received)
        self.emit("checkout.session.completed", session)
        return session

    def settle_async(self, mark: str, *, paid: bool) -> Thing:
        session = self.session(mark)
        intent = self.intents[session["payment_intent"]]
        if paid:
            self._succeed(session, intent, received=intent["amount"])
            self.emit("checkout.session.async_payment_succeeded", session)
        else:
            intent.update(
                status="requires_payment_method", last_payment_error={"message": "The bank refused."}
            )
            self.emit("checkout.session.async_payment_failed", session)
        return session

    def refund(self, params: Thing) -> Thing:
        intent = self.intents.get(params.get("payment_intent", ""))
        if intent is None or not intent["latest_charge"]:
            raise missing("payment_intent", params.get("payment_intent", ""), param="payment_intent")
        charge = self.charges[intent["latest_charge"]]
        left = charge["amount"] - charge["amount_refunded"]
        amount = params.get("amount", left)
        if left == 0:
            raise ApiError("Charge has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise ApiError(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
                param="amount",
            )
        charge.update(amount_refunded=charge["amount_refunded"] + amount, refunded=amount == left)
        mark = self._id("re")
        self.refunds[mark] = {
            "id": mark,
            "object": "refund",
            "status": "succeeded",
            "amount": amount,
            "currency": charge["currency"],
            "charge": charge["id"],
            "payment_intent": intent["id"],
            "metadata": params.get("metadata", {}),
            "created": self.now(),
        }
        self.emit("refund.created", self.refunds[mark])
        self.emit("charge.refunded", charge)
        return self.refunds[mark]

    def emit(self, kind: str, about: Thing) -> Thing:
        event = {
            "id": self._id("evt"),
            "object": "event",
            "api_version": None,
            "created": self.now(),
            "livemode": about.get("livemode", False),
            "type": kind,
            "data": {"object": public(about)},
        }
        self.events.append(event)
        self.fresh.append(event)
        return event

    def _expire(self, session: Thing) -> None:
        session.update(status="expired", url=None)
        self.emit("checkout.session.expired", session)

    def _intent(self, session: Thing, *, amount: int, currency: str) -> Thing:
        mark = self._id("pi")
        self.intents[mark] = {
            "id": mark,
            "object": "payment_intent",
            "livemode": session["livemode"],
            "status": "processing",
            "amount": amount,
            "amount_received": 0,
            "currency": currency,
            "metadata": session["_intent_metadata"],
            "latest_charge": None,
            "last_payment_error": None,
            "created": self.now(),
        }
        return self.intents[mark]

    def _succeed(self, session: Thing, intent: Thing, *, received: int) -> None:
        mark = self._id("ch")
        self.charges[mark] = {
            "id": mark,
            "object": "charge",
            "livemode": session["livemode"],
            "amount": received,
            "amount_refunded": 0,
            "refunded": False,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "metadata": intent["metadata"],
            "created": self.now(),
        }
        intent.update(status="succeeded", amount_received=received, latest_charge=mark)
        session.update(payment_status="paid")
        self.emit("charge.succeeded", self.charges[mark])
        self.emit("payment_intent.succeeded", intent)

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):06d}{time.time_ns():x}"


def public(thing: Thing) -> Thing:
    """The thing as the API shows it."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def missing(what: str, mark: str, *, param: str) -> ApiError:
    return ApiError(f"No such {what}: '{mark}'", status=404, code="resource_missing", param=param)


def check_session(params: Thing, *, now: int) -> None:
    """The rules of Checkout Sessions that are prose in the documentation, not types."""
    for name in ("mode", "line_items", "success_url"):
        if not params.get(name):
            raise ApiError(f"Missing required param: {name}.", code="parameter_missing", param=name)
    for name in ("success_url", "cancel_url"):
        if name in params and not params[name].startswith(("http://", "https://")):
            raise ApiError("Not a valid URL", code="url_invalid", param=name)
    if not now + 30 * MINUTE <= params.get("expires_at", now + 60 * MINUTE) <= now + 24 * 60 * MINUTE:
        raise ApiError(
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from now.",
            param="expires_at",
        )
    for position, item in enumerate(params["line_items"]):
        _check_item(item, path=f"line_items[{position}]")
    for metadata in (params.get("metadata", {}), params.get("payment_intent_data", {}).get("metadata", {})):
        if len(metadata) > 50 or any(len(key) > 40 or len(value) > 500 for key, value in metadata.items()):
            raise ApiError("Metadata is too large.", param="metadata")


def _check_item(item: Thing, *, path: str) -> None:
    price = item.get("price_data")
    if price is None or "quantity" not in item:
        raise ApiError("You must pass `price_data` and `quantity`.", code="parameter_missing", param=path)
    if ("product" in price) == ("product_data" in price):
        raise ApiError("Pass one of `product` and `product_data`.", param=f"{path}[price_data]")
    if price.get("unit_amount", -1) < 0:
        raise ApiError("Invalid non-negative integer", param=f"{path}[price_data][unit_amount]")
    if price["currency"].lower() not in ("krw", "usd", "jpy", "eur"):
        raise ApiError(f"Invalid currency: {price['currency']}", param=f"{path}[price_data][currency]")
