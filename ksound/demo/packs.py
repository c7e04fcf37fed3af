"""Two packs of the demonstration's sellers, made by the ordinary operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.effects.models import Effect
from catalog.packs import operations
from catalog.packs.models import MINIMUM_MEMBERS, Pack
from ksound.lib.money import Money
from sellers.registration.models import Seller

SOUNDS = 5
# Of what the sounds cost one by one.
PRICE_BPS = 7_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A pack of one seller's first sounds."""

    title_ko: str
    title_en: str
    description: str


PLANNED = (
    Planned("첫 작업 묶음", "First Session", "처음 작업할 때 두루 쓰는 소리를 골라 담았습니다."),
    Planned("짧은 영화 묶음", "Short Film Kit", "단편 영화 한 편에 자주 쓰이는 소리입니다."),
)


def make_packs(*, sellers: list[Seller], at: datetime) -> int:
    """Put the two packs on sale where they are missing; returns how many were made."""
    made = 0
    for planned, seller in zip(PLANNED, sellers, strict=False):
        priced = (
            Effect.objects.of(seller).on_sale().filter(price_minor__gt=0, licence_codes__contains=["creator"])
        )
        effects = list(priced.order_by("pk")[:SOUNDS])
        if len(effects) < MINIMUM_MEMBERS or Pack.objects.of(seller).exists():
            continue
        _make(planned, seller, effects, at=at)
        made += 1
    return made


def _make(planned: Planned, seller: Seller, effects: list[Effect], *, at: datetime) -> None:
    dearest, _rest = Money.krw(sum(effect.price_minor for effect in effects)).split(PRICE_BPS)
    description = operations.Description(
        title_ko=planned.title_ko,
        title_en=planned.title_en,
        description=planned.description,
        price=Money.krw(max(dearest.minor // 100 * 100, 500)),
    )
    pack = operations.make(seller=seller, by=seller.user, description=description, at=at)
    for effect in effects:
        operations.add(pack=pack, effect=effect, by=seller.user)
    operations.publish(pack=pack, by=seller.user, at=at)
