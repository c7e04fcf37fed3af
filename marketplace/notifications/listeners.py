"""What notifications hear about. Announced twice is told once: the cause is the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from catalog.effects.models import Effect
from marketplace.notifications.models import Kind
from marketplace.notifications.operations import notify
from marketplace.orders.models import Order, OrderLine


def on_approved(*, pk: int, **_: object) -> None:
    _tell_seller(pk, Kind.APPROVED)


def on_rejected(*, pk: int, **_: object) -> None:
    _tell_seller(pk, Kind.REJECTED)


def on_held(*, pk: int, **_: object) -> None:
    _tell_seller(pk, Kind.HELD)


def _tell_seller(pk: int, kind: Kind) -> None:
    effect = Effect.objects.select_related("seller__user").get(pk=pk)
    notify(
        user=effect.seller.user,
        kind=kind,
        cause=f"{kind}:{effect.public_id}:{effect.revision}",
        at=timezone.now(),
        effect=effect.public_id,
        ko=effect.title_ko,
        en=effect.title_en,
    )


def on_captured(*, order_ref: str, at: datetime, **_: object) -> None:
    """One notification for each seller of a paid order."""
    lines = _lines(order_ref).filter(order__state=Order.State.PAID, gross_minor__gt=0)
    for _seller, sold in groupby(lines, key=lambda line: line.seller_id):
        _tell_of_sale(list(sold), Kind.SOLD, f"sold:{order_ref}", at)


def on_refunded(*, order_ref: str, left: Mapping[str, int], at: datetime, **_: object) -> None:
    """The buyer hears of every refund, a seller of each line that was wholly given back."""
    order = Order.objects.select_related("buyer").filter(public_id=order_ref).first()
    if order is None:
        return
    notify(
        user=order.buyer,
        kind=Kind.REFUNDED,
        # What is left only ever shrinks, so it tells one refund from the next.
        cause=f"refunded:{order_ref}:{sum(left.values())}",
        at=at,
        order=order.public_id,
        number=order.number,
    )
    gone = [line_ref for line_ref, minor in left.items() if minor == 0]
    for line in _lines(order_ref).filter(public_id__in=gone):
        _tell_of_sale([line], Kind.SALE_REFUNDED, f"returned:{line.public_id}", at)


def _lines(order_ref: str) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.filter(order__public_id=order_ref)
    return lines.select_related("order", "effect", "seller__user").order_by("seller", "pk")


def _tell_of_sale(lines: list[OrderLine], kind: Kind, cause: str, at: datetime) -> None:
    first = lines[0]
    notify(
        user=first.seller.user,
        kind=kind,
        cause=cause,
        at=at,
        n=len(lines),
        number=first.order.number,
        ko=first.effect.title_ko or first.title,
        en=first.effect.title_en or first.title,
    )
