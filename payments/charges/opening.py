"""One open attempt per order: an equal one is taken up again, another one replaces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ksound.core.fault_points import reach
from ksound.lib import ulid
from ksound.lib.money import Money, total
from payments.charges.allocation import Share
from payments.charges.models import AttemptShare, PaymentAttempt

# Stripe wants at least 30 minutes from the moment it hears of the session, which is a little later.
LIFETIME = timedelta(minutes=32)
# A page that is about to close, or an attempt too old to be told to the provider, is not taken up again.
MIN_REST = timedelta(minutes=5)
MAX_UNSTARTED = timedelta(seconds=30)
ONE_OPEN = "one_open_attempt_per_order"
# Stands in the two addresses for the public id the attempt is about to get.
ATTEMPT_ID = "ATTEMPT_ID"


class NothingToPay(ValueError):
    """The amount is zero or negative: free orders never meet a provider."""


class SharesDoNotAddUp(ValueError):
    """The shares' gross amounts are not the order's total."""


class AlreadyPaid(Exception):
    """The order has been paid by `attempt`."""

    def __init__(self, attempt: PaymentAttempt) -> None:
        super().__init__(attempt.public_id)
        self.attempt = attempt


class PaymentUnderWay(Exception):
    """An earlier attempt of the order is being processed and cannot be taken back now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the buyer wants to pay, and how."""

    order_ref: str
    order_name: str
    buyer_ref: str
    amount: Money
    provider: str
    shares: Sequence[Share]
    return_url: str
    cancel_url: str

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise NothingToPay(str(self.amount))
        if total([share.gross for share in self.shares], self.amount.currency) != self.amount:
            raise SharesDoNotAddUp(self.order_ref)


def fits(attempt: PaymentAttempt, wanted: Wanted, *, at: datetime) -> bool:
    """Whether `attempt` is still good for what is wanted, so that a second click changes nothing."""
    same = (attempt.provider, attempt.amount, attempt.order_name, attempt.buyer_ref) == (
        wanted.provider,
        wanted.amount,
        wanted.order_name,
        wanted.buyer_ref,
    )
    fresh = attempt.provider_ref or at - attempt.created_at < MAX_UNSTARTED
    return bool(same and fresh and attempt.expires_at - at > MIN_REST and _same_shares(attempt, wanted))


def insert(wanted: Wanted, *, at: datetime) -> PaymentAttempt | None:
    """Save the attempt with its shares; None when another one was opened in the meantime."""
    try:
        with transaction.atomic():
            attempt = _save(wanted, at=at)
    except IntegrityError as error:
        if ONE_OPEN in str(error):
            return None
        raise
    reach("checkout.attempt_saved")
    return attempt


def _save(wanted: Wanted, *, at: datetime) -> PaymentAttempt:
    public_id = ulid.new(at)
    attempt = PaymentAttempt.objects.create(
        public_id=public_id,
        order_ref=wanted.order_ref,
        order_name=wanted.order_name[:200],
        buyer_ref=wanted.buyer_ref,
        provider=wanted.provider,
        amount_minor=wanted.amount.minor,
        currency=wanted.amount.currency,
        idempotency_key=ulid.new(),
        return_url=wanted.return_url.replace(ATTEMPT_ID, public_id),
        cancel_url=wanted.cancel_url.replace(ATTEMPT_ID, public_id),
        created_at=at,
        updated_at=at,
        expires_at=at + LIFETIME,
    )
    AttemptShare.objects.bulk_create(_row(attempt, share) for share in wanted.shares)
    return attempt


def _row(attempt: PaymentAttempt, share: Share) -> AttemptShare:
    return AttemptShare(
        attempt=attempt,
        seller=share.seller,
        line_ref=share.line_ref,
        gross_minor=share.gross.minor,
        vat_minor=share.vat.minor,
        fee_bps=share.fee_bps,
        fee_minor=share.fee.minor,
        seller_net_minor=share.seller_net.minor,
    )


def _same_shares(attempt: PaymentAttempt, wanted: Wanted) -> bool:
    saved = {(row.line_ref, row.seller_id, row.gross_minor, row.fee_minor) for row in attempt.shares.all()}
    return saved == {
        (share.line_ref, share.seller.pk if share.seller else None, share.gross.minor, share.fee.minor)
        for share in wanted.shares
    }
