"""People of every role."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

from allauth.account.models import EmailAddress
from django.apps import apps

from ksound.core.models import User
from ksound.management.accounts import become_seller, moderators
from sellers.registration.models import Seller
from sellers.tiers.models import TierPolicy

PASSWORD = "correct horse battery 42"
JOINED = datetime(2026, 3, 1, tzinfo=UTC)


def person(email: str, **fields: object) -> User:
    user = User.objects.create_user(
        email, PASSWORD, terms_version="2026-11", terms_accepted_at=JOINED, **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def tier_policies() -> None:
    """The rows of the data migration again: tests with real transactions empty every table."""
    if not TierPolicy.objects.exists():
        import_module("sellers.migrations.0002_tier_policies").write(apps, None)


def seller(email: str, *, name: str, creator_id: str) -> Seller:
    tier_policies()
    return become_seller(user=person(email), display_name=name, creator_id=creator_id, at=JOINED)


def moderator(email: str) -> User:
    user = person(email, is_staff=True)
    user.groups.add(moderators())
    return user
