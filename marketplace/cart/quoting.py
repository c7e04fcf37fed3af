"""What a sound or a pack costs a particular buyer: what they hold already is credited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.packs.models import Pack
from catalog.packs.pricing import parts, price_of, sum_of
from ksound.lib.money import Money, total

# (effect pk, licence code) → licence pk, as `licences.queries.in_force` has them.
Held = Mapping[tuple[int, str], int]

# Each covers what those before it allow.
WIDENING = [licence.code for licence in pricing.PAID]


@dataclass(frozen=True, slots=True)
class Part:
    """One sound as it is charged: `price` is what remains after `credited` for the licence held."""

    effect: Effect
    price: Money
    credited: Money
    upgraded_from: int | None = None
    held_code: str = ""

    @property
    def held_label(self) -> str:
        return str(pricing.LICENCES[self.held_code].label) if self.held_code else ""


@dataclass(frozen=True, slots=True)
class Quote:
    """`listed` for everybody, less what the buyer is credited, is what this buyer pays.

    `parts` are the sounds to be licensed; `owned` are those of a pack the buyer needs no more.
    """

    listed: Money
    parts: list[Part]
    owned: list[Effect] = field(default_factory=list)

    @property
    def price(self) -> Money:
        return total([part.price for part in self.parts], self.listed.currency)

    @property
    def credited(self) -> Money:
        return self.listed - self.price

    @property
    def upgrades(self) -> list[Part]:
        """The parts that replace a narrower licence."""
        return [part for part in self.parts if part.upgraded_from is not None]

    @property
    def is_owned(self) -> bool:
        return not self.parts


def of_effect(effect: Effect, code: str, held: Held) -> Quote:
    """One sound: whoever holds a narrower licence pays the difference of today's prices, at least nothing."""
    listed = pricing.price_of(effect.price, code)
    if (effect.pk, code) in held:
        return Quote(listed, [], [effect])
    narrower = _widest(effect, WIDENING[: _place(code)], held)
    worth = pricing.price_of(effect.price, narrower) if narrower else Money.zero(listed.currency)
    return Quote(listed, [_part(effect, listed, worth, narrower, held)])


def of_pack(pack: Pack, code: str, held: Held) -> Quote:
    """A pack: members the buyer may use so far cost nothing, a narrower licence for one is credited at its part."""
    listed = price_of(pack, code)
    share, paid, owned = parts(pack, code), [], []
    for effect in pack.effects:
        if _widest(effect, WIDENING[_place(code) :], held):
            owned.append(effect)
            continue
        narrower = _widest(effect, WIDENING[: _place(code)], held)
        worth = parts(pack, narrower)[effect.pk] if narrower else Money.zero(listed.currency)
        paid.append(_part(effect, share[effect.pk], worth, narrower, held))
    return Quote(listed, paid, owned)


def uncredited(part: Part) -> Part:
    """The same sound at its whole price."""
    return Part(part.effect, part.price + part.credited, Money.zero(part.price.currency))


@dataclass(frozen=True, slots=True)
class PackOffer:
    """One licence of a pack as a visitor sees it."""

    code: str
    label: object
    summary: object
    # What the members cost one by one.
    sum: Money
    quote: Quote
    in_cart: bool

    @property
    def price(self) -> Money:
        return self.quote.price

    @property
    def owned(self) -> bool:
        return self.quote.is_owned


def pack_offers(pack: Pack, held: Held, in_cart: set[str]) -> list[PackOffer]:
    return [
        PackOffer(
            code=code,
            label=pricing.LICENCES[code].label,
            summary=pricing.LICENCES[code].summary,
            sum=sum_of(pack, code),
            quote=of_pack(pack, code, held),
            in_cart=code in in_cart,
        )
        for code in pack.licence_codes
    ]


def _place(code: str) -> int:
    return WIDENING.index(code) if code in WIDENING else 0


def _widest(effect: Effect, codes: list[str], held: Held) -> str:
    return next((code for code in reversed(codes) if (effect.pk, code) in held), "")


def _part(effect: Effect, listed: Money, worth: Money, narrower: str, held: Held) -> Part:
    credited = min(worth, listed)
    licence = held[(effect.pk, narrower)] if narrower else None
    return Part(effect, listed - credited, credited, licence, narrower)
