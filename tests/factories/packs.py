"""Packs, made by the real operations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from catalog.effects.models import Effect
from catalog.packs import operations
from catalog.packs.models import Pack
from ksound.lib.money import Money
from tests.factories.listings import listed


def description(**changes: Any) -> operations.Description:
    said: dict[str, Any] = {
        "title_ko": "한옥 문 묶음",
        "title_en": "Hanok Doors",
        "description": "",
        "price": Money.krw(10_000),
    }
    return operations.Description(**(said | changes))


def draft(*, effects: Iterable[Effect], at: datetime, **changes: Any) -> Pack:
    members = list(effects)
    seller = members[0].seller
    pack = operations.make(seller=seller, by=seller.user, description=description(**changes), at=at)
    for effect in members:
        operations.add(pack=pack, effect=effect, by=seller.user)
    return fresh(pack)


def on_sale(*, effects: Iterable[Effect], at: datetime, **changes: Any) -> Pack:
    pack = draft(effects=effects, at=at, **changes)
    operations.publish(pack=pack, by=pack.seller.user, at=at)
    return fresh(pack)


def fresh(pack: Pack) -> Pack:
    """The pack read anew, with its members."""
    return Pack.objects.with_members().get(pk=pack.pk)


def three(seller: Any, at: datetime) -> list[Effect]:
    """Sounds for ₩5,500, ₩4,000 and ₩3,000, with the licences Creator and Production."""
    names = (("여닫이문", "Hinged Door", 5_500), ("미닫이문", "Sliding Door", 4_000), ("대문", "Gate", 3_000))
    return [
        listed(seller=seller, at=at, title_ko=ko, title_en=en, price_minor=minor) for ko, en, minor in names
    ]
