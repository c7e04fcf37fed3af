"""What a pack costs, and how much of that is for each of its sounds."""

from __future__ import annotations

from catalog.effects import pricing
from catalog.packs.models import Pack
from ksound.lib.money import Money


def price_of(pack: Pack, code: str) -> Money:
    """What the whole pack costs under the licence `code`."""
    return pricing.price_of(pack.price, code)


def sum_of(pack: Pack, code: str) -> Money:
    """What its sounds cost one by one under the licence `code`."""
    return pricing.price_of(pack.sum, code)


def parts(pack: Pack, code: str) -> dict[int, Money]:
    """Effect pk → its part of the pack's price under `code`, in the seller's order; they add up to `price_of`.

    In proportion to the single prices, by largest remainder, ties by id.
    """
    by_id = sorted(pack.effects, key=lambda effect: effect.pk)
    divided = price_of(pack, code).spread([effect.price_minor for effect in by_id])
    part = {effect.pk: money for effect, money in zip(by_id, divided, strict=True)}
    return {effect.pk: part[effect.pk] for effect in pack.effects}
