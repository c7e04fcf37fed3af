"""Putting sounds into a cart, taking them out, and finding whose cart it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.cart.models import Cart, CartLine
from marketplace.licences import queries as licences

SESSION_KEY = "cart"


class NotForSale(Exception):
    """The sound is not on sale, or not under this licence."""


class OwnSound(Exception):
    """Sellers do not buy from themselves."""


class AlreadyOwned(Exception):
    """The buyer holds this licence for this sound."""


def cart_for(*, user: User | None, session: SessionBase) -> Cart:
    """The person's cart, or the guest's that the session names; made when there is none."""
    if user is not None:
        return Cart.objects.get_or_create(user=user)[0]
    cart = Cart.objects.filter(public_id=session.get(SESSION_KEY, ""), user=None).first()
    if cart is None:
        cart = Cart.objects.create()
        session[SESSION_KEY] = cart.public_id
    return cart


def add(*, cart: Cart, effect: Effect, licence_code: str, at: datetime) -> bool:
    """Put a sound into the cart; False when it was there. Raises NotForSale, OwnSound, AlreadyOwned."""
    if licence_code not in effect.licence_codes or not Effect.objects.on_sale().filter(pk=effect.pk).exists():
        raise NotForSale(effect.pk)
    if cart.user_id is not None:
        require_may_buy(user_id=cart.user_id, effect=effect, licence_code=licence_code)
    _line, is_new = CartLine.objects.get_or_create(
        cart=cart, effect=effect, licence_code=licence_code, defaults={"added_at": at}
    )
    return is_new


def add_all(*, cart: Cart, wanted: Sequence[tuple[Effect, str]], at: datetime) -> int:
    """Put many sounds (effect, licence code) in at once; returns how many lines are new.

    What `add` would refuse is left out: the caller says why before. Needs each effect's seller; four statements.
    """
    effects = [effect.pk for effect, _code in wanted]
    on_sale = set(Effect.objects.on_sale().filter(pk__in=effects).values_list("pk", flat=True))
    held = licences.held(user_id=cart.user_id, effects=effects) if cart.user_id else set()
    known = set(cart.lines.values_list("effect_id", "licence_code"))
    lines = [
        CartLine(cart=cart, effect=effect, licence_code=code, added_at=at)
        for effect, code in wanted
        if effect.pk in on_sale
        and code in effect.licence_codes
        and (effect.pk, code) not in held | known
        and effect.seller.user_id != cart.user_id
    ]
    CartLine.objects.bulk_create(lines, ignore_conflicts=True)
    return len(lines)


def require_may_buy(*, user_id: int, effect: Effect, licence_code: str) -> None:
    if effect.seller.user_id == user_id:
        raise OwnSound(effect.pk)
    if licences.holds(user_id=user_id, effect=effect, licence_code=licence_code):
        raise AlreadyOwned(effect.pk)


def remove(*, cart: Cart, line_public_id: str) -> bool:
    """Take one line out; False when the cart has no such line."""
    return bool(CartLine.objects.filter(cart=cart, public_id=line_public_id).delete()[0])


@transaction.atomic
def adopt_guest_cart(*, user: User, session: SessionBase) -> None:
    """At sign-in, what was put into the guest's cart joins the person's own."""
    guest = Cart.objects.filter(public_id=session.pop(SESSION_KEY, ""), user=None).first()
    if guest is None:
        return
    own = cart_for(user=user, session=session)
    for line in guest.lines.select_related("effect__seller"):
        try:
            add(cart=own, effect=line.effect, licence_code=line.licence_code, at=line.added_at)
        except (NotForSale, OwnSound, AlreadyOwned):
            continue
    guest.delete()
