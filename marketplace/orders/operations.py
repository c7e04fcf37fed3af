"""From a cart to a paid order."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.timezone import localtime

from ksound.core import audit, fault_points
from ksound.core.models import User
from ksound.lib import ulid
from ksound.lib.money import Money
from marketplace.cart import queries as carts
from marketplace.cart.models import Cart, CartLine
from marketplace.cart.quoting import Part
from marketplace.licences import operations as licences
from marketplace.licences import texts
from marketplace.orders.models import Order, OrderLine
from payments.charges.allocation import share
from sellers.tiers import queries as tiers

State = Order.State
# Longer than a payment attempt lives: an order never expires under an open payment page.
LIFETIME = timedelta(minutes=45)


class NothingToBuy(Exception):
    """The cart is empty."""


class NotAvailable(Exception):
    """A line of the cart cannot be bought any more; the cart page says which."""


class PriceChanged(Exception):
    """The total, or the price of a line, is not the one the buyer saw; `total` is today's."""

    def __init__(self, total: Money) -> None:
        super().__init__(str(total))
        self.total = total


@transaction.atomic
def place(*, cart: Cart, buyer: User, seen_total: Money, terms_version: str, at: datetime) -> Order:
    """The open order for what the cart holds: the present one if nothing changed, else a new one.

    The buyer has seen `seen_total` and consented to the withdrawal notice at `at`. A free order is paid at
    once. Raises NothingToBuy, NotAvailable, PriceChanged; then no order is made or changed.
    """
    Cart.objects.select_for_update().get(pk=cart.pk)
    wanted = carts.contents(cart)
    _require_buyable(wanted, seen_total)
    present = cart.orders.filter(state__in=[State.DRAFT, State.AWAITING]).first()
    if present is not None and _is_for(present, wanted):
        return present
    if present is not None:
        cancel(order=present, by=buyer, at=at)
    order = Order.objects.create(
        number=_number(at),
        buyer=buyer,
        cart=cart,
        state=State.AWAITING,
        currency=wanted.total.currency,
        total_minor=wanted.total.minor,
        terms_version=terms_version,
        withdrawal_consent_at=at,
        created_at=at,
    )
    _copy_lines(order, wanted)
    audit.record("order.placed", target=order, by=buyer, at=at, total_minor=order.total_minor)
    if not wanted.total:
        mark_paid(order_ref=order.public_id, at=at)
        order.refresh_from_db()
    return order


def _require_buyable(wanted: carts.Contents, seen_total: Money) -> None:
    if not wanted.lines:
        raise NothingToBuy
    if not wanted.can_check_out:
        raise NotAvailable
    if wanted.total != seen_total or wanted.changed:
        raise PriceChanged(wanted.total)


def _is_for(order: Order, wanted: carts.Contents) -> bool:
    """Whether `order` is exactly what the cart holds today, at today's prices."""
    ordered = {
        (line.effect_id, line.licence_code, line.pack_id, line.upgraded_from_id, line.gross_minor)
        for line in order.lines.all()
    }
    return ordered == {
        (part.effect.pk, line.licence_code, _pack_id(line), part.upgraded_from, part.price.minor)
        for line in wanted.lines
        for part in line.quote.parts
    }


def _pack_id(line: carts.Line) -> int | None:
    return line.pack.pk if line.pack else None


def _copy_lines(order: Order, wanted: carts.Contents) -> None:
    """One line for each sound: a pack is divided, so that shares, licences and refunds go line by line."""
    rates = {tier: policy.commission_bps for tier, policy in tiers.policies().items()}
    OrderLine.objects.bulk_create(
        _order_line(order, line, part, fee_bps=rates[part.effect.seller.tier])
        for line in wanted.lines
        for part in line.quote.parts
    )


def _order_line(order: Order, line: carts.Line, part: Part, *, fee_bps: int) -> OrderLine:
    effect, seller = part.effect, part.effect.seller
    split = share(line_ref="", seller=seller, gross=part.price, fee_bps=fee_bps)
    return OrderLine(
        order=order,
        effect=effect,
        audio_file=effect.file,
        seller=seller,
        title=effect.title,
        licence_code=line.licence_code,
        licence_version=texts.VERSION,
        licence_sha256=texts.sha256(line.licence_code),
        gross_minor=split.gross.minor,
        vat_minor=split.vat.minor,
        fee_minor=split.fee.minor,
        seller_net_minor=split.seller_net.minor,
        fee_bps=split.fee_bps,
        tier=seller.tier,
        pack=line.pack,
        upgraded_from_id=part.upgraded_from,
        credited_minor=part.credited.minor,
    )


@transaction.atomic
def mark_paid(*, order_ref: str, at: datetime) -> bool:
    """Its money is here: grant the licences, once. False when the order was paid before.

    Money that comes after an order expired or was cancelled still buys what it paid for.
    """
    changed = Order.objects.filter(
        public_id=order_ref, state__in=Order.TRANSITIONS.before(State.PAID)
    ).update(state=State.PAID, paid_at=at)
    if not changed:
        return False
    order = Order.objects.select_related("buyer").get(public_id=order_ref)
    licences.grant(order=order, at=at)
    _empty_cart_of(order)
    audit.record("order.paid", target=order, by=None, at=at)
    transaction.on_commit(partial(fault_points.reach, "licence.granted"))
    return True


def _empty_cart_of(order: Order) -> None:
    if order.cart_id is None:
        return
    ordered = list(order.lines.all())
    for pack_id, code in {(line.pack_id, line.licence_code) for line in ordered if line.pack_id}:
        CartLine.objects.filter(cart_id=order.cart_id, pack_id=pack_id, licence_code=code).delete()
    for line in ordered:
        if line.pack_id is None:
            CartLine.objects.filter(
                cart_id=order.cart_id, effect_id=line.effect_id, licence_code=line.licence_code
            ).delete()


@transaction.atomic
def cancel(*, order: Order, by: User | None, at: datetime) -> bool:
    """Give up an unpaid order; the cart keeps its lines. False when it is not open."""
    open_states = Order.TRANSITIONS.before(State.CANCELLED)
    changed = Order.objects.filter(pk=order.pk, state__in=open_states).update(state=State.CANCELLED)
    if changed:
        audit.record("order.cancelled", target=order, by=by, at=at)
    return bool(changed)


def expire_abandoned(*, at: datetime) -> int:
    """End orders nobody paid; returns how many."""
    return Order.objects.filter(state=State.AWAITING, created_at__lt=at - LIFETIME).update(
        state=State.EXPIRED
    )


def _number(at: datetime) -> str:
    return f"KS-{localtime(at):%y%m%d}-{ulid.new(at)[-6:]}"
