"""Applying what a provider said: lock, compare and set, write the books, announce on commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog
from django.db import IntegrityError, transaction

from ksound.core.fault_points import reach
from ksound.lib.money import MINOR_DIGITS, Money
from payments import events
from payments.charges.models import PaymentAttempt
from payments.charges.states import CLOSED_UNPAID, TRANSITIONS, State
from payments.holds import operations as holds
from payments.ledger.models import AccountKind, EntryKind
from payments.ledger.operations import AccountKey, AlreadyPosted, post
from payments.providers.base import Snapshot
from payments.refunds import operations as refunds

log = structlog.get_logger(__name__)

ONE_PAID = "one_paid_attempt_per_order"

# What the provider's word means here; `open` changes nothing.
MEANING = {
    "pending": State.PENDING,
    "failed": State.FAILED,
    "cancelled": State.CANCELLED,
    "expired": State.EXPIRED,
}


def settle(*, attempt_id: int, snapshot: Snapshot, at: datetime) -> PaymentAttempt:
    """Bring the attempt to what `snapshot` says, once, and announce its end (again, if it had ended)."""
    try:
        return _settle(attempt_id=attempt_id, snapshot=snapshot, at=at)
    except IntegrityError as error:
        if ONE_PAID not in str(error):
            raise
    # Another attempt of the order was paid at the same moment: now it is seen, and this money is too much.
    return _settle(attempt_id=attempt_id, snapshot=snapshot, at=at)


@transaction.atomic
def _settle(*, attempt_id: int, snapshot: Snapshot, at: datetime) -> PaymentAttempt:
    attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt_id)
    if snapshot.state == "paid":
        _receive(attempt, snapshot, at=at)
    elif snapshot.state in MEANING:
        move(attempt, to=MEANING[snapshot.state], at=at, failure_reason=snapshot.reason)
    attempt.refresh_from_db()
    transaction.on_commit(partial(announce, attempt=attempt, at=at))
    return attempt


def move(attempt: PaymentAttempt, *, to: State, at: datetime, **changes: object) -> bool:
    """Compare and set: False when the attempt is in no state from which `to` follows."""
    allowed = PaymentAttempt.objects.filter(pk=attempt.pk, state__in=TRANSITIONS.before(to))
    return bool(allowed.update(state=to, updated_at=at, announced_at=None, **changes))


def announce(*, attempt: PaymentAttempt, at: datetime) -> None:
    """Tell the listeners how the attempt ended, outside any transaction; open attempts tell nothing.

    A listener's error is the caller's: the attempt then stays unannounced and the poller tries again.
    """
    facts = {"attempt_id": attempt.pk, "order_ref": attempt.order_ref, "at": at}
    if attempt.state == State.PAID:
        reach("capture.applied")
        events.captured.send(PaymentAttempt, **facts)
    elif attempt.state in CLOSED_UNPAID:
        events.failed.send(PaymentAttempt, **facts, state=attempt.state, review=attempt.review)
    else:
        return
    told = PaymentAttempt.objects.filter(pk=attempt.pk, state=attempt.state, announced_at__isnull=True)
    told.update(announced_at=at)


def _receive(attempt: PaymentAttempt, snapshot: Snapshot, *, at: datetime) -> None:
    doubt = _doubt(attempt, snapshot)
    if doubt:
        _keep_for_review(attempt, snapshot, doubt=doubt, at=at)
    elif move(
        attempt,
        to=State.PAID,
        at=at,
        paid_at=at,
        payment_ref=snapshot.payment_ref,
        failure_reason="",
    ):
        post(kind=EntryKind.CAPTURE, cause=attempt.cause, lines=_capture_lines(attempt), at=at)
        holds.begin(attempt=attempt, at=at)


def _doubt(attempt: PaymentAttempt, snapshot: Snapshot) -> str:
    """Why this money is not simply the order's, or nothing."""
    if attempt.state == State.PAID:
        return ""
    if attempt.review:
        return attempt.review_reason
    if snapshot.reference != attempt.public_id:
        return f"the provider names another attempt: {snapshot.reference}"
    asked = f"{attempt.amount_minor} {attempt.currency}"
    got = f"{snapshot.amount_minor} {snapshot.currency}"
    if got != asked:
        return f"asked {asked}, got {got}"
    if snapshot.refunded_minor:
        return f"{snapshot.refunded_minor} of {got} had been refunded before it was captured here"
    other = PaymentAttempt.objects.of_order(attempt.order_ref).paid().first()
    return f"the order was already paid by {other.public_id}" if other else ""


def _keep_for_review(attempt: PaymentAttempt, snapshot: Snapshot, *, doubt: str, at: datetime) -> None:
    """Money that does not fit grants nothing; it waits in suspense for a person or a refund."""
    log.error("payment.review", attempt=attempt.public_id, reason=doubt)
    move(attempt, to=State.FAILED, at=at)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        review=True, review_reason=doubt[:200], payment_ref=snapshot.payment_ref, updated_at=at
    )
    kept = snapshot.amount_minor - snapshot.refunded_minor
    # A currency the shop has no accounts in stays in the reason alone.
    if kept > 0 and snapshot.currency in MINOR_DIGITS and snapshot.reference == attempt.public_id:
        money = Money(kept, snapshot.currency)
        lines = [
            (AccountKey(AccountKind.PROVIDER_CLEARING), money),
            (AccountKey(AccountKind.SUSPENSE), -money),
        ]
        with suppress(AlreadyPosted):
            post(kind=EntryKind.SUSPENSE, cause=attempt.cause, lines=lines, at=at, memo=doubt[:200])
            refunds.request_automatic(attempt=attempt, amount=money, reason=doubt, at=at)


def _capture_lines(attempt: PaymentAttempt) -> Iterator[tuple[AccountKey, Money]]:
    yield AccountKey(AccountKind.PROVIDER_CLEARING), attempt.amount
    for share in attempt.shares.all():
        seller = (
            AccountKey(AccountKind.SELLER_PENDING, share.seller_id)
            if share.seller_id
            else AccountKey(AccountKind.PLATFORM_SALES)
        )
        yield seller, Money(-share.seller_net_minor, attempt.currency)
        yield AccountKey(AccountKind.PLATFORM_FEE), Money(-share.fee_minor, attempt.currency)
        yield AccountKey(AccountKind.VAT_PAYABLE), Money(-share.vat_minor, attempt.currency)
