"""Mails about payouts: written in the transaction of the change, sent after it until the mail server takes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from allauth.account.signals import email_changed
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from ksound.core.models import User
from payments.payouts import banks
from payments.payouts.destinations.models import COOLING, FormerAddress, Letter
from sellers.models import Seller

log = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(days=7)
KEPT = timedelta(days=90)
BATCH = 100


def write(*, kind: Letter.Kind, seller: Seller, facts: Mapping[str, str], at: datetime) -> None:
    """To the seller's address, and to those it replaced within the cooling time; in the caller's transaction."""
    for address in _addresses(seller.user, at=at):
        Letter.objects.create(kind=kind, seller=seller, to=address, facts=dict(facts), written_at=at)


def send_due(*, at: datetime) -> int:
    """Send what has not been sent; how many. A mail server that is away is asked again next time."""
    _forget(at=at)
    due = Letter.objects.filter(sent_at=None, written_at__gt=at - GIVE_UP_AFTER).order_by("written_at")
    return sum(_send_once(pk, at=at) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _send_once(pk: int, *, at: datetime) -> bool:
    """Locked while it is sent: two senders send one mail, and a crash between the two steps sends it again."""
    letter = Letter.objects.select_for_update(skip_locked=True, of=["self"]).filter(pk=pk, sent_at=None)
    found = letter.select_related("seller__user").first()
    if found is None:
        return False
    try:
        _send(found)
    except (SMTPException, OSError) as error:
        log.warning("letter.not_sent", letter=pk, error=str(error))
        return False
    Letter.objects.filter(pk=pk).update(sent_at=at)
    return True


def remember_address(user: User, from_email_address: object, to_email_address: object, **_: object) -> None:
    """Listens to allauth: where notices to a seller still go for a while after the address was changed."""
    old = getattr(from_email_address, "email", "")
    if old and Seller.objects.filter(user=user).exists():
        FormerAddress.objects.create(user=user, address=old, replaced_at=timezone.now())


def connect() -> None:
    email_changed.connect(remember_address, dispatch_uid="payout-letters")


def _addresses(user: User, *, at: datetime) -> list[str]:
    former = FormerAddress.objects.filter(user=user, replaced_at__gt=at - COOLING).order_by("replaced_at")
    return list(dict.fromkeys([user.email, *former.values_list("address", flat=True)]))


def _forget(*, at: datetime) -> None:
    """Addresses are not kept longer than they are needed."""
    FormerAddress.objects.filter(replaced_at__lte=at - COOLING).delete()
    Letter.objects.filter(written_at__lte=at - KEPT).delete()


def _send(letter: Letter) -> None:
    facts = letter.facts
    with translation.override(letter.seller.user.language):
        context = {
            "seller": letter.seller,
            "facts": facts,
            "bank": banks.name(facts.get("bank_code", "")),
            "usable_at": parse_datetime(facts.get("usable_at", "")),
        }
        subject = render_to_string(f"payouts/letters/{letter.kind}_subject.txt", context)
        text = render_to_string(f"payouts/letters/{letter.kind}.txt", context)
        send_mail(" ".join(subject.split()), text, None, [letter.to])
