"""Invariants of attempts and their entries, for `verify_ledger`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from payments.charges.models import AttemptShare, PaymentAttempt
from payments.charges.states import State
from payments.ledger.checks import invariant
from payments.ledger.models import AccountKind, Entry, EntryKind, Posting

STUCK_AFTER = timedelta(minutes=15)


@invariant("paid_attempts_have_their_entry")
def paid_attempts_have_their_entry(at: datetime) -> Iterable[str]:
    """Every paid attempt has one capture entry whose clearing posting is its amount."""
    clearing = Posting.objects.filter(
        entry__kind=EntryKind.CAPTURE,
        entry__cause=_cause(OuterRef("public_id")),
        account__kind=AccountKind.PROVIDER_CLEARING,
        account__currency=OuterRef("currency"),
    )
    attempts = PaymentAttempt.objects.paid().annotate(captured_minor=_number(clearing.values("amount_minor")))
    for attempt in attempts.exclude(captured_minor=F("amount_minor")):
        yield f"attempt {attempt.public_id}: paid {attempt.amount_minor} {attempt.currency}, booked otherwise"


@invariant("entries_have_their_paid_attempt")
def entries_have_their_paid_attempt(at: datetime) -> Iterable[str]:
    """No capture without a paid attempt."""
    causes = PaymentAttempt.objects.paid().annotate(named=_cause("public_id")).values("named")
    for entry in Entry.objects.filter(kind=EntryKind.CAPTURE).exclude(cause__in=causes):
        yield f"entry {entry.public_id}: {entry.cause} is not paid"


@invariant("shares_sum_to_the_amount")
def shares_sum_to_the_amount(at: datetime) -> Iterable[str]:
    shares = AttemptShare.objects.filter(attempt=OuterRef("pk")).values("attempt")
    gross = shares.annotate(minor=Sum("gross_minor")).values("minor")
    attempts = PaymentAttempt.objects.annotate(gross_minor=_number(gross))
    for attempt in attempts.exclude(gross_minor=F("amount_minor")):
        yield f"attempt {attempt.public_id}: its shares do not sum to {attempt.amount_minor}"


@invariant("sellers_got_their_shares")
def sellers_got_their_shares(at: datetime) -> Iterable[str]:
    """Per seller and currency, the capture entries credit exactly the net shares of paid attempts."""
    earned = _sums(
        AttemptShare.objects.filter(attempt__state=State.PAID, seller__isnull=False),
        by=("seller", "attempt__currency"),
        of="seller_net_minor",
    )
    booked = _sums(
        Posting.objects.filter(entry__kind=EntryKind.CAPTURE, account__kind=AccountKind.SELLER_PENDING),
        by=("account__seller", "account__currency"),
        of="amount_minor",
    )
    for key in sorted(earned.keys() | booked.keys()):
        if earned.get(key, 0) != -booked.get(key, 0):
            yield f"seller {key[0]}: earned {earned.get(key, 0)} {key[1]}, booked {-booked.get(key, 0)}"


@invariant("no_attempt_is_stuck")
def no_attempt_is_stuck(at: datetime) -> Iterable[str]:
    late = at - STUCK_AFTER
    stuck = PaymentAttempt.objects.open().exclude(state=State.PENDING).filter(expires_at__lt=late)
    unannounced = PaymentAttempt.objects.paid().filter(announced_at__isnull=True, paid_at__lt=late)
    for attempt in [*stuck, *unannounced]:
        yield f"attempt {attempt.public_id}: {attempt.state} since {attempt.updated_at.isoformat()}"


def _cause(public_id: str | OuterRef) -> Concat:
    return Concat(Value("attempt:"), public_id, output_field=CharField())


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    """The one number of a subquery, 0 when it has no row."""
    return Coalesce(Subquery(rows[:1]), Value(0), output_field=BigIntegerField())


def _sums(rows: QuerySet[Any, Any], *, by: tuple[str, str], of: str) -> dict[tuple[int, str], int]:
    summed = rows.order_by().values_list(*by).annotate(minor=Sum(of))
    return {(key, currency): int(minor) for key, currency, minor in summed}
