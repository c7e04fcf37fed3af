"""What people decide about their account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ksound.core import audit
from ksound.core.models import User


@transaction.atomic
def prefer_language(*, user: User, language: str, at: datetime) -> bool:
    """Mails come in `language` from now on, and sign-in leads to its pages; False when it was so before."""
    changed = User.objects.filter(pk=user.pk).exclude(language=language).update(language=language)
    if changed:
        audit.record("account.language_chosen", target=user, by=user, at=at, language=language)
    return bool(changed)


@transaction.atomic
def agree_to_news(*, user: User, at: datetime) -> bool:
    """Consent to advertising from `at` on; False when it was given before."""
    changed = User.objects.filter(pk=user.pk, marketing_consent_at=None).update(
        marketing_consent_at=at, marketing_withdrawn_at=None
    )
    if changed:
        audit.record("account.news_agreed", target=user, by=user, at=at)
    return bool(changed)


@transaction.atomic
def withdraw_from_news(*, user: User, at: datetime) -> bool:
    """Take the consent back; False when there was none."""
    changed = User.objects.filter(pk=user.pk, marketing_consent_at__isnull=False).update(
        marketing_consent_at=None, marketing_withdrawn_at=at
    )
    if changed:
        audit.record("account.news_withdrawn", target=user, by=user, at=at)
    return bool(changed)
