"""Reading notifications for pages."""

from __future__ import annotations

from django.core.paginator import Page, Paginator

from ksound.core.models import User
from marketplace.notifications.models import BY_DEFAULT, MailChoice, Notification

PAGE_SIZE = 30


def page_of(*, user: User, number: str) -> Page[Notification]:
    """Two statements whatever the number of rows."""
    return Paginator(Notification.objects.filter(user=user), PAGE_SIZE).get_page(number)


def unread(user: User) -> int:
    return Notification.objects.filter(user=user, read_at=None).count()


def mail_kinds(user: User) -> list[str]:
    """The kinds the person wants by e-mail, besides those of the service."""
    choice = MailChoice.objects.filter(user=user).first()
    return choice.kinds if choice else [str(kind) for kind in BY_DEFAULT]
