"""Invariants of orders and licences, for `verify_ledger`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Sum

from marketplace.licences.models import Licence
from marketplace.orders.models import Order, OrderLine
from payments.charges.models import PaymentAttempt
from payments.ledger.checks import invariant

# Between a capture and its grant lies a commit; the poller heals a crash there within this time.
GRANTED_WITHIN = timedelta(minutes=15)


@invariant("orders_sum_to_their_lines")
def orders_sum_to_their_lines(at: datetime) -> Iterable[str]:
    summed = Order.objects.order_by().annotate(minor=Sum("lines__gross_minor"))
    for order in summed.exclude(minor=F("total_minor")):
        yield f"order {order.number}: total {order.total_minor}, lines {order.minor}"


@invariant("paid_lines_have_one_licence")
def paid_lines_have_one_licence(at: datetime) -> Iterable[str]:
    """A dispute may suspend a paid line's licence, so its state is not asked; an unpaid line has none in force.

    What cost nothing stays when the rest of its order is given back.
    """
    active = Count("licence", filter=Q(licence__state=Licence.State.ACTIVE))
    lines = OrderLine.objects.order_by().select_related("order")
    counted = lines.annotate(granted=Count("licence"), active=active)
    for line in counted.filter(order__state=Order.State.PAID).exclude(granted=1):
        yield f"order {line.order.number}: “{line.title}” is paid and has {line.granted} licences"
    unpaid = ~Q(order__state__in=[Order.State.PAID, Order.State.PARTIALLY_REFUNDED])
    kept = Q(order__state=Order.State.REFUNDED, gross_minor=0)
    for line in counted.filter(unpaid, active__gt=0).exclude(kept):
        yield f"order {line.order.number}: “{line.title}” has a licence and is not paid"


@invariant("paid_orders_have_their_payment")
def paid_orders_have_their_payment(at: datetime) -> Iterable[str]:
    """Paid ⇔ captured: in both directions, leaving the poller its time."""
    captured = PaymentAttempt.objects.paid().values("order_ref")
    for order in Order.objects.filter(state=Order.State.PAID, total_minor__gt=0).exclude(
        public_id__in=captured
    ):
        yield f"order {order.number}: paid without a captured payment"
    late = PaymentAttempt.objects.paid().filter(paid_at__lt=at - GRANTED_WITHIN).values("order_ref")
    for order in Order.objects.filter(public_id__in=late, paid_at=None):
        yield f"order {order.number}: its payment was captured and nothing granted"
