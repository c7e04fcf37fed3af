"""Toss's Payment object as our snapshots (https://docs.tosspayments.com/reference#payment-객체)."""

from __future__ import annotations

from typing import Any, Literal

from payments.providers.base import RefundSnapshot, Snapshot

State = Literal["open", "pending", "paid", "failed", "cancelled", "expired"]

STATES: dict[str, State] = {
    "READY": "open",
    # A card was chosen and nothing taken: only our own confirmation takes it.
    "IN_PROGRESS": "open",
    "WAITING_FOR_DEPOSIT": "pending",
    "DONE": "paid",
    # Paid, and given back since: `refunded_minor` says how much.
    "CANCELED": "paid",
    "PARTIAL_CANCELED": "paid",
    "ABORTED": "failed",
    "EXPIRED": "expired",
}


def snapshot(payment: dict[str, Any]) -> Snapshot:
    """Amounts are won. A status of the future counts as pending: it decides nothing."""
    state = STATES.get(payment["status"], "pending")
    total = int(payment["totalAmount"])
    return Snapshot(
        state=state,
        provider_ref=payment["orderId"],
        reference=payment["orderId"],
        amount_minor=total,
        currency=payment["currency"],
        payment_ref=payment["paymentKey"] or "",
        refunded_minor=total - int(payment["balanceAmount"]) if state == "paid" else 0,
        reason=str((payment.get("failure") or {}).get("message") or "")[:200],
    )


def refund_snapshot(payment: dict[str, Any]) -> RefundSnapshot:
    """Of the payment's last cancellation, which Toss carries out at once."""
    last = payment["cancels"][-1]
    return RefundSnapshot(
        state="succeeded" if last.get("cancelStatus", "DONE") == "DONE" else "pending",
        provider_ref=last["transactionKey"],
        amount_minor=int(last["cancelAmount"]),
        currency=payment["currency"],
    )
