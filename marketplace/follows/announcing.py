"""Telling followers about new sounds: one notification a day and seller."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from catalog.effects.models import Effect
from marketplace.follows.models import Follow
from marketplace.notifications.models import Kind
from marketplace.notifications.operations import notify_all
from sellers.registration.models import Seller

# A scheduler that was off for a night catches up.
DAYS_BACK = 3


def announce(*, at: datetime) -> int:
    """Tell of the sounds of the last days that are over; returns how many sellers had some.

    Run as often as one likes: a day of a seller is the cause, so nobody is told twice.
    """
    today = localdate(at)
    published = (
        Effect.objects.on_sale()
        .filter(published_at__date__gte=today - timedelta(days=DAYS_BACK), published_at__date__lt=today)
        .annotate(day=TruncDate("published_at"))
        .order_by()
        .values_list("seller", "day")
        .annotate(n=Count("pk"))
    )
    per_seller = list(published.values_list("seller", "day", "n"))
    sellers = Seller.objects.in_bulk([seller for seller, _day, _n in per_seller])
    for seller_id, day, count in per_seller:
        _tell_followers(sellers[seller_id], day, count, at=at)
    return len(per_seller)


def _tell_followers(seller: Seller, day: date, count: int, *, at: datetime) -> None:
    """Who began to follow after that day has seen what was there."""
    users = Follow.objects.filter(seller=seller, followed_at__date__lte=day).values_list("user", flat=True)
    notify_all(
        user_ids=list(users),
        kind=Kind.NEW_SOUNDS,
        cause=f"new:{seller.public_id}:{day.isoformat()}",
        at=at,
        public_id=seller.public_id,
        seller=seller.display_name,
        n=count,
    )
