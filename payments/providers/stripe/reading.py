"""Stripe's answers as our snapshots. Objects are plain dicts here: `.to_dict()` was called once."""

from __future__ import annotations

from typing import Any, Literal

from payments.providers.base import RefundSnapshot, Snapshot

State = Literal["open", "pending", "paid", "failed", "cancelled", "expired"]


def snapshot(session: dict[str, Any]) -> Snapshot:
    """Of a Checkout Session whose `payment_intent.latest_charge` is expanded."""
    intent = session.get("payment_intent") or {}
    state = _state(session, intent)
    received = intent.get("amount_received") if state == "paid" and intent else None
    return Snapshot(
        state=state,
        provider_ref=session["id"],
        reference=session.get("client_reference_id") or "",
        amount_minor=received if received is not None else session["amount_total"],
        currency=(intent.get("currency") or session["currency"]).upper(),
        payment_ref=intent.get("id") or "",
        refunded_minor=(intent.get("latest_charge") or {}).get("amount_refunded", 0),
        reason=((intent.get("last_payment_error") or {}).get("message") or "")[:200],
    )


def _state(session: dict[str, Any], intent: dict[str, Any]) -> State:
    if session["payment_status"] in ("paid", "no_payment_required"):
        return "paid"
    if session["status"] == "expired":
        return "expired"
    if session["status"] == "open":
        return "open"
    # Complete but unpaid: a delayed method is under way, or came back without the money.
    if intent.get("status") == "canceled":
        return "cancelled"
    return "failed" if intent.get("status") == "requires_payment_method" else "pending"


def refund_snapshot(refund: dict[str, Any]) -> RefundSnapshot:
    states: dict[str, Literal["pending", "succeeded", "failed"]] = {
        "succeeded": "succeeded",
        "failed": "failed",
        "canceled": "failed",
    }
    return RefundSnapshot(
        state=states.get(refund["status"], "pending"),
        provider_ref=refund["id"],
        amount_minor=refund["amount"],
        currency=refund["currency"].upper(),
        reason=refund.get("failure_reason") or "",
    )
