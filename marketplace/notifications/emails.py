"""Notifications by e-mail: what is due for one person is one message, advertising apart and marked as such."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from ksound.core.models import User
from marketplace.notifications import wording
from marketplace.notifications.models import ADVERTISING, Notification

log = logging.getLogger(__name__)

AT_ONCE = 200
TRIES = 5
RETRY_AFTER = timedelta(minutes=15)
# A message names so many; the rest are on the site.
MOST_LINES = 30


def send_due(*, at: datetime) -> int:
    """Send what is due, returns how many messages. Whoever dies in between sends a message twice, never none."""
    due = Notification.objects.filter(mail_due_at__lte=at).order_by()
    people = list(due.values_list("user_id", flat=True).distinct()[:AT_ONCE])
    return sum(_send(claimed, at=at) for user_id in people for claimed in _claim(user_id, at=at))


@transaction.atomic
def _claim(user_id: int, *, at: datetime) -> list[list[Notification]]:
    """What is due for one person, apart from advertising and advertising; no other worker gets it meanwhile."""
    due = Notification.objects.filter(user_id=user_id, mail_due_at__lte=at).select_for_update(
        skip_locked=True, of=("self",)
    )
    rows = list(due.select_related("user"))
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
        mail_due_at=at + RETRY_AFTER, mail_attempts=F("mail_attempts") + 1
    )
    apart = [[row for row in rows if (row.kind in ADVERTISING) is ads] for ads in (False, True)]
    return [group for group in apart if group]


def _send(rows: list[Notification], *, at: datetime) -> bool:
    user, claimed = rows[0].user, Notification.objects.filter(pk__in=[row.pk for row in rows])
    if not user.is_active:
        claimed.update(mail_due_at=None)
        return False
    try:
        with translation.override(user.language):
            _message(user, rows).send()
    except (OSError, SMTPException) as error:
        log.warning("mail not sent", extra={"user": user.public_id, "error": str(error)})
        claimed.filter(mail_attempts__gte=TRIES).update(mail_due_at=None)
        return False
    claimed.update(mail_due_at=None, mailed_at=at)
    return True


def _message(user: User, rows: list[Notification]) -> EmailMessage:
    is_advertising = rows[0].kind in ADVERTISING
    lines = [(wording.sentence(row), _full(reverse("notification", args=[row.public_id]))) for row in rows]
    choosing = _full(reverse("notification-settings"))
    body = render_to_string(
        "notifications/email.txt",
        {
            "lines": lines[:MOST_LINES],
            "left_out": max(len(lines) - MOST_LINES, 0),
            "choosing": choosing,
            "is_advertising": is_advertising,
            "operator": settings.OPERATOR,
        },
    )
    headers = {"List-Unsubscribe": f"<{choosing}>"} if is_advertising and choosing else {}
    return EmailMessage(_subject(lines, is_advertising), body, None, [user.email], headers=headers)


def _subject(lines: Iterable[tuple[str, str]], is_advertising: bool) -> str:
    first, *rest = (sentence for sentence, _address in lines)
    more = ngettext("(and %(n)d more)", "(and %(n)d more)", len(rest)) % {"n": len(rest)} if rest else ""
    # The law wants the word itself, at the very beginning.
    mark = gettext("(Advertisement)") if is_advertising else "[K-Sound Library]"
    return " ".join(filter(None, [mark, first, more]))


def _full(path: str) -> str:
    """The whole address; "" while nobody has said where the site is (`SITE_URL`)."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else ""
