"""Reading effects for pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.effects.models import Derivative, Effect, content_name
from catalog.effects.querysets import EffectQuerySet
from catalog.ucs import schedule
from ksound.core.models import User


def newest(*, limit: int) -> list[Effect]:
    return list(Effect.objects.on_sale().with_facts().newest_first()[:limit])


def free(*, limit: int, besides: Collection[Effect] = ()) -> list[Effect]:
    """The newest free ones without those shown already."""
    shown = [effect.pk for effect in besides]
    return list(Effect.objects.on_sale().free().exclude(pk__in=shown).with_facts().newest_first()[:limit])


def related(effect: Effect, *, limit: int, besides: Collection[Effect] = ()) -> list[Effect]:
    """Other effects of the same category, those of the same CatID first, without those shown already."""
    category = schedule.get(effect.cat_id).category_code
    newest = Effect.objects.on_sale().in_category(category).exclude(pk=effect.pk).newest_first()
    # Sixty are looked at and a handful is shown: only these are read whole.
    found = list(newest.values_list("pk", "cat_id")[:60])
    shown = {other.pk for other in besides}
    others = sorted((one for one in found if one[0] not in shown), key=lambda one: one[1] != effect.cat_id)
    wanted = [pk for pk, _cat_id in others[:limit]]
    whole = Effect.objects.on_sale().with_facts().in_bulk(wanted)
    return [whole[pk] for pk in wanted if pk in whole]


@dataclass(frozen=True, slots=True)
class Audible:
    """A derivative somebody may hear or see.

    `asked_at` is the database's time: addresses expire by one clock, whichever machine answers.
    """

    derivative: Derivative
    content_name: str
    is_on_sale: bool
    asked_at: datetime


def audible_derivative(*, public_id: str, kind: str, user: User | object) -> Audible | None:
    """The newest derivative of an effect this person may hear; None for all others."""
    return _audible(kind=kind, effects=Effect.objects.audible_to(user).filter(public_id=public_id))


def preview_on_air(*, preview_id: str, user: User | object | None) -> Audible | None:
    """The preview itself, as long as its effect is on sale, or this person may hear it anyway."""
    effects = Effect.objects.on_sale() if user is None else Effect.objects.audible_to(user)
    return _audible(kind=Derivative.Kind.PREVIEW, effects=effects, public_id=preview_id)


def _audible(*, kind: str, effects: EffectQuerySet, **which: str) -> Audible | None:
    effect = "audio_file__effect"
    found = (
        Derivative.objects.filter(kind=kind, audio_file__effect__in=effects, **which)
        .annotate(
            asked_at=Now(),
            is_on_sale=Q(**{f"{effect}__state": "published", f"{effect}__seller__state": "active"}),
            pcm=F("audio_file__pcm_sha256"),
        )
        .order_by("-version")
        .first()
    )
    if found is None:
        return None
    name = content_name(found.pcm, found.version)
    return Audible(found, name, found.is_on_sale, found.asked_at)
