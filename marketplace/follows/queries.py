"""Reading follows for pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils.timezone import localdate

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.follows.models import Follow
from sellers.registration.models import Seller

DAYS_A_PAGE = 12
# Of one seller on one day; the rest are in their store.
MOST_A_DAY = 3


@dataclass(frozen=True, slots=True)
class NewSounds:
    """What one seller published on one day: the newest of it, and how much it was."""

    seller: Seller
    day: date
    effects: list[Effect]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.effects)


def followers(seller: Seller) -> int:
    return Follow.objects.filter(seller=seller).count()


def is_following(*, user: User | None, seller: Seller) -> bool:
    return user is not None and Follow.objects.filter(user=user, seller=seller).exists()


def followed_by(user: User) -> list[Seller]:
    """By name; sellers who left are among them, so that they can be let go."""
    return list(Seller.objects.filter(followers__user=user).order_by("display_name"))


def page_of(*, user: User, number: str) -> tuple[Page[Any], list[NewSounds]]:
    """What the followed sellers published, newest day first. Three statements whatever the number of rows."""
    on_sale = Effect.objects.on_sale().filter(seller__followers__user=user)
    per_day = on_sale.annotate(day=TruncDate("published_at"))
    days = per_day.order_by().values("seller", "day").annotate(total=Count("pk"), latest=Max("published_at"))
    page = Paginator(days.order_by("-latest", "seller"), DAYS_A_PAGE).get_page(number)
    shown = _newest_of([(one["seller"], one["day"]) for one in page])
    groups = [
        NewSounds(effects[0].seller, one["day"], effects, one["total"])
        for one in page
        if (effects := shown[one["seller"], one["day"]])
    ]
    return page, groups


def _newest_of(days: list[tuple[int, date]]) -> dict[tuple[int, date], list[Effect]]:
    """(seller pk, day) → the newest sounds of that day, at most `MOST_A_DAY`."""
    wanted = Effect.objects.on_sale().filter(
        seller__in={seller for seller, _day in days}, published_at__date__in={day for _seller, day in days}
    )
    rank = Window(
        RowNumber(),
        partition_by=[F("seller"), TruncDate("published_at")],
        order_by=[F("published_at").desc(), F("pk").desc()],
    )
    ranked = wanted.annotate(rank=rank).filter(rank__lte=MOST_A_DAY)
    found: dict[tuple[int, date], list[Effect]] = defaultdict(list)
    for effect in ranked.with_facts().newest_first():
        assert effect.published_at is not None
        found[effect.seller_id, localdate(effect.published_at)].append(effect)
    return found
