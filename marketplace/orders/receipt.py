"""What a buyer was asked for and got back: proof of a payment, not a tax document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ksound.core.models import User
from ksound.lib.money import Money
from ksound.lib.paper.document import Column, Document, Table
from ksound.lib.paper.drawing import draw
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.queries import PROVIDERS
from payments.charges.models import PaymentAttempt
from payments.refunds.models import Refund

State = Order.State
HAS_RECEIPT = (State.PAID, State.PARTIALLY_REFUNDED, State.REFUNDED)


@dataclass(frozen=True, slots=True)
class Back:
    """Money that was given back to the buyer."""

    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """`kept` is what the buyer paid in the end; `vat` is the tenth that is part of it (10/110, rounded down)."""

    order: Order
    paid_at: datetime
    lines: Sequence[OrderLine]
    method: str
    refunds: Sequence[Back]

    @property
    def refunded(self) -> Money:
        return sum((back.amount for back in self.refunds), start=Money.zero(self.order.currency))

    @property
    def kept(self) -> Money:
        return self.order.total - self.refunded

    @property
    def vat(self) -> Money:
        return Money(self.kept.minor * 10 // 110, self.order.currency)


def receipt_of(*, buyer: User, public_id: str) -> Receipt | None:
    """None for what is not theirs or was never paid. Four statements."""
    order = Order.objects.filter(buyer=buyer, public_id=public_id, state__in=HAS_RECEIPT).first()
    if order is None or order.paid_at is None:
        return None
    attempt = PaymentAttempt.objects.of_order(order.public_id).paid().first()
    given_back = Refund.objects.filter(attempt=attempt, state=Refund.State.SUCCEEDED).order_by("finished_at")
    return Receipt(
        order=order,
        paid_at=order.paid_at,
        lines=list(order.lines.select_related("effect", "seller", "order").order_by("pk")),
        method=str(PROVIDERS[attempt.provider].label) if attempt else _("Free of charge"),
        refunds=[Back(refund.finished_at, refund.amount) for refund in given_back if refund.finished_at],
    )


def paper(receipt: Receipt) -> bytes:
    """As PDF, dated with the payment."""
    order = receipt.order
    return draw(
        Document(
            title=_("Receipt"),
            subtitle=f"{order.number} · {_day(receipt.paid_at)}",
            facts=_facts(receipt),
            tables=[_lines(receipt)],
            notes=[str(note) for note in notes()],
            foot=f"{settings.OPERATOR['name']} · {order.number}",
            dated=receipt.paid_at,
            language=(get_language() or "ko")[:2],
        )
    )


def notes() -> list[str]:
    """What the receipt is and is not."""
    return [
        _("This paper confirms a payment. It is neither a tax invoice nor a cash receipt."),
        _("Each sound is sold by the seller named beside it; K-Sound Library is the intermediary."),
    ]


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    operator, order = settings.OPERATOR, receipt.order
    facts = [
        (_("Received by"), operator["name"]),
        (_("Representative"), operator["representative"]),
        (_("Business number"), operator["business_number"]),
        (_("Address"), operator["address"]),
        (_("Contact"), f"{operator['email']} · {operator['phone']}"),
        (_("Buyer"), order.buyer.email),
        (_("Order number"), order.number),
        (_("Paid on"), _day(receipt.paid_at)),
        (_("Payment method"), receipt.method),
        (_("Total"), str(order.total)),
    ]
    facts += [
        (_("Refunded on %(day)s") % {"day": _day(back.at)}, str(-back.amount)) for back in receipt.refunds
    ]
    if receipt.refunds:
        facts.append((_("Paid in the end"), str(receipt.kept)))
    return [*facts, (_("VAT contained, where due (10/110)"), str(receipt.vat))]


def _lines(receipt: Receipt) -> Table:
    columns = [
        Column(_("Sound"), 40),
        Column(_("Licence"), 16),
        Column(_("Seller"), 22),
        Column(_("Price"), 14, is_number=True),
    ]
    rows = [
        [line.readable_title, line.licence_label, line.seller.display_name, str(line.gross)]
        for line in receipt.lines
    ]
    return Table(columns, rows, [_("Total"), "", "", str(receipt.order.total)])


def _day(at: datetime) -> str:
    return date_format(localtime(at), "DATE_FORMAT")
