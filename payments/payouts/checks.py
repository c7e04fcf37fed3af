"""Invariants of payouts, their entries and their batches, for `verify_ledger`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import Coalesce

from payments.ledger.checks import invariant
from payments.ledger.models import AccountKind, EntryKind, Posting
from payments.payouts.models import Payout, PayoutBatch

Booked = dict[str, dict[str, int]]


@invariant("nobody_was_paid_more_than_was_available")
def nobody_was_paid_more_than_was_available(at: datetime) -> Iterable[str]:
    """At no posting was a seller's available balance below zero."""
    running = Window(Sum("amount_minor"), partition_by=[F("account")], order_by=F("id").asc())
    postings = Posting.objects.filter(account__kind=AccountKind.SELLER_AVAILABLE)
    overdrawn = postings.annotate(balance=running).filter(balance__gt=0).select_related("entry")
    for posting in overdrawn:
        yield f"entry {posting.entry.public_id}: {posting.account_id} is overdrawn by {posting.balance}"


@invariant("payouts_have_their_entries")
def payouts_have_their_entries(at: datetime) -> Iterable[str]:
    """Every payout left the seller's balance as it says, and is back there exactly when it was not paid."""
    left, back = _booked(EntryKind.PAYOUT), _booked(EntryKind.PAYOUT_RETURN)
    for payout in Payout.objects.all():
        if left.pop(payout.cause, None) != _leaving(payout):
            yield f"payout {payout.public_id}: {payout.amount} of {payout.taken_minor}, booked otherwise"
        if back.pop(payout.cause, None) != (_restored(payout) if payout.restored_at else None):
            yield f"payout {payout.public_id}: {payout.state}, but given back otherwise"
    yield from (f"{cause}: booked, but there is no such payout" for cause in [*left, *back])


@invariant("payout_batches_sum_up")
def payout_batches_sum_up(at: datetime) -> Iterable[str]:
    sums = PayoutBatch.objects.annotate(minor=Coalesce(Sum("payouts__amount_minor"), 0), n=Count("payouts"))
    wrong = sums.exclude(minor=F("total_minor"), n=F("count"))
    for batch in wrong:
        yield f"batch {batch.public_id}: {batch.count} for {batch.total}, its payouts {batch.n} for {batch.minor}"


@invariant("payouts_leave_as_their_batch_does")
def payouts_leave_as_their_batch_does(at: datetime) -> Iterable[str]:
    """Nothing was sent to the bank that a second person has not approved."""
    sent = Payout.objects.exclude(state__in=["draft", "approved", "failed"])
    for payout in sent.exclude(Q(batch__state="submitted") & Q(batch__approved_by__isnull=False)):
        yield f"payout {payout.public_id}: {payout.state} outside a batch that was sent"


def _booked(kind: EntryKind) -> Booked:
    """Cause → account kind → amount."""
    amounts: Booked = defaultdict(dict)
    rows = Posting.objects.filter(entry__kind=kind)
    for cause, account, minor in rows.values_list("entry__cause", "account__kind", "amount_minor"):
        amounts[cause][account] = minor
    return dict(amounts)


def _leaving(payout: Payout) -> dict[str, int]:
    return _moved(
        {
            AccountKind.SELLER_AVAILABLE: payout.taken_minor,
            AccountKind.SELLER_DEBT: -payout.debt_minor,
            AccountKind.WITHHOLDING_PAYABLE: -payout.withheld_minor,
            AccountKind.BANK: -payout.amount_minor,
        }
    )


def _restored(payout: Payout) -> dict[str, int]:
    return _moved(
        {
            AccountKind.SELLER_AVAILABLE: -(payout.amount_minor + payout.withheld_minor),
            AccountKind.WITHHOLDING_PAYABLE: payout.withheld_minor,
            AccountKind.BANK: payout.amount_minor,
        }
    )


def _moved(amounts: dict[AccountKind, int]) -> dict[str, int]:
    return {str(kind): minor for kind, minor in amounts.items() if minor}
