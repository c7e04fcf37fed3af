"""What happens to a pack: make, describe, fill, publish, withdraw; and staff's suspension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect
from catalog.effects.pricing import MAXIMUM_PRICE, MINIMUM_PRICE
from catalog.packs.models import MAXIMUM_MEMBERS, MINIMUM_MEMBERS, Pack, PackMember
from ksound.core import audit
from ksound.core.models import User
from ksound.lib.money import Money
from sellers.registration.models import Seller

State = Pack.State
PERMISSION = "catalog.moderate_effect"


class NotYours(Exception):
    """Only its seller changes a pack, and only with sounds of their own."""


class NotAllowed(Exception):
    """Only staff with the moderation permission suspend."""


class NotEditable(Exception):
    """The pack is on sale or suspended, or not in the state this act starts from."""


class WrongPrice(Exception):
    """Below the lowest or above the highest price."""


class CannotJoin(Exception):
    """The sound is not on sale or free, or the pack is full; the message says which."""


class NotReady(Exception):
    """The pack cannot be offered as it is; `reason` tells the seller why."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Description:
    """What a seller says about a pack; at least one title. Without a price it can be kept, not published."""

    title_ko: str
    title_en: str
    description: str
    price: Money | None


@transaction.atomic
def make(*, seller: Seller, by: User, description: Description, at: datetime) -> Pack:
    """An empty draft. Raises NotYours, WrongPrice."""
    if seller.user_id != by.pk:
        raise NotYours(seller.pk)
    pack = Pack.objects.create(seller=seller, created_at=at, **_fields(description))
    audit.record("pack.made", target=pack, by=by, at=at)
    return pack


@transaction.atomic
def describe(*, pack: Pack, by: User, description: Description) -> None:
    """Save what the seller wrote. Raises NotYours, NotEditable, WrongPrice."""
    locked = _locked(pack, by)
    fields = _fields(description)
    if not description.price and locked.state != State.DRAFT:
        raise WrongPrice(description.price)
    Pack.objects.filter(pk=pack.pk).update(**fields)


def _fields(description: Description) -> dict[str, object]:
    price = description.price
    if price and not MINIMUM_PRICE <= price <= MAXIMUM_PRICE:
        raise WrongPrice(price)
    return {
        "title_ko": description.title_ko,
        "title_en": description.title_en,
        "description": description.description,
        "price_minor": price.minor if price else 0,
    }


@transaction.atomic
def add(*, pack: Pack, effect: Effect, by: User) -> bool:
    """Put a sound last; False when it was in. Raises NotYours, NotEditable, CannotJoin."""
    _locked(pack, by)
    if effect.seller_id != pack.seller_id:
        raise NotYours(effect.pk)
    present = list(PackMember.objects.filter(pack=pack))
    if any(member.effect_id == effect.pk for member in present):
        return False
    if effect.state != Effect.State.PUBLISHED or effect.is_free:
        raise CannotJoin(_("Only sounds that are on sale for a price can be in a pack."))
    if len(present) >= MAXIMUM_MEMBERS:
        raise CannotJoin(_("A pack holds at most 100 sounds."))
    last = max((member.position for member in present), default=-1)
    PackMember.objects.create(pack=pack, effect=effect, position=last + 1)
    return True


@transaction.atomic
def remove(*, pack: Pack, effect_public_id: str, by: User) -> bool:
    """Take a sound out; False when it was not in. Raises NotYours, NotEditable."""
    _locked(pack, by)
    return bool(PackMember.objects.filter(pack=pack, effect__public_id=effect_public_id).delete()[0])


@transaction.atomic
def move(*, pack: Pack, effect_public_id: str, by: User, places: int) -> bool:
    """Move a sound up (negative) or down; False at the end of the list. Raises NotYours, NotEditable."""
    _locked(pack, by)
    members = list(PackMember.objects.filter(pack=pack).select_related("effect"))
    place = next((n for n, one in enumerate(members) if one.effect.public_id == effect_public_id), None)
    if place is None or not 0 <= place + places < len(members):
        return False
    members.insert(place + places, members.pop(place))
    for position, member in enumerate(members):
        member.position = position
    PackMember.objects.bulk_update(members, ["position"])
    return True


@transaction.atomic
def publish(*, pack: Pack, by: User, at: datetime) -> None:
    """Offer the pack. Raises NotYours, NotEditable, NotReady."""
    _locked(pack, by)
    current = Pack.objects.with_members().get(pk=pack.pk)
    reason = why_not_ready(current)
    if reason:
        raise NotReady(reason)
    Pack.objects.filter(pk=pack.pk).update(state=State.PUBLISHED, published_at=at)
    members = [effect.public_id for effect in current.effects]
    audit.record("pack.published", target=pack, by=by, at=at, minor=current.price_minor, members=members)


def why_not_ready(pack: Pack) -> str | Promise:
    """What keeps a pack, read with its members, from being offered; "" for nothing."""
    if not pack.seller.may_sell:
        return _("Your seller account is not active. Please write to us.")
    if len(pack.effects) < MINIMUM_MEMBERS:
        return _("A pack needs at least two sounds.")
    if pack.missing:
        return _("A sound of this pack is not on sale. Remove it or put it on sale first.")
    if not pack.licence_codes:
        return _("These sounds have no licence in common, so they cannot be sold together.")
    if not pack.price_minor:
        return _("Set a price of at least ₩500.")
    if pack.price_minor > pack.sum.minor:
        return _("The pack costs more than its sounds one by one. Choose a lower price.")
    return ""


@transaction.atomic
def withdraw(*, pack: Pack, by: User, at: datetime) -> None:
    """Take the pack off sale; its sounds stay on sale, buyers keep theirs. Raises NotYours, NotEditable."""
    if pack.seller.user_id != by.pk:
        raise NotYours(pack.pk)
    _step(pack, source=[State.PUBLISHED], to=State.WITHDRAWN)
    audit.record("pack.withdrawn", target=pack, by=by, at=at)


@transaction.atomic
def delete(*, pack: Pack, by: User, at: datetime) -> None:
    """Throw away what was never on sale. Raises NotYours, NotEditable."""
    locked = _locked(pack, by)
    if locked.state != State.DRAFT:
        raise NotEditable(pack.pk)
    audit.record("pack.deleted", target=locked, by=by, at=at, title=locked.title)
    locked.delete()


@transaction.atomic
def suspend(*, pack: Pack, by: User, at: datetime) -> None:
    """Staff take a pack off sale. Raises NotAllowed, NotEditable (not on sale)."""
    _require_moderator(pack, by)
    _step(pack, source=[State.PUBLISHED], to=State.SUSPENDED)
    audit.record("pack.suspended", target=pack, by=by, at=at)


@transaction.atomic
def release(*, pack: Pack, by: User, at: datetime) -> None:
    """Staff hand a suspended pack back to its seller, who may mend and publish it. Raises as `suspend`."""
    _require_moderator(pack, by)
    _step(pack, source=[State.SUSPENDED], to=State.WITHDRAWN)
    audit.record("pack.released", target=pack, by=by, at=at)


def _require_moderator(pack: Pack, by: User) -> None:
    if not by.has_perm(PERMISSION) or pack.seller.user_id == by.pk:
        raise NotAllowed(by.pk)


def _step(pack: Pack, *, source: Sequence[State], to: State) -> None:
    if not Pack.objects.filter(pk=pack.pk, state__in=source).update(state=to):
        raise NotEditable(pack.pk)


def _locked(pack: Pack, by: User) -> Pack:
    """The pack, held until the end of the transaction, if its seller may change it now."""
    current = Pack.objects.select_related("seller").select_for_update(of=("self",)).get(pk=pack.pk)
    if current.seller.user_id != by.pk:
        raise NotYours(pack.pk)
    if not current.is_editable:
        raise NotEditable(pack.pk)
    return current
