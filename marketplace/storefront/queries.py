"""What a seller's store shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.follows import queries as follows
from marketplace.reviews import queries as reviews
from marketplace.reviews.rating import Rating
from sellers.profiles import queries as profiles
from sellers.registration.models import Seller
from sellers.tiers.models import TierPolicy
from sellers.tiers.queries import policy_of

PAGE_SIZE = 48


@dataclass(frozen=True, slots=True)
class Head:
    """Who sells here. `tier` is None for the lowest, which buyers are not shown."""

    shown: profiles.Shown
    tier: TierPolicy | None
    rating: Rating
    followers: int
    is_following: bool
    is_own: bool
    sounds: int


def head(seller: Seller, *, user: User | None) -> Head:
    """Six statements for visitors, seven for who is signed in."""
    policy = policy_of(seller)
    return Head(
        shown=profiles.shown(seller),
        tier=policy if policy.tier > 1 else None,
        rating=reviews.rating_of_seller(seller),
        followers=follows.followers(seller),
        is_following=follows.is_following(user=user, seller=seller),
        is_own=user is not None and seller.user_id == user.pk,
        sounds=Effect.objects.on_sale().of(seller).count(),
    )


def sounds_of(seller: Seller, *, number: str) -> Page[Effect]:
    """Two statements whatever the number of rows; what means nothing is the first page."""
    on_sale = Effect.objects.on_sale().of(seller).with_facts().newest_first()
    return Paginator(on_sale, PAGE_SIZE).get_page(number)
