"""Reading effects for pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.db.models.functions import Now

from catalog.effects.models import Derivative, Effect, content_name
from catalog.effects.querysets import EffectQuerySet
from catalog.ucs import schedule
from ksound.core.models import User


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """One of the 82 categories with the number of effects on sale in it."""

    code: str
    label: str
    count: int


def newest(*, limit: int) -> list[Effect]:
    return list(Effect.objects.on_sale().with_facts().newest_first()[:limit])


def free(*, limit: int) -> list[Effect]:
    return list(Effect.objects.on_sale().free().with_facts().newest_first()[:limit])


def related(effect: Effect, *, limit: int, besides: Collection[Effect] = ()) -> list[Effect]:
    """Other effects of the same category, those of the same CatID first, without those shown already."""
    category = schedule.get(effect.cat_id).category_code
    neighbours = list(
        Effect.objects.on_sale().in_category(category).exclude(pk=effect.pk).with_facts().newest_first()[:60]
    )
    others = [other for other in neighbours if other not in besides]
    return sorted(others, key=lambda other: other.cat_id != effect.cat_id)[:limit]


def category_counts(*, language: str) -> list[CategoryCount]:
    """The categories that have effects on sale, the fullest first."""
    per_cat_id = dict(
        Effect.objects.on_sale()
        .order_by()
        .values_list("cat_id")
        .annotate(n=Count("pk"))
        .values_list("cat_id", "n")
    )
    counted = [
        CategoryCount(
            category.code,
            category.name(language),
            sum(per_cat_id.get(cat_id, 0) for cat_id in category.cat_ids),
        )
        for category in schedule.categories()
    ]
    return sorted((one for one in counted if one.count), key=lambda one: -one.count)


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
