"""What a seller earned. Amounts come from the order lines' snapshots and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from ksound.lib.money import Money, total
from marketplace.orders.models import Order, OrderLine
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.refunds.dividing import Rest
from payments.refunds.models import Refund, RefundLine
from sellers.registration.models import Seller

NOTHING = Rest(0, 0, 0, 0)
SOLD = (Order.State.PAID, Order.State.PARTIALLY_REFUNDED, Order.State.REFUNDED)


@dataclass(frozen=True, slots=True)
class Sale:
    """One sold line: `gross − refunded = vat + fee + net`. `entry_ref` is the ledger entry that booked it; empty
    for a free sound."""

    at: datetime
    order_number: str
    title: str
    licence_label: str
    gross: Money
    vat: Money
    fee_percent: str
    fee: Money
    net: Money
    refunded: Money
    status: str
    entry_ref: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the sales shown."""

    gross: Money
    vat: Money
    fee: Money
    net: Money
    refunded: Money


def sales_of(seller: Seller, *, limit: int = 200) -> list[Sale]:
    """The newest sales, newest first, each as what is left of it after refunds: four statements."""
    lines = list(
        OrderLine.objects.filter(seller=seller, order__state__in=SOLD)
        .select_related("order", "effect")
        .order_by("-order__paid_at", "-pk")[:limit]
    )
    entries = _capture_entries({line.order.public_id for line in lines})
    returned = _returned({line.public_id for line in lines})
    return [
        _sale(line, entries.get(line.order.public_id, ""), returned.get(line.public_id, NOTHING))
        for line in lines
    ]


def _capture_entries(order_refs: set[str]) -> dict[str, str]:
    """Order public id → public id of the entry that captured its payment."""
    attempts = {
        attempt.cause: attempt.order_ref
        for attempt in PaymentAttempt.objects.filter(order_ref__in=order_refs).paid()
    }
    entries = Entry.objects.filter(cause__in=attempts, kind="capture").values_list("cause", "public_id")
    return {attempts[cause]: public_id for cause, public_id in entries}


def _returned(line_refs: set[str]) -> dict[str, Rest]:
    """Order line → its parts that were given back."""
    given = RefundLine.objects.filter(share__line_ref__in=line_refs, refund__state=Refund.State.SUCCEEDED)
    parts = ("gross_minor", "vat_minor", "fee_minor", "seller_net_minor")
    sums = given.order_by().values_list("share__line_ref").annotate(*(Sum(part) for part in parts))
    return {line_ref: Rest(*minors) for line_ref, *minors in sums}


def _sale(line: OrderLine, entry_ref: str, back: Rest) -> Sale:
    paid_at, currency = line.order.paid_at, line.order.currency
    assert paid_at is not None
    return Sale(
        at=paid_at,
        order_number=line.order.number,
        title=line.readable_title,
        licence_label=line.licence_label,
        gross=line.gross,
        vat=line.vat - Money(back.vat, currency),
        fee_percent=f"{line.fee_bps / 100:g}",
        fee=line.fee - Money(back.fee, currency),
        net=line.net - Money(back.seller_net, currency),
        refunded=Money(back.gross, currency),
        status=line.order.get_state_display(),
        entry_ref=entry_ref,
    )


def totals(sales: list[Sale], currency: str = "KRW") -> Totals:
    return Totals(
        gross=total([sale.gross for sale in sales], currency),
        vat=total([sale.vat for sale in sales], currency),
        fee=total([sale.fee for sale in sales], currency),
        net=total([sale.net for sale in sales], currency),
        refunded=total([sale.refunded for sale in sales], currency),
    )
