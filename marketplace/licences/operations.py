"""Granting licences."""

from __future__ import annotations

from datetime import datetime

from ksound.lib import ulid
from marketplace.licences.models import Licence
from marketplace.orders.models import Order


def grant(*, order: Order, at: datetime) -> list[Licence]:
    """One licence for every line of `order`, in the transaction that marks it paid.

    The unique order line makes a second grant fail instead of giving twice.
    """
    return Licence.objects.bulk_create(
        Licence(serial=_serial(), order_line=line, holder_id=order.buyer_id, granted_at=at)
        for line in order.lines.all()
    )


def _serial() -> str:
    return f"KSL-{ulid.new()[-12:]}"
