"""What happens to a listing: describe, submit, recall, withdraw, reprice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from catalog.duplicates import operations as duplicates
from catalog.duplicates.queries import resembled_by
from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.search import operations as index
from catalog.ucs import schedule
from ksound.core import audit
from ksound.core.models import User
from ksound.lib.money import Money

State = Effect.State


class NotYours(Exception):
    """Only the seller of an effect changes it."""


class NotEditable(Exception):
    """The effect is not in a state in which its seller may do this."""


class Incomplete(Exception):
    """Something buyers need is missing; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class WrongPrice(Exception):
    """Neither free nor between the lowest and the highest price."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a seller says about a sound; without a price it can be kept but not submitted."""

    cat_id: str
    title_ko: str
    title_en: str
    description: str
    keywords: Sequence[str]
    price: Money | None
    licence_codes: Sequence[str]


def describe(*, effect: Effect, by: User, description: Description) -> None:
    """Save what the seller wrote. Raises NotYours, NotEditable, WrongPrice."""
    require_owner(effect, by)
    price = description.price
    if price is not None:
        require_price(price)
    changed = Effect.objects.filter(pk=effect.pk, state__in=Effect.EDITABLE).update(
        cat_id=description.cat_id,
        title_ko=description.title_ko,
        title_en=description.title_en,
        description=description.description,
        keywords=list(description.keywords),
        price_minor=price.minor if price else 0,
        licence_codes=licences_for(price, description.licence_codes) if price is not None else [],
    )
    if not changed:
        raise NotEditable(effect.pk)


def licences_for(price: Money, chosen: Sequence[str]) -> list[str]:
    """A free sound has the public licence and no other; a paid one those chosen, in the shop's order."""
    if not price:
        return [pricing.PUBLIC.code]
    return [licence.code for licence in pricing.PAID if licence.code in chosen]


@transaction.atomic
def submit(*, effect: Effect, by: User, at: datetime) -> None:
    """Hand a described effect to review; it is held for staff when it resembles another (`Resemblance`).

    Raises NotYours, NotEditable, Incomplete.
    """
    require_owner(effect, by)
    current = Effect.objects.select_for_update().get(pk=effect.pk)
    require_complete(current)
    if current.state not in Effect.TRANSITIONS.before(State.IN_REVIEW):
        raise NotEditable(effect.pk)
    resembled = _what_holds(current, at=at)
    Effect.objects.filter(pk=effect.pk).update(
        state=State.HELD if resembled else State.IN_REVIEW,
        submitted_at=at,
        rejection_reason="",
        revision=F("revision") + 1,
    )
    audit.record("effect.submitted", target=effect, by=by, at=at)
    if resembled:
        audit.record("effect.held", target=effect, by=None, at=at, resembles=resembled)


def _what_holds(effect: Effect, *, at: datetime) -> list[dict[str, object]]:
    """What of today's catalogue the effect resembles, for the audit trail.

    Looked for again: what was a draft when the file was examined may be on sale now. Nobody else submits meanwhile,
    so of two copies sent in at once the second finds the first.
    """
    duplicates.submit_alone()
    duplicates.find_resemblances(file=effect.file, at=at)
    return [
        {"original": one.listing.public_id, "kind": one.kind, "score": round(one.score, 3)}
        for one in resembled_by(effect.file)
        if one.holds and one.listing
    ]


@transaction.atomic
def recall(*, effect: Effect, by: User, at: datetime) -> None:
    """Take an effect back from review to work on it. Raises NotYours, NotEditable."""
    require_owner(effect, by)
    changed = Effect.objects.filter(pk=effect.pk, state=State.IN_REVIEW).update(state=State.DRAFT)
    if not changed:
        raise NotEditable(effect.pk)
    audit.record("effect.recalled", target=effect, by=by, at=at)


@transaction.atomic
def withdraw(*, effect: Effect, by: User, at: datetime) -> None:
    """Take an effect off sale; buyers keep what they bought. Raises NotYours, NotEditable."""
    require_owner(effect, by)
    changed = Effect.objects.filter(pk=effect.pk, state=State.PUBLISHED).update(state=State.WITHDRAWN)
    if not changed:
        raise NotEditable(effect.pk)
    index.remove(effect)
    audit.record("effect.withdrawn", target=effect, by=by, at=at)


@transaction.atomic
def reprice(*, effect: Effect, by: User, price: Money, at: datetime) -> None:
    """Change the price of an effect on sale; orders already placed keep theirs. Raises as `describe`."""
    require_owner(effect, by)
    require_price(price)
    if not price or effect.is_free:
        raise WrongPrice(price)
    changed = Effect.objects.filter(pk=effect.pk, state=State.PUBLISHED, price_minor__gt=0).update(
        price_minor=price.minor, currency=price.currency
    )
    if not changed:
        raise NotEditable(effect.pk)
    audit.record("effect.repriced", target=effect, by=by, at=at, minor=price.minor, currency=price.currency)
    index.index(Effect.objects.with_facts().get(pk=effect.pk))


def require_owner(effect: Effect, by: User) -> None:
    if effect.seller.user_id != by.pk:
        raise NotYours(effect.pk)


def require_price(price: Money) -> None:
    if price and not pricing.MINIMUM_PRICE <= price <= pricing.MAXIMUM_PRICE:
        raise WrongPrice(price)


def require_complete(effect: Effect) -> None:
    """Raises Incomplete for the first thing that is missing."""
    if effect.file.state != effect.file.State.READY:
        raise Incomplete("file")
    if not schedule.exists(effect.cat_id):
        raise Incomplete("cat_id")
    if not (effect.title_ko or effect.title_en):
        raise Incomplete("title_ko")
    if not effect.licence_codes:
        raise Incomplete("licence_codes")
