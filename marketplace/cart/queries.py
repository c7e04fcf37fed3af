"""What a cart holds and costs today."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect
from catalog.packs.models import Pack
from ksound.core.models import User
from ksound.lib.money import Money, total
from marketplace.cart import quoting
from marketplace.cart.models import Cart, CartLine
from marketplace.cart.operations import SESSION_KEY
from marketplace.cart.quoting import Quote
from marketplace.licences import queries as licences


@dataclass(frozen=True, slots=True)
class Line:
    """One cart line, an effect or a pack, at today's price, and what stands in the way of buying it."""

    id: str
    effect: Effect | None
    pack: Pack | None
    licence_code: str
    licence_label: str
    quote: Quote
    # What it cost when it was put in, if that is not today's price.
    was: Money | None
    problem: str | Promise

    @property
    def available(self) -> bool:
        return not self.problem

    @property
    def price(self) -> Money:
        """What the buyer pays, less what is credited."""
        return self.quote.price

    @property
    def listed(self) -> Money:
        return self.quote.listed

    @property
    def item(self) -> Effect | Pack:
        item = self.pack or self.effect
        assert item is not None
        return item

    @property
    def effects(self) -> list[Effect]:
        return self.pack.effects if self.pack else [self.effect] if self.effect else []


@dataclass(frozen=True, slots=True)
class Contents:
    """A cart as the page shows it; the total counts what can be bought."""

    lines: list[Line]
    total: Money

    @property
    def can_check_out(self) -> bool:
        return bool(self.lines) and all(line.available for line in self.lines)

    @property
    def changed(self) -> list[Line]:
        """Lines whose price the buyer has not seen yet."""
        return [line for line in self.lines if line.available and line.was is not None]


def find(*, user: User | None, session: SessionBase) -> Cart | None:
    """The cart if there is one; looking never makes one."""
    if user is not None:
        return Cart.objects.filter(user=user).first()
    return Cart.objects.filter(public_id=session.get(SESSION_KEY, ""), user=None).first()


def contents(cart: Cart | None) -> Contents:
    """Four statements whatever the number of lines, two as long as there is no pack among them."""
    if cart is None:
        return Contents([], Money.zero("KRW"))
    rows = list(
        CartLine.objects.filter(cart=cart)
        .select_related("effect__file", "effect__seller")
        .prefetch_related(Prefetch("pack", Pack.objects.with_members()))
        .order_by("added_at", "pk")
    )
    effects = {effect.pk for row in rows for effect in _effects(row)}
    held = licences.in_force(user_id=cart.user_id, effects=effects)
    lines = _unrepeated([_line(row, buyer_id=cart.user_id, held=held) for row in rows])
    lines = _credited_once(lines)
    return Contents(lines, total([line.price for line in lines if line.available], "KRW"))


def _effects(row: CartLine) -> list[Effect]:
    return row.pack.effects if row.pack else [row.effect] if row.effect else []


def _line(row: CartLine, *, buyer_id: int | None, held: quoting.Held) -> Line:
    problem = _problem(row, buyer_id=buyer_id)
    quote = _quote(row, held)
    if not problem and quote.is_owned:
        problem = _("You already hold this licence. Remove it to go on.")
    is_other = row.seen_minor is not None and row.seen_minor != quote.listed.minor
    return Line(
        id=row.public_id,
        effect=row.effect,
        pack=row.pack,
        licence_code=row.licence_code,
        licence_label=row.licence_label,
        quote=quote,
        was=Money.krw(row.seen_minor) if is_other and row.seen_minor is not None else None,
        problem=problem,
    )


def _quote(row: CartLine, held: quoting.Held) -> Quote:
    if row.pack is not None:
        return quoting.of_pack(row.pack, row.licence_code, held) if row.pack.sum else Quote(row.price, [])
    assert row.effect is not None
    return quoting.of_effect(row.effect, row.licence_code, held)


def _problem(row: CartLine, *, buyer_id: int | None) -> str | Promise:
    item = row.pack or row.effect
    assert item is not None
    if item.state != "published" or not item.seller.may_sell:
        return _("No longer on sale. Remove it to go on.")
    if row.pack is not None and not row.pack.is_buyable:
        return _("One sound of this pack is not on sale at the moment. Remove the pack to go on.")
    if row.licence_code not in item.licence_codes:
        return _("No longer offered under this licence. Remove it and choose another.")
    if buyer_id is not None and item.seller.user_id == buyer_id:
        return _("This is your own sound. Remove it to go on.")
    return ""


def _unrepeated(lines: list[Line]) -> list[Line]:
    """Nobody pays twice: a sound that a pack of this cart brings under the same licence is named, with the way out."""
    brought: dict[tuple[int, str], Pack] = {}
    for line in lines:
        for effect in line.effects if line.pack and line.available else []:
            assert line.pack is not None
            brought.setdefault((effect.pk, line.licence_code), line.pack)
    return [_named(line, brought) if line.available else line for line in lines]


def _named(line: Line, brought: dict[tuple[int, str], Pack]) -> Line:
    for effect in line.effects:
        pack = brought.get((effect.pk, line.licence_code))
        if pack is None or pack == line.pack:
            continue
        if line.pack is None:
            said = _(
                "The pack “{pack}” in this cart contains this sound. Remove it here, or remove the pack."
            )
            return replace(line, problem=format_lazy(said, pack=pack.title))
        said = _("“{title}” is also in the pack “{pack}” in this cart. Remove one of the two packs.")
        return replace(line, problem=format_lazy(said, title=effect.title, pack=pack.title))
    return line


def _credited_once(lines: list[Line]) -> list[Line]:
    """One licence is credited to one line only, the first: two wider licences at once are two purchases."""
    used: set[int] = set()
    settled = []
    for line in lines:
        if line.available:
            parts = [
                quoting.uncredited(part) if part.upgraded_from in used else part for part in line.quote.parts
            ]
            used |= {part.upgraded_from for part in parts if part.upgraded_from is not None}
            line = replace(line, quote=replace(line.quote, parts=parts))
        settled.append(line)
    return settled


def count(*, user: User | None, session: SessionBase) -> int:
    """For the header; no statement at all for a guest who has put nothing in."""
    if user is None and SESSION_KEY not in session:
        return 0
    whose = {"cart__user": user} if user else {"cart__public_id": session[SESSION_KEY], "cart__user": None}
    return CartLine.objects.filter(**whose).count()


def codes_in(cart: Cart | None, item: Effect | Pack) -> set[str]:
    """The licences under which this sound, or this pack, lies in the cart."""
    if cart is None:
        return set()
    which = {"pack": item} if isinstance(item, Pack) else {"effect": item}
    return set(cart.lines.filter(**which).values_list("licence_code", flat=True))
