"""Putting sounds and packs into a cart, taking them out, and finding whose cart it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.packs.models import Pack
from catalog.packs.pricing import price_of
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import quoting
from marketplace.cart.models import Cart, CartLine
from marketplace.licences import queries as licences

SESSION_KEY = "cart"


class NotForSale(Exception):
    """The sound or pack is not on sale, or not under this licence."""


class OwnSound(Exception):
    """Sellers do not buy from themselves."""


class AlreadyOwned(Exception):
    """The buyer holds this licence for this sound, or for every sound of this pack."""


class InPackOfCart(Exception):
    """The sound lies in the cart under this licence as part of `pack`."""

    def __init__(self, pack: Pack) -> None:
        super().__init__(pack.public_id)
        self.pack = pack


def cart_for(*, user: User | None, session: SessionBase) -> Cart:
    """The person's cart, or the guest's that the session names; made when there is none."""
    if user is not None:
        return Cart.objects.get_or_create(user=user)[0]
    cart = Cart.objects.filter(public_id=session.get(SESSION_KEY, ""), user=None).first()
    if cart is None:
        cart = Cart.objects.create()
        session[SESSION_KEY] = cart.public_id
    return cart


def add(*, cart: Cart, effect: Effect, licence_code: str, at: datetime, seen: Money | None = None) -> bool:
    """Put a sound into the cart; False when it was there. `seen` is the price shown, today's unless told.

    Raises NotForSale, OwnSound, AlreadyOwned, InPackOfCart.
    """
    if licence_code not in effect.licence_codes or not Effect.objects.on_sale().filter(pk=effect.pk).exists():
        raise NotForSale(effect.pk)
    if cart.user_id is not None:
        require_may_buy(user_id=cart.user_id, effect=effect, licence_code=licence_code)
    in_pack = CartLine.objects.filter(cart=cart, licence_code=licence_code, pack__members__effect=effect)
    around = in_pack.select_related("pack").first()
    if around is not None and around.pack is not None:
        raise InPackOfCart(around.pack)
    shown = seen or pricing.price_of(effect.price, licence_code)
    _line, is_new = CartLine.objects.get_or_create(
        cart=cart,
        effect=effect,
        licence_code=licence_code,
        defaults={"added_at": at, "seen_minor": shown.minor},
    )
    return is_new


def add_pack(*, cart: Cart, pack: Pack, licence_code: str, at: datetime, seen: Money | None = None) -> bool:
    """Put a pack, read with its members, into the cart; False when it was there. Raises as `add`."""
    if licence_code not in pack.licence_codes or not pack.is_buyable:
        raise NotForSale(pack.pk)
    if cart.user_id is not None and pack.seller.user_id == cart.user_id:
        raise OwnSound(pack.pk)
    held = licences.in_force(user_id=cart.user_id, effects=[effect.pk for effect in pack.effects])
    if quoting.of_pack(pack, licence_code, held).is_owned:
        raise AlreadyOwned(pack.pk)
    shown = seen or price_of(pack, licence_code)
    _line, is_new = CartLine.objects.get_or_create(
        cart=cart,
        pack=pack,
        licence_code=licence_code,
        defaults={"added_at": at, "seen_minor": shown.minor},
    )
    return is_new


def add_all(*, cart: Cart, wanted: Sequence[tuple[Effect, str]], at: datetime) -> int:
    """Put many sounds (effect, licence code) in at once; returns how many lines are new.

    What `add` would refuse is left out: the caller says why before. Needs each effect's seller; five statements.
    """
    effects = [effect.pk for effect, _code in wanted]
    on_sale = set(Effect.objects.on_sale().filter(pk__in=effects).values_list("pk", flat=True))
    held = licences.held(user_id=cart.user_id, effects=effects) if cart.user_id else set()
    known = set(cart.lines.filter(pack=None).values_list("effect_id", "licence_code"))
    known |= set(cart.lines.exclude(pack=None).values_list("pack__members__effect_id", "licence_code"))
    lines = [
        CartLine(
            cart=cart,
            effect=effect,
            licence_code=code,
            seen_minor=pricing.price_of(effect.price, code).minor,
            added_at=at,
        )
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
def confirm_prices(*, cart: Cart, seen: Mapping[str, int]) -> None:
    """The buyer has read today's prices: `seen` maps lines to the price shown, in minor units.

    What has changed again meanwhile stays to be read.
    """
    for line in cart.lines.filter(public_id__in=seen):
        CartLine.objects.filter(pk=line.pk).update(seen_minor=seen[line.public_id])


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a guest's cart at sign-in, by titles; what was in both carts is once in the person's."""

    moved: int = 0
    owned: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@transaction.atomic
def adopt_guest_cart(*, user: User, session: SessionBase) -> Adopted:
    """At sign-in, what was put into the guest's cart joins the person's own."""
    guest = Cart.objects.filter(public_id=session.pop(SESSION_KEY, ""), user=None).first()
    if guest is None:
        return Adopted()
    own, moved = cart_for(user=user, session=session), 0
    left: dict[type[Exception], list[str]] = {NotForSale: [], OwnSound: [], AlreadyOwned: []}
    for line in guest.lines.select_related("effect__seller", "pack__seller"):
        try:
            moved += _readd(own, line)
        except (NotForSale, OwnSound, AlreadyOwned) as refusal:
            left[type(refusal)].append(str(line.pack or line.effect))
        except InPackOfCart:
            continue
    guest.delete()
    return Adopted(moved, left[AlreadyOwned], left[OwnSound], left[NotForSale])


def _readd(cart: Cart, line: CartLine) -> bool:
    seen = Money.krw(line.seen_minor) if line.seen_minor is not None else None
    code, at = line.licence_code, line.added_at
    if line.pack_id is not None:
        pack = Pack.objects.with_members().get(pk=line.pack_id)
        return add_pack(cart=cart, pack=pack, licence_code=code, at=at, seen=seen)
    assert line.effect is not None
    return add(cart=cart, effect=line.effect, licence_code=code, at=at, seen=seen)
