"""What a cart holds and costs today."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money, total
from marketplace.cart.models import Cart, CartLine
from marketplace.cart.operations import SESSION_KEY
from marketplace.licences import queries as licences


@dataclass(frozen=True, slots=True)
class Line:
    """One cart line with today's price, and what stands in the way of buying it."""

    id: str
    effect: Effect
    licence_code: str
    licence_label: str
    price: Money
    problem: str | Promise

    @property
    def available(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class Contents:
    """A cart as the page shows it; the total counts what can be bought."""

    lines: list[Line]
    total: Money

    @property
    def can_check_out(self) -> bool:
        return bool(self.lines) and all(line.available for line in self.lines)


def find(*, user: User | None, session: SessionBase) -> Cart | None:
    """The cart if there is one; looking never makes one."""
    if user is not None:
        return Cart.objects.filter(user=user).first()
    return Cart.objects.filter(public_id=session.get(SESSION_KEY, ""), user=None).first()


def contents(cart: Cart | None) -> Contents:
    """Two statements whatever the number of lines."""
    if cart is None:
        return Contents([], Money.zero("KRW"))
    rows = list(
        CartLine.objects.filter(cart=cart)
        .select_related("effect__file", "effect__seller")
        .order_by("added_at", "pk")
    )
    owned = (
        licences.held(user_id=cart.user_id, effects=[row.effect_id for row in rows])
        if cart.user_id
        else set()
    )
    lines = [_line(row, buyer_id=cart.user_id, owned=owned) for row in rows]
    return Contents(lines, total([line.price for line in lines if line.available], "KRW"))


def _line(row: CartLine, *, buyer_id: int | None, owned: set[tuple[int, str]]) -> Line:
    return Line(
        id=row.public_id,
        effect=row.effect,
        licence_code=row.licence_code,
        licence_label=row.licence_label,
        price=row.price,
        problem=_problem(row, buyer_id=buyer_id, owned=owned),
    )


def _problem(row: CartLine, *, buyer_id: int | None, owned: set[tuple[int, str]]) -> str | Promise:
    effect = row.effect
    if effect.state != Effect.State.PUBLISHED or not effect.seller.may_sell:
        return _("No longer on sale. Remove it to go on.")
    if row.licence_code not in effect.licence_codes:
        return _("No longer offered under this licence. Remove it and choose another.")
    if (effect.pk, row.licence_code) in owned:
        return _("You already hold this licence. Remove it to go on.")
    if buyer_id is not None and effect.seller.user_id == buyer_id:
        return _("This is your own sound. Remove it to go on.")
    return ""


def count(*, user: User | None, session: SessionBase) -> int:
    """For the header; no statement at all for a guest who has put nothing in."""
    if user is None and SESSION_KEY not in session:
        return 0
    whose = {"cart__user": user} if user else {"cart__public_id": session[SESSION_KEY], "cart__user": None}
    return CartLine.objects.filter(**whose).count()


def codes_in(cart: Cart | None, effect: Effect) -> set[str]:
    """The licences under which this sound lies in the cart."""
    if cart is None:
        return set()
    return set(cart.lines.filter(effect=effect).values_list("licence_code", flat=True))
