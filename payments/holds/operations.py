"""From pending to available: nobody is paid out money that may still go back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from ksound.lib.money import Money
from payments.charges.models import AttemptShare, PaymentAttempt
from payments.charges.states import State
from payments.holds.models import Hold
from payments.ledger.models import AccountKind, EntryKind
from payments.ledger.operations import AccountKey, lock_sellers, post
from payments.ledger.queries import seller_balance
from payments.refunds.models import RefundLine
from payments.refunds.queries import rests_of

AFTER_PAYMENT = timedelta(days=14)
AFTER_DOWNLOAD = timedelta(days=7)
BATCH = 500


def begin(*, attempt: PaymentAttempt, at: datetime) -> None:
    """Hold every seller's share of a payment captured at `at`, in the transaction of the capture."""
    sold = attempt.shares.filter(seller__isnull=False)
    Hold.objects.bulk_create(
        [Hold(share=share, release_at=at + AFTER_PAYMENT) for share in sold], ignore_conflicts=True
    )


def shorten(*, line_refs: Sequence[str], downloaded_at: datetime) -> None:
    """The buyer has these order lines: their holds end 7 days later, never later than before."""
    due = downloaded_at + AFTER_DOWNLOAD
    Hold.objects.filter(
        share__line_ref__in=line_refs,
        share__attempt__state=State.PAID,
        released_at=None,
        release_at__gt=due,
    ).update(release_at=due)


def release_due(*, at: datetime) -> int:
    """Release what is due, each share once; how many. Safe to run twice at the same moment."""
    due = Hold.objects.filter(released_at=None, release_at__lte=at).order_by("release_at")
    return sum(_release(share_id, at=at) for share_id in list(due.values_list("share_id", flat=True)[:BATCH]))


@transaction.atomic
def _release(share_id: int, *, at: datetime) -> bool:
    share = AttemptShare.objects.select_related("attempt").get(pk=share_id)
    # Against a refund at the same moment: both lock the attempt before they look at the books.
    attempt = PaymentAttempt.objects.select_for_update().get(pk=share.attempt_id)
    if RefundLine.objects.filter(share=share, refund__finished_at=None).exists():
        return False  # where its money goes is being decided; the next run comes soon
    if not Hold.objects.filter(share=share, released_at=None, release_at__lte=at).update(released_at=at):
        return False
    net = Money(rests_of(attempt)[share.pk].seller_net, attempt.currency)
    if net and share.seller_id:
        lock_sellers([share.seller_id], currency=net.currency)  # its debt is repaid once
        post(kind=EntryKind.RELEASE, cause=cause(share), lines=_lines(share, net), at=at)
    return True


def cause(share: AttemptShare) -> str:
    """How ledger entries name this share."""
    return f"share:{share.attempt.public_id}:{share.pk}"


def _lines(share: AttemptShare, net: Money) -> Iterator[tuple[AccountKey, Money]]:
    assert share.seller is not None
    debt = seller_balance(share.seller, net.currency).debt
    repaid = Money(min(debt.minor, net.minor), net.currency)
    yield AccountKey(AccountKind.SELLER_PENDING, share.seller_id), net
    yield AccountKey(AccountKind.SELLER_DEBT, share.seller_id), -repaid
    yield AccountKey(AccountKind.SELLER_AVAILABLE, share.seller_id), repaid - net
