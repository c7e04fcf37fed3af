"""Reading reviews for pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.licences.models import Licence
from marketplace.reviews.models import Review, ReviewQuerySet
from marketplace.reviews.rating import Rating
from sellers.registration.models import Seller

FIRST = 5
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Section:
    """The reviews of a sound as this visitor sees them. `own` is the visitor's, hidden or not."""

    rating: Rating
    reviews: list[Review]
    own: Review | None
    may_write: bool
    is_seller: bool


def section(effect: Effect, *, user: User | None) -> Section:
    """The newest reviews for the page of the sound: two statements for visitors, four for who is signed in."""
    shown = _with_facts(effect)
    reviews = list(shown[:FIRST])
    own = Review.objects.filter(effect=effect, author=user).first() if user else None
    return Section(
        rating=rating_of(effect),
        reviews=reviews,
        own=own,
        may_write=user is not None and may_review(user=user, effect=effect),
        is_seller=user is not None and effect.seller.user_id == user.pk,
    )


def page_of(effect: Effect, *, number: str) -> Page[Review]:
    """Two statements whatever the number of rows; what means nothing is the first page."""
    return Paginator(_with_facts(effect), PAGE_SIZE).get_page(number)


def _with_facts(effect: Effect) -> ReviewQuerySet:
    return Review.objects.about(effect).shown().select_related("author").newest_first()


def may_review(*, user: User, effect: Effect) -> bool:
    """Whether the person bought or took the sound, was not given the money back, and does not sell it."""
    if effect.seller.user_id == user.pk:
        return False
    theirs = Licence.objects.filter(holder=user, order_line__effect=effect)
    return theirs.exclude(state=Licence.State.REVOKED).exists()


def held_effects(user: User | None) -> QuerySet[Licence, int]:
    """The primary keys of the sounds a person holds, for a subquery."""
    licences = Licence.objects.filter(holder=user) if user else Licence.objects.none()
    return licences.exclude(state=Licence.State.REVOKED).values_list("order_line__effect", flat=True)


def rating_of(effect: Effect) -> Rating:
    return _rating(Review.objects.about(effect))


def rating_of_seller(seller: Seller) -> Rating:
    return _rating(Review.objects.about_sounds_of(seller))


def _rating(reviews: ReviewQuerySet) -> Rating:
    """One statement; hidden reviews do not count."""
    counted = dict(
        reviews.shown().order_by().values_list("stars").annotate(n=Count("pk")).values_list("stars", "n")
    )
    one, two, three, four, five = (counted.get(stars, 0) for stars in range(1, 6))
    return Rating((one, two, three, four, five))


def aggregate_rating(rating: Rating) -> dict[str, object] | None:
    """`aggregateRating` as schema.org has it, None as long as nobody rated (an empty one is an error there)."""
    if not rating.count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": f"{rating.mean:.1f}",
        "reviewCount": rating.count,
        "bestRating": 5,
        "worstRating": 1,
    }
