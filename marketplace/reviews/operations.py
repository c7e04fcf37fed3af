"""Writing reviews, answering, reporting and hiding them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.effects.models import Effect
from ksound.core import audit
from ksound.core.models import User
from marketplace.notifications import operations as notifications
from marketplace.notifications.models import Kind
from marketplace.reviews import queries
from marketplace.reviews.models import Review, ReviewReport

PERMISSION = "marketplace.moderate_review"


class NotEntitled(Exception):
    """Only who holds a licence of the sound reviews it, and never its seller."""


class HiddenByStaff(Exception):
    """The review is hidden; its author can neither change it nor begin anew."""


class NotYours(Exception):
    """Only the seller of the sound answers."""


class NotAllowed(Exception):
    """Only staff with the permission hide reviews."""


class ReasonMissing(Exception):
    """Hiding needs a reason that the author can read."""


@transaction.atomic
def write(*, author: User, effect: Effect, stars: int, text: str, at: datetime) -> Review:
    """Review a sound, or change what one said before. Raises NotEntitled, HiddenByStaff."""
    if not queries.may_review(user=author, effect=effect):
        raise NotEntitled(author.pk)
    review, is_new = Review.objects.select_for_update(of=("self",)).get_or_create(
        author=author, effect=effect, defaults={"stars": stars, "text": text, "written_at": at}
    )
    if is_new:
        _tell_seller(review, effect, at=at)
        return review
    if review.hidden_at is not None:
        raise HiddenByStaff(review.pk)
    if (review.stars, review.text) != (stars, text):
        review.stars, review.text, review.edited_at = stars, text, at
        review.save(update_fields=["stars", "text", "edited_at"])
    return review


def _tell_seller(review: Review, effect: Effect, *, at: datetime) -> None:
    notifications.notify(
        user=effect.seller.user,
        kind=Kind.REVIEW,
        # Taking a review back and writing it again tells the seller nothing new.
        cause=f"review:{effect.public_id}:{review.author_id}",
        at=at,
        review=review.public_id,
        effect=effect.public_id,
        ko=effect.title_ko,
        en=effect.title_en,
        stars=review.stars,
    )


def remove(*, author: User, effect: Effect) -> bool:
    """Take one's review back with its answer; False when there was none. Raises HiddenByStaff."""
    theirs = Review.objects.filter(author=author, effect=effect)
    removed = theirs.filter(hidden_at=None).delete()[0]
    if not removed and theirs.exists():
        raise HiddenByStaff(effect.pk)
    return bool(removed)


@transaction.atomic
def reply(*, review: Review, by: User, text: str, at: datetime) -> None:
    """Answer a review of one's own sound, change the answer, or with no text take it back. Raises NotYours."""
    if review.effect.seller.user_id != by.pk:
        raise NotYours(review.pk)
    current = Review.objects.select_for_update().get(pk=review.pk)
    if text == current.reply:
        return
    is_first = current.replied_at is None
    current.reply = text
    current.replied_at = (current.replied_at or at) if text else None
    current.reply_edited_at = at if text and not is_first else None
    current.save(update_fields=["reply", "replied_at", "reply_edited_at"])
    if text and is_first:
        _tell_author(review, at=at)


def _tell_author(review: Review, *, at: datetime) -> None:
    notifications.notify(
        user=review.author,
        kind=Kind.REPLY,
        cause=f"reply:{review.public_id}",
        at=at,
        review=review.public_id,
        effect=review.effect.public_id,
        ko=review.effect.title_ko,
        en=review.effect.title_en,
        seller=review.effect.seller.display_name,
    )


def report(*, review: Review, by: User, text: str, at: datetime) -> bool:
    """Ask staff to look at a review; False when this person asked before."""
    return ReviewReport.objects.get_or_create(review=review, by=by, defaults={"text": text, "at": at})[1]


@transaction.atomic
def hide(*, review: Review, by: User, reason: str, at: datetime) -> None:
    """Take a review out of sight and out of the count. Raises NotAllowed, ReasonMissing."""
    _require_moderator(by)
    if not reason:
        raise ReasonMissing
    Review.objects.filter(pk=review.pk).update(hidden_at=at, hidden_reason=reason)
    audit.record("review.hidden", target=review, by=by, at=at, reason=reason)


@transaction.atomic
def show(*, review: Review, by: User, at: datetime) -> None:
    """Show a hidden review again. Raises NotAllowed."""
    _require_moderator(by)
    if Review.objects.filter(pk=review.pk, hidden_at__isnull=False).update(hidden_at=None, hidden_reason=""):
        audit.record("review.shown", target=review, by=by, at=at)


def _require_moderator(by: User) -> None:
    if not by.has_perm(PERMISSION):
        raise NotAllowed(by.pk)
