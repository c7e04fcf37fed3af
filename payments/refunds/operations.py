"""Giving money back. Asking for it is one transaction, asking the provider comes after it.

Every way a refund can end (answer, poller, the provider's own back office) books once and is announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.db.models import F

from ksound.core import audit
from ksound.core.fault_points import reach
from ksound.core.models import User
from ksound.lib import ulid
from ksound.lib.money import Money
from payments import events
from payments.charges.models import AttemptShare, PaymentAttempt
from payments.ledger.models import EntryKind
from payments.ledger.operations import post
from payments.providers import registry
from payments.providers.base import Declined, ProviderError, RefundSnapshot
from payments.refunds import booking
from payments.refunds.dividing import Rest, spread
from payments.refunds.models import Refund, RefundLine
from payments.refunds.queries import rests_of

log = structlog.get_logger(__name__)

State = Refund.State
PERMISSION = "payments.add_refund"
BATCH = 200


class NotAllowed(Exception):
    """This person may not give money back."""


class NotPaid(Exception):
    """Only a captured payment can be given back."""


class MoreThanIsLeft(ValueError):
    """A line, or the whole, would be given back more than once."""


class NothingToRefund(ValueError):
    """No line names an amount above zero."""


@transaction.atomic
def request(
    *, attempt: PaymentAttempt, lines: Mapping[str, Money], reason: str, by: User, at: datetime
) -> Refund:
    """Promise `lines` (order line → amount) back to the buyer; `submit` then asks the provider.

    What is on its way counts as given. Raises NotAllowed, NotPaid, NothingToRefund or MoreThanIsLeft, and
    then nothing is promised.
    """
    if not by.has_perm(PERMISSION):
        raise NotAllowed(by.pk)
    attempt = _locked(attempt)
    if not attempt.is_paid:
        raise NotPaid(attempt.public_id)
    wanted = {line_ref: money.minor for line_ref, money in lines.items() if money}
    if not wanted or min(wanted.values()) < 0:
        raise NothingToRefund(attempt.public_id)
    shares = {share.line_ref: share.pk for share in attempt.shares.all()}
    parts = {shares[line_ref]: minor for line_ref, minor in wanted.items() if line_ref in shares}
    if len(parts) != len(wanted):
        raise MoreThanIsLeft("a line of another order")
    refund = _create(attempt, parts, origin=Refund.Origin.STAFF, reason=reason, by=by, at=at)
    audit.record("refund.requested", target=refund, by=by, at=at, amount_minor=refund.amount_minor)
    return refund


def request_automatic(*, attempt: PaymentAttempt, amount: Money, reason: str, at: datetime) -> None:
    """Promise money back that came and fits no order, in the caller's transaction; once per attempt."""
    Refund.objects.get_or_create(
        attempt=attempt,
        origin=Refund.Origin.AUTOMATIC,
        defaults={
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "reason": reason[:200],
            "idempotency_key": ulid.new(),
            "requested_at": at,
            "updated_at": at,
        },
    )


def submit(*, refund_id: int, at: datetime) -> Refund:
    """Ask the provider, again if need be: the key makes it one refund. Call it outside transactions.

    What the provider refuses it may have given back already: then that is booked instead. Raises Retryable or
    Misconfigured when there is no answer; the refund then waits for the next try.
    """
    refund = Refund.objects.select_related("attempt").get(pk=refund_id)
    if refund.finished_at:
        announce(refund=refund, at=at)
        return refund
    _move(refund, to=State.SUBMITTED, at=at)
    reach("refund.called")
    provider = registry.provider(refund.attempt.provider)
    try:
        answer = provider.refund(refund.asked, refund.idempotency_key)
    except Declined as error:
        answer = RefundSnapshot("failed", "", refund.amount_minor, refund.currency, str(error))
    refund = settle(refund=refund, answer=answer, at=at)
    if refund.state == State.FAILED and refund.attempt.is_paid:
        look(attempt=refund.attempt, at=at)
    return refund


@transaction.atomic
def settle(*, refund: Refund, answer: RefundSnapshot, at: datetime) -> Refund:
    """Bring the refund to what the provider says, once; a failed one frees its money again."""
    _locked(refund.attempt)
    if answer.state == "succeeded":
        if _move(refund, to=State.SUCCEEDED, at=at, finished_at=at, provider_ref=answer.provider_ref):
            post(kind=EntryKind.REFUND, cause=refund.cause, lines=booking.lines_of(refund), at=at)
    elif answer.state == "failed":
        if _move(refund, to=State.FAILED, at=at, finished_at=at, failure_reason=answer.reason[:200]):
            _give_up(refund)
    else:
        Refund.objects.filter(pk=refund.pk, provider_ref="").update(provider_ref=answer.provider_ref)
    refund.refresh_from_db()
    transaction.on_commit(partial(announce, refund=refund, at=at))
    return refund


@transaction.atomic
def record_external(*, attempt: PaymentAttempt, refunded_minor: int, at: datetime) -> Refund | None:
    """The provider has given back more than we asked for: somebody did it there. Book it; None when it fits.

    `refunded_minor` is all the provider has given back of this payment.
    """
    attempt = _locked(attempt)
    ours = Refund.objects.filter(attempt=attempt).live()
    more = refunded_minor - sum(ours.values_list("amount_minor", flat=True))
    if more <= 0 or not attempt.is_paid:
        return None
    left = {pk: rest.gross for pk, rest in rests_of(attempt).items() if rest.gross}
    if not left:
        return None
    more = min(more, sum(left.values()))
    parts = spread(more, left)
    reason = "made at the provider"
    refund = _create(attempt, parts, origin=Refund.Origin.EXTERNAL, reason=reason, by=None, at=at)
    log.warning("refund.external", attempt=attempt.public_id, amount_minor=more)
    done = RefundSnapshot("succeeded", f"external-{refund.public_id}", more, attempt.currency)
    return settle(refund=refund, answer=done, at=at)


def look(*, attempt: PaymentAttempt, at: datetime) -> None:
    """Ask the provider whether more of a captured payment was given back than we know of."""
    snapshot = registry.provider(attempt.provider).fetch(attempt.charge)
    record_external(attempt=attempt, refunded_minor=snapshot.refunded_minor, at=at)


def announce(*, refund: Refund, at: datetime) -> None:
    """Tell the listeners what of the order has been given back, outside any transaction."""
    if refund.state == State.SUCCEEDED and refund.announced_at is None:
        attempt = refund.attempt
        rests = rests_of(attempt)
        left = {share.line_ref: rests[share.pk].gross for share in attempt.shares.all()}
        events.refunded.send(Refund, order_ref=attempt.order_ref, left=left, at=at)
        Refund.objects.filter(pk=refund.pk).update(announced_at=at)


def finish_pending(*, at: datetime, before: datetime) -> int:
    """Carry on with refunds nobody has touched since `before`, at most 200; how many there were."""
    asked = 0
    for refund in Refund.objects.unresolved(before=before)[:BATCH]:
        try:
            submit(refund_id=refund.pk, at=at)
        except ProviderError as error:
            log.warning("refund.not_answered", refund=refund.public_id, error=str(error))
        except Exception:
            # Whatever one listener does, the other buyers' money must still go back.
            log.exception("refund.not_announced", refund=refund.public_id)
        asked += 1
    return asked


def _locked(attempt: PaymentAttempt) -> PaymentAttempt:
    return PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)


def _create(
    attempt: PaymentAttempt,
    parts: Mapping[int, int],
    *,
    origin: Refund.Origin,
    reason: str,
    by: User | None,
    at: datetime,
) -> Refund:
    rests = rests_of(attempt)
    for pk, minor in parts.items():
        if not _take(share_id=pk, minor=minor):
            raise MoreThanIsLeft(attempt.public_id)
    refund = Refund.objects.create(
        attempt=attempt,
        origin=origin,
        amount_minor=sum(parts.values()),
        currency=attempt.currency,
        reason=reason[:200],
        idempotency_key=ulid.new(),
        requested_by=by,
        requested_at=at,
        updated_at=at,
    )
    RefundLine.objects.bulk_create(_line(refund, pk, rests[pk].part(minor)) for pk, minor in parts.items())
    return refund


def _take(*, share_id: int, minor: int) -> bool:
    """Compare and set: False when less than that is left of the share."""
    enough = AttemptShare.objects.filter(pk=share_id, returned_minor__lte=F("gross_minor") - minor)
    return bool(enough.update(returned_minor=F("returned_minor") + minor))


def _give_up(refund: Refund) -> None:
    for line in refund.lines.all():
        AttemptShare.objects.filter(pk=line.share_id).update(
            returned_minor=F("returned_minor") - line.gross_minor
        )


def _line(refund: Refund, share_id: int, part: Rest) -> RefundLine:
    return RefundLine(
        refund=refund,
        share_id=share_id,
        gross_minor=part.gross,
        vat_minor=part.vat,
        fee_minor=part.fee,
        seller_net_minor=part.seller_net,
    )


def _move(refund: Refund, *, to: Refund.State, at: datetime, **changes: object) -> bool:
    allowed = Refund.objects.filter(pk=refund.pk, state__in=Refund.TRANSITIONS.before(to))
    return bool(allowed.update(state=to, updated_at=at, **changes))
