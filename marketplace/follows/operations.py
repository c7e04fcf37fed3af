"""Following sellers."""

from __future__ import annotations

from datetime import datetime

from ksound.core.models import User
from marketplace.follows.models import Follow
from sellers.registration.models import Seller

LIMIT = 1_000


class OwnStore(Exception):
    """Nobody follows themselves."""


class NotSelling(Exception):
    """The seller is not active."""


class TooMany(Exception):
    """The person follows `LIMIT` sellers."""


def follow(*, user: User, seller: Seller, at: datetime) -> bool:
    """Follow a seller; False when it was so before. Raises OwnStore, NotSelling, TooMany.

    Two requests at once may pass the limit by one: it protects pages, not money.
    """
    if seller.user_id == user.pk:
        raise OwnStore(user.pk)
    if not seller.may_sell:
        raise NotSelling(seller.pk)
    if Follow.objects.filter(user=user).count() >= LIMIT:
        raise TooMany
    return Follow.objects.get_or_create(user=user, seller=seller, defaults={"followed_at": at})[1]


def unfollow(*, user: User, seller: Seller) -> bool:
    """Stop following; False when the person did not. Works for sellers who left, too."""
    return bool(Follow.objects.filter(user=user, seller=seller).delete()[0])
