"""Answers Stripe's REST requests from the company's memory, with scripted faults and remembered keys."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

from stripe.params import EventListParams, PaymentIntentRetrieveParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams, SessionExpireParams, SessionRetrieveParams

from tests.fakes.stripe_company import Company, Thing, missing, public
from tests.fakes.stripe_params import ApiError, parse, validate
from tests.fakes.stripe_webhooks import Courier


class Hangs(Exception):
    """The answer never arrives: the connection is cut."""


class Stub:
    """One company with its courier, its scripted faults and its memory of keys."""

    def __init__(self, *, base: str, webhook_url: str, secret: str) -> None:
        self.lock = threading.RLock()
        self.base, self.webhook_url, self.secret = base, webhook_url, secret
        self.reset()

    def reset(self) -> None:
        self.company = Company(base=self.base)
        self.courier = Courier(url=self.webhook_url, secret=self.secret)
        self.faults: list[Thing] = []
        self.keys: dict[str, tuple[str, Thing]] = {}
        self.requests: list[Thing] = []

    def api(self, method: str, path: str, encoded: str, headers: Any) -> tuple[int, Thing, dict[str, str]]:
        """Answer one API request: status, body, headers."""
        seen: Thing = {"method": method, "path": path, "body": encoded, "key": headers.get("Idempotency-Key")}
        with self.lock:
            self.requests.append(seen)
            fault = self._fault(method, path)
            try:
                status, body, extra = self._faulty(fault) or self._answer(method, path, encoded, headers)
            except ApiError as error:
                status, body, extra = error.status, error.body, {}
            seen["status"] = status
            fresh, self.company.fresh = self.company.fresh, []
        for event in fresh:
            self.courier.take(event)
        if fault == "timeout":
            raise Hangs
        return status, body, extra

    def _answer(
        self, method: str, path: str, encoded: str, headers: Any
    ) -> tuple[int, Thing, dict[str, str]]:
        live = _is_live(headers.get("Authorization", ""))
        key = headers.get("Idempotency-Key") if method == "POST" else None
        mark = hashlib.sha256(f"{method} {path} {encoded}".encode()).hexdigest()
        if key in self.keys:
            if self.keys[key][0] != mark:
                raise ApiError(
                    "Keys for idempotent requests can only be used with the same parameters they were first "
                    f"used with. Try using a key other than '{key}'.",
                    kind="idempotency_error",
                )
            return 200, self.keys[key][1], {"Idempotent-Replayed": "true"}
        body = json.loads(json.dumps(self._route(method, path, parse(encoded), live=live)))
        if key:
            self.keys[key] = mark, body
        return 200, body, {}

    def _route(self, method: str, path: str, params: Thing, *, live: bool) -> Thing:
        match method, path.strip("/").split("/"):
            case "POST", ["v1", "checkout", "sessions"]:
                checked = validate(params, SessionCreateParams)
                return self._session(self.company.create_session(checked, live=live), checked)
            case "GET", ["v1", "checkout", "sessions", mark]:
                return self._session(self.company.session(mark), validate(params, SessionRetrieveParams))
            case "POST", ["v1", "checkout", "sessions", mark, "expire"]:
                checked = validate(params, SessionExpireParams)
                return self._session(self.company.expire_session(mark), checked)
            case "GET", ["v1", "payment_intents", mark]:
                validate(params, PaymentIntentRetrieveParams)
                if mark not in self.company.intents:
                    raise missing("payment_intent", mark, param="intent")
                return public(self.company.intents[mark])
            case "POST", ["v1", "refunds"]:
                return public(self.company.refund(validate(params, RefundCreateParams)))
            case "GET", ["v1", "events"]:
                return self._events(validate(params, EventListParams))
        raise ApiError(f"Unrecognized request URL ({method}: {path}).", status=404)

    def _session(self, session: Thing, params: Thing) -> Thing:
        shown = public(session)
        expand = params.get("expand", [])
        if shown["payment_intent"] and any(each.startswith("payment_intent") for each in expand):
            intent = public(self.company.intents[shown["payment_intent"]])
            if "payment_intent.latest_charge" in expand and intent["latest_charge"]:
                intent["latest_charge"] = public(self.company.charges[intent["latest_charge"]])
            shown["payment_intent"] = intent
        return shown

    def _events(self, params: Thing) -> Thing:
        since = params.get("created", {})
        since = since.get("gte", 0) if isinstance(since, dict) else since
        events = [event for event in reversed(self.company.events) if event["created"] >= since]
        if "starting_after" in params:
            marks = [event["id"] for event in events]
            events = events[marks.index(params["starting_after"]) + 1 :]
        page = events[: params.get("limit", 10)]
        return {"object": "list", "url": "/v1/events", "data": page, "has_more": len(page) < len(events)}

    def _fault(self, method: str, path: str) -> str:
        for fault in self.faults:
            if fault.get("path", "") in path and fault.get("method", method) == method and fault["times"] > 0:
                fault["times"] -= 1
                return str(fault["kind"])
        return ""

    def _faulty(self, fault: str) -> tuple[int, Thing, dict[str, str]] | None:
        if fault == "500":
            raise ApiError("An unknown error occurred", status=500, kind="api_error")
        if fault == "429":
            raise ApiError("Too many requests", status=429, code="rate_limit")
        if fault == "bad_json":
            return 200, {"": "<html>"}, {}
        return None

    def control(self, name: str, order: Thing) -> Any:
        """`/_control/<name>` with a JSON body; every order answers JSON."""
        orders: dict[str, Callable[[Thing], Any]] = {
            "reset": lambda order: self.reset(),
            "next_fault": lambda order: self.faults.append({"times": 1, **order}),
            "clock": self._set_clock,
            "webhooks": lambda order: vars(self.courier).update(order),
            "release": lambda order: self.courier.release(**order),
            "emit": self._emit,
            "events": self._signed_events,
            "held": lambda order: [event["type"] for event in self.courier.held],
            "pay": lambda order: self._changing(self.company.pay, order),
            "settle": lambda order: self._changing(self.company.settle_async, order),
            "expire": lambda order: self._changing(self.company.expire_session, order),
            "refund": lambda order: self._changing(lambda _mark, **asked: self.company.refund(asked), order),
            "journal": lambda order: {"requests": self.requests, "deliveries": self.courier.deliveries},
        }
        return orders[name](order)

    def _set_clock(self, order: Thing) -> int:
        self.company.clock, self.company.offset = order.get("freeze"), order.get("offset", 0)
        return self.company.now()

    def _changing(self, change: Callable[..., Thing], order: Thing) -> Thing:
        with self.lock:
            changed = change(order.pop("session", ""), **order)
            fresh, self.company.fresh = self.company.fresh, []
        for event in fresh:
            self.courier.take(event)
        return public(changed)

    def _emit(self, order: Thing) -> list[int]:
        """Deliver one more event about a session, or an earlier event again, `copies` times at once."""
        with self.lock:
            if "event" in order:
                event = next(each for each in self.company.events if each["id"] == order["event"])
            else:
                event = self.company.emit(order["type"], self.company.session(order["session"]))
                self.company.fresh.clear()
        return self.courier.at_once(event, copies=order.get("copies", 1))

    def _signed_events(self, order: Thing) -> list[Thing]:
        """Every event of a type with its body and signature, for tests that deliver by themselves."""
        wanted = [event for event in self.company.events if event["type"] == order.get("type", event["type"])]
        signed = [(event, *self.courier.signed(event, at=order.get("at"))) for event in wanted]
        return [{"id": event["id"], "body": body, "signature": mark} for event, body, mark in signed]


def _is_live(authorization: str) -> bool:
    scheme, _space, key = authorization.partition(" ")
    if scheme != "Bearer" or not key.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
        raise ApiError(f"Invalid API Key provided: {key[:8]}***", status=401)
    return key[2:].startswith("_live_")
