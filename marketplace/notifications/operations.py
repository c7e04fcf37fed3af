"""Telling people what happened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from ksound.core import audit
from ksound.core.models import User
from marketplace.notifications.models import (
    ADVERTISING,
    BY_DEFAULT,
    SERVICE,
    Kind,
    MailChoice,
    Notification,
)

# What happens within this time is one e-mail.
GATHERED = timedelta(minutes=5)
# Advertising is not sent at night (article 50 of the Network Act).
DAY_BEGINS, DAY_ENDS = 9, 20


def notify(*, user: User, kind: Kind, cause: str, at: datetime, **data: Any) -> None:
    """Tell one person something once; `data` must be JSON values that `wording` understands."""
    notify_all(user_ids=[user.pk], kind=kind, cause=cause, at=at, **data)


def notify_all(*, user_ids: Collection[int], kind: Kind, cause: str, at: datetime, **data: Any) -> None:
    """Tell many people the same; whoever was told of this `cause` is not told again. Two statements."""
    wanted = {one.user_id: one.kinds for one in MailChoice.objects.filter(user__in=user_ids)}
    Notification.objects.bulk_create(
        (
            Notification(
                user_id=user_id,
                kind=kind,
                cause=cause,
                data=data,
                at=at,
                mail_due_at=_mail_due_at(kind, wanted.get(user_id, BY_DEFAULT), at),
            )
            for user_id in user_ids
        ),
        ignore_conflicts=True,
        batch_size=1_000,
    )


def _mail_due_at(kind: Kind, wanted: Collection[str], at: datetime) -> datetime | None:
    if kind not in SERVICE and kind not in wanted:
        return None
    return _in_daytime(at) if kind in ADVERTISING else at + GATHERED


def _in_daytime(at: datetime) -> datetime:
    local = localtime(at)
    if DAY_BEGINS <= local.hour < DAY_ENDS:
        return at
    morning = local.replace(hour=DAY_BEGINS, minute=0, second=0, microsecond=0)
    return morning if local < morning else morning + timedelta(days=1)


def read(*, user: User, public_id: str, at: datetime) -> Notification | None:
    """The person's own notification, read from now on; None for one of somebody else."""
    one = Notification.objects.filter(user=user, public_id=public_id).first()
    if one is not None and one.read_at is None:
        Notification.objects.filter(pk=one.pk, read_at=None).update(read_at=at)
    return one


def read_all(*, user: User, at: datetime) -> int:
    """How many were unread."""
    return Notification.objects.filter(user=user, read_at=None).update(read_at=at)


@transaction.atomic
def choose_mail(*, user: User, kinds: Collection[str], at: datetime) -> None:
    """From now on e-mail about `kinds` and the service alone; what waits to be sent follows at once."""
    chosen = [kind for kind in Kind if kind in kinds and kind not in SERVICE]
    choice, _made = MailChoice.objects.select_for_update().get_or_create(user=user)
    agrees = any(kind in ADVERTISING for kind in chosen)
    if agrees != (choice.advertising_agreed_at is not None):
        choice.advertising_agreed_at = at if agrees else None
        audit.record("advertising.chosen", target=user, by=user, at=at, agrees=agrees)
    choice.kinds = [str(kind) for kind in chosen]
    choice.save()
    waiting = Notification.objects.filter(user=user, mail_due_at__isnull=False)
    waiting.exclude(kind__in=[*SERVICE, *chosen]).update(mail_due_at=None)
