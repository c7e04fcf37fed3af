"""Reading packs for pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from catalog.effects.models import Effect
from catalog.packs.models import Pack
from ksound.core.text import clean_line
from sellers.registration.models import Seller

OFFERED = 20


def of_effect(effect: Effect, *, limit: int = 3) -> list[Pack]:
    """The packs in which this sound can be bought, the newest first: two statements."""
    offered = Pack.objects.published().filter(members__effect=effect).with_members()
    return [pack for pack in offered.order_by("-published_at", "-pk")[: limit * 2] if pack.is_buyable][:limit]


def of_seller(seller: Seller, *, limit: int = 12) -> list[Pack]:
    """The packs on a seller's storefront, the newest first: two statements."""
    offered = Pack.objects.published().of(seller).with_members()
    return [pack for pack in offered.order_by("-published_at", "-pk")[: limit * 2] if pack.is_buyable][:limit]


def packs_of(seller: Seller) -> list[Pack]:
    """What a seller has made, in any state, newest first: two statements."""
    return list(Pack.objects.of(seller).with_members())


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sounds a seller may add to a pack; `more` says that there are others than those shown."""

    effects: list[Effect]
    more: bool


def candidates(pack: Pack, *, words: str) -> Candidates:
    """The seller's priced sounds on sale that are not in the pack and match every word: one statement."""
    found = Effect.objects.of(pack.seller).on_sale().filter(price_minor__gt=0)
    for word in clean_line(words)[:100].split():
        found = found.filter(
            Q(title_ko__icontains=word)
            | Q(title_en__icontains=word)
            | Q(cat_id__icontains=word)
            | Q(file__original_name__icontains=word)
        )
    rows = found.exclude(pk__in=[effect.pk for effect in pack.effects]).with_facts().newest_first()
    effects = list(rows[: OFFERED + 1])
    return Candidates(effects[:OFFERED], len(effects) > OFFERED)
