"""What a refund means for an order: its state, and the licences of what was wholly given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ksound.core import audit
from marketplace.licences import operations as licences
from marketplace.orders.models import Order

State = Order.State


@transaction.atomic
def on_refunded(*, order_ref: str, left: Mapping[str, int], at: datetime, **_: object) -> None:
    """Listens to payments: `left` says what has not been given back of each line. Idempotent."""
    order = Order.objects.select_for_update().filter(public_id=order_ref).first()
    if order is None:
        return
    gone = [line_ref for line_ref, minor in left.items() if minor == 0]
    licences.revoke(order=order, line_refs=gone, at=at)
    state = State.PARTIALLY_REFUNDED if any(left.values()) else State.REFUNDED
    moved = Order.objects.filter(pk=order.pk, state__in=Order.TRANSITIONS.before(state)).update(state=state)
    if moved:
        audit.record("order.refunded", target=order, by=None, at=at, state=str(state))
