"""Queries that read as speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Prefetch, Q

if TYPE_CHECKING:
    from catalog.packs.models import Pack  # noqa: F401  named in quotes below
    from ksound.core.models import User
    from sellers.registration.models import Seller


class PackQuerySet(models.QuerySet["Pack"]):
    def published(self) -> PackQuerySet:
        """Offered by their sellers; whether one can be bought, its members say."""
        return self.filter(state="published", seller__state="active")

    def of(self, seller: Seller) -> PackQuerySet:
        return self.filter(seller=seller)

    def visible_to(self, user: User | object) -> PackQuerySet:
        """What is offered, and to sellers their own in any state."""
        offered = Q(state="published", seller__state="active")
        if getattr(user, "is_authenticated", False):
            return self.filter(offered | Q(seller__user_id=getattr(user, "pk", None)))
        return self.filter(offered)

    def with_members(self) -> PackQuerySet:
        """With everything a page shows of the members: two statements."""
        from catalog.packs.models import PackMember

        members = PackMember.objects.select_related("effect__file", "effect__seller")
        return self.select_related("seller").prefetch_related(Prefetch("members", members))
