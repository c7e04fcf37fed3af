"""Queries that read as speech."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from catalog.jobs import operations as jobs
from catalog.ucs import schedule

if TYPE_CHECKING:
    from catalog.effects.models import AudioFile, Effect  # noqa: F401  named in quotes below
    from ksound.core.models import User
    from sellers.registration.models import Seller

# Files of one seller that arrived this close together are taken for one upload.
SAME_UPLOAD = timedelta(hours=1)


def _moderates(user: User | object) -> bool:
    """Asked of staff only, because a permission costs everybody else two statements on each request."""
    has_perm = getattr(user, "has_perm", None) if getattr(user, "is_staff", False) else None
    return bool(has_perm and has_perm("catalog.moderate_effect"))


class AudioFileQuerySet(models.QuerySet["AudioFile"]):
    def of(self, seller: Seller) -> AudioFileQuerySet:
        return self.filter(seller=seller)

    def unfinished(self) -> AudioFileQuerySet:
        return self.filter(state__in=["receiving", "received", "processing"])

    def due(self, at: datetime) -> AudioFileQuerySet:
        """Waiting for a worker, or left by one whose lease ran out."""
        return jobs.due(self, at=at)


class EffectQuerySet(models.QuerySet["Effect"]):
    def on_sale(self) -> EffectQuerySet:
        return self.filter(state="published", seller__state="active")

    def in_category(self, code: str) -> EffectQuerySet:
        """`code` is a UCS CatShort such as DOOR."""
        return self.filter(cat_id__in=schedule.cat_ids_of(code))

    def of(self, seller: Seller) -> EffectQuerySet:
        return self.filter(seller=seller)

    def free(self) -> EffectQuerySet:
        return self.filter(price_minor=0)

    def newest_first(self) -> EffectQuerySet:
        return self.order_by("-published_at", "-pk")

    def audible_to(self, user: User | object) -> EffectQuerySet:
        """What this person may audition: everything on sale, their own, and all of it for moderators."""
        if _moderates(user):
            return self
        own = (
            Q(seller__user_id=getattr(user, "pk", None)) if getattr(user, "is_authenticated", False) else Q()
        )
        return self.filter(Q(state="published", seller__state="active") | own) if own else self.on_sale()

    def with_facts(self) -> EffectQuerySet:
        """Everything a card shows, in one statement."""
        return self.select_related("file", "seller")
