"""Paying an order through a provider. Nothing here runs inside a transaction: providers are asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from marketplace.orders.models import Order, OrderLine
from marketplace.orders.operations import mark_paid
from payments.charges import operations as charges
from payments.charges.allocation import Share
from payments.charges.models import PaymentAttempt
from payments.charges.states import OPEN
from payments.providers.base import Step


def begin(*, order: Order, provider: str, return_url: str, cancel_url: str, at: datetime) -> Step:
    """Open the provider's page for the order. Raises what `charges.open_attempt` and `start` raise."""
    _close_superseded(order, at=at)
    _catch_up(order, at=at)
    lines = list(order.lines.select_related("seller", "order"))
    attempt = charges.open_attempt(
        order_ref=order.public_id,
        order_name=_name(lines),
        buyer_ref=order.buyer.public_id,
        amount=order.total,
        provider=provider,
        shares=[_share(line) for line in lines if line.gross_minor],
        return_url=return_url,
        cancel_url=cancel_url,
        at=at,
    )
    return charges.start(attempt=attempt, at=at)


def come_back(*, order: Order, params: Mapping[str, str], at: datetime) -> None:
    """The buyer is back from the provider: find out how it ended, and grant at once if it is paid."""
    attempt = latest_attempt(order)
    if attempt is not None:
        charges.complete(attempt=attempt, params=params, at=at)


def latest_attempt(order: Order) -> PaymentAttempt | None:
    """The paid attempt if there is one, else the newest."""
    attempts = list(PaymentAttempt.objects.of_order(order.public_id))
    return next((attempt for attempt in attempts if attempt.is_paid), attempts[0] if attempts else None)


def on_captured(*, order_ref: str, at: datetime, **_: object) -> None:
    """Listens to payments: the order's money is here."""
    mark_paid(order_ref=order_ref, at=at)


def _catch_up(order: Order, *, at: datetime) -> None:
    """Ask how an earlier try ended whose buyer never came back: its page must not be offered again."""
    attempt = latest_attempt(order)
    if attempt is not None and attempt.is_open:
        charges.sync(attempt_id=attempt.pk, at=at)


def _close_superseded(order: Order, *, at: datetime) -> None:
    """Close the payment pages of orders this one replaced, so that nobody pays an old cart."""
    replaced = order.cart.orders.filter(state=Order.State.CANCELLED) if order.cart else Order.objects.none()
    for attempt in PaymentAttempt.objects.filter(order_ref__in=replaced.values("public_id"), state__in=OPEN):
        charges.cancel(attempt=attempt, at=at)


def _name(lines: list[OrderLine]) -> str:
    first = lines[0].title
    return first if len(lines) == 1 else f"{first} + {len(lines) - 1}"


def _share(line: OrderLine) -> Share:
    return Share(
        line_ref=line.public_id,
        seller=line.seller,
        gross=line.gross,
        vat=line.vat,
        fee_bps=line.fee_bps,
        fee=line.fee,
        seller_net=line.net,
    )
