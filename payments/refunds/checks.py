"""Invariants of refunds and their entries, for `verify_ledger`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Sum

from payments.charges.models import AttemptShare
from payments.ledger.checks import invariant
from payments.ledger.models import AccountKind, EntryKind, Posting
from payments.refunds.models import Refund, RefundLine

STUCK_AFTER = timedelta(hours=1)


@invariant("refunds_have_their_entry")
def refunds_have_their_entry(at: datetime) -> Iterable[str]:
    """What went back and what the books say went back is the same, refund by refund."""
    booked = dict(
        Posting.objects.filter(
            entry__kind=EntryKind.REFUND, account__kind=AccountKind.PROVIDER_CLEARING
        ).values_list("entry__cause", "amount_minor")
    )
    for refund in Refund.objects.filter(state=Refund.State.SUCCEEDED):
        if booked.pop(refund.cause, 0) != -refund.amount_minor:
            yield f"refund {refund.public_id}: {refund.amount} given back, booked otherwise"
    yield from (f"{cause}: booked and not given back" for cause in booked)


@invariant("refunds_stay_within_the_payment")
def refunds_stay_within_the_payment(at: datetime) -> Iterable[str]:
    """Given back and on its way never exceed what was captured, line by line."""
    live = RefundLine.objects.filter(refund__in=Refund.objects.live())
    sums = live.values("share").annotate(minor=Sum("gross_minor"), part=Sum("seller_net_minor"))
    shares = AttemptShare.objects.in_bulk([row["share"] for row in sums])
    for row in sums:
        share = shares[row["share"]]
        is_whole = row["minor"] == share.returned_minor <= share.gross_minor
        if not is_whole or row["part"] > share.seller_net_minor:
            yield f"line {share.line_ref}: {row['minor']} of {share.gross_minor} given back"


@invariant("refunds_sum_to_their_lines")
def refunds_sum_to_their_lines(at: datetime) -> Iterable[str]:
    of_lines = Refund.objects.exclude(origin=Refund.Origin.AUTOMATIC).annotate(
        minor=Sum("lines__gross_minor")
    )
    for refund in of_lines.exclude(minor=F("amount_minor")):
        yield f"refund {refund.public_id}: {refund.amount_minor}, its lines {refund.minor}"


@invariant("no_refund_is_stuck")
def no_refund_is_stuck(at: datetime) -> Iterable[str]:
    for refund in Refund.objects.unresolved(before=at).filter(requested_at__lt=at - STUCK_AFTER):
        yield f"refund {refund.public_id}: {refund.state} since {refund.requested_at.isoformat()}"
