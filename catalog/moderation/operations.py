"""Decisions of staff on submitted effects."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from catalog.effects.models import Effect
from catalog.moderation import events
from catalog.search import operations as index
from ksound.core import audit, fault_points
from ksound.core.models import User

State = Effect.State
PERMISSION = "catalog.moderate_effect"


class NotAllowed(Exception):
    """Only staff with the moderation permission decide, and never on their own sounds."""


class NotInReview(Exception):
    """The effect left the queue, or was submitted again, since the decision was prepared."""


class ReasonMissing(Exception):
    """A refusal needs a reason that the seller can act on."""


@transaction.atomic
def approve(*, effect: Effect, revision: int, by: User, at: datetime) -> None:
    """Put the seen `revision` on sale. Raises NotAllowed, NotInReview."""
    _require_moderator(effect, by)
    _decide(effect, revision, state=State.PUBLISHED, published_at=at, rejection_reason="")
    index.index(Effect.objects.with_facts().get(pk=effect.pk))
    audit.record("effect.approved", target=effect, by=by, at=at, revision=revision)
    transaction.on_commit(partial(_announce_approval, effect.pk))


def _announce_approval(effect_id: int) -> None:
    fault_points.reach("approve.committed")
    events.approved.send(Effect, pk=effect_id)


@transaction.atomic
def reject(*, effect: Effect, revision: int, by: User, reason: str, at: datetime) -> None:
    """Send the seen `revision` back with a reason. Raises NotAllowed, NotInReview, ReasonMissing."""
    _require_moderator(effect, by)
    if not reason:
        raise ReasonMissing
    _decide(effect, revision, state=State.REJECTED, rejection_reason=reason)
    audit.record("effect.rejected", target=effect, by=by, at=at, revision=revision, reason=reason)
    transaction.on_commit(partial(events.rejected.send, Effect, pk=effect.pk))


@transaction.atomic
def suspend(*, effect: Effect, by: User, reason: str, at: datetime) -> None:
    """Take an effect off sale at once. Raises NotAllowed, NotInReview (not on sale), ReasonMissing."""
    _require_moderator(effect, by)
    if not reason:
        raise ReasonMissing
    changed = Effect.objects.filter(pk=effect.pk, state=State.PUBLISHED).update(
        state=State.SUSPENDED, rejection_reason=reason
    )
    if not changed:
        raise NotInReview(effect.pk)
    index.remove(effect)
    audit.record("effect.suspended", target=effect, by=by, at=at, reason=reason)


def _decide(effect: Effect, revision: int, **changes: object) -> None:
    waiting = [State.IN_REVIEW, State.HELD]
    decided = Effect.objects.filter(pk=effect.pk, state__in=waiting, revision=revision).update(**changes)
    if not decided:
        raise NotInReview(effect.pk)


def _require_moderator(effect: Effect, by: User) -> None:
    if not by.has_perm(PERMISSION) or effect.seller.user_id == by.pk:
        raise NotAllowed(by.pk)
