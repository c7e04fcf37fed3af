"""Collecting an order's money. Call none of these inside a transaction: providers are asked here.

Every way back from a provider (redirect, webhook, poller, staff) ends in `sync`: fetch, lock, apply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import structlog

from ksound.lib.money import Money
from payments.charges import opening
from payments.charges.allocation import Share
from payments.charges.models import PaymentAttempt
from payments.charges.opening import AlreadyPaid, PaymentUnderWay, Wanted
from payments.charges.settling import announce, move, settle
from payments.charges.states import State
from payments.providers import registry
from payments.providers.base import Declined, Finished, ProviderError, Snapshot, Step

log = structlog.get_logger(__name__)

TRIES_TO_OPEN = 5


class NotOpen(Exception):
    """The attempt has ended, or another one has taken its place: open a new one."""


def open_attempt(
    *,
    order_ref: str,
    order_name: str,
    buyer_ref: str,
    amount: Money,
    provider: str,
    shares: Sequence[Share],
    return_url: str,
    cancel_url: str,
    at: datetime,
) -> PaymentAttempt:
    """The order's one open attempt: the present one if it fits, else a new one in its place.

    `buyer_ref` is the buyer's public id. The addresses are absolute; `ATTEMPT_ID` in them becomes the
    attempt's public id. Raises NothingToPay, SharesDoNotAddUp, AlreadyPaid, PaymentUnderWay, Retryable,
    and Misconfigured when the provider is not switched on.
    """
    registry.provider(provider)
    wanted = Wanted(
        order_ref=order_ref,
        order_name=order_name,
        buyer_ref=buyer_ref,
        amount=amount,
        provider=provider,
        shares=shares,
        return_url=return_url,
        cancel_url=cancel_url,
    )
    for _ in range(TRIES_TO_OPEN):
        attempt = _present(wanted, at=at) or opening.insert(wanted, at=at)
        if attempt:
            return attempt
    raise PaymentUnderWay(order_ref)


def start(*, attempt: PaymentAttempt, at: datetime) -> Step:
    """Open the provider's page for the attempt; repeating it gives the same page.

    Returns Redirect, ClientAction or Finished. Raises NotOpen, Declined, Retryable, Misconfigured.
    """
    attempt.refresh_from_db()
    if attempt.is_paid:
        return Finished(provider_ref=attempt.provider_ref)
    if not attempt.is_open:
        raise NotOpen(attempt.public_id)
    provider = registry.provider(attempt.provider)
    try:
        step = provider.start(attempt.charge, attempt.urls, attempt.idempotency_key)
    except Declined as error:
        settle(attempt_id=attempt.pk, snapshot=_snapshot(attempt, "failed", reason=str(error)), at=at)
        raise
    _keep_reference(attempt, step, at=at)
    return step


def complete(*, attempt: PaymentAttempt, params: Mapping[str, str], at: datetime) -> PaymentAttempt:
    """The buyer is back with `params`; the attempt as it is now.

    Nothing in `params` is believed. When the provider does not answer, the attempt comes back unchanged
    and the poller completes it later.
    """
    attempt.refresh_from_db()
    if not attempt.is_open or not attempt.provider_ref:
        # An ended attempt is only asked about: confirming it would take money for nothing.
        return sync(attempt_id=attempt.pk, at=at)
    provider = registry.provider(attempt.provider)
    try:
        snapshot = provider.complete(attempt.charge, params, attempt.idempotency_key)
    except Declined as error:
        snapshot = _snapshot(attempt, "failed", reason=str(error))
    except ProviderError as error:
        log.warning("payment.provider_did_not_answer", attempt=attempt.public_id, error=str(error))
        return attempt
    return settle(attempt_id=attempt.pk, snapshot=snapshot, at=at)


def sync(*, attempt_id: int, at: datetime) -> PaymentAttempt:
    """Ask the provider and apply its answer. Safe at any time, in any number, from anywhere.

    Raises Retryable, Misconfigured, and whatever a listener raises.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    if attempt.is_paid:
        announce(attempt=attempt, at=at)
        return attempt
    if not attempt.provider_ref:
        return _sync_unstarted(attempt, at=at)
    snapshot = registry.provider(attempt.provider).fetch(attempt.charge)
    return settle(attempt_id=attempt.pk, snapshot=snapshot, at=at)


def cancel(*, attempt: PaymentAttempt, at: datetime) -> PaymentAttempt:
    """Close the provider's page so that nobody can pay there any more.

    The attempt comes back cancelled or expired, or paid or pending when the buyer was faster.
    """
    attempt.refresh_from_db()
    if not attempt.is_open:
        return attempt
    if not attempt.provider_ref:
        return settle(attempt_id=attempt.pk, snapshot=_snapshot(attempt, "cancelled"), at=at)
    key = f"{attempt.idempotency_key}-cancel"
    snapshot = registry.provider(attempt.provider).cancel(attempt.charge, key)
    if snapshot.state == "expired":
        move(attempt, to=State.CANCELLED, at=at)
    return settle(attempt_id=attempt.pk, snapshot=snapshot, at=at)


def _present(wanted: Wanted, *, at: datetime) -> PaymentAttempt | None:
    """The open attempt if it fits; one that does not fit is closed first, at the provider too."""
    of_order = PaymentAttempt.objects.of_order(wanted.order_ref)
    paid = of_order.paid().first()
    if paid:
        raise AlreadyPaid(paid)
    attempt = of_order.open().first()
    if attempt and attempt.state == State.PENDING:
        raise PaymentUnderWay(wanted.order_ref)
    if attempt is None or opening.fits(attempt, wanted, at=at):
        return attempt
    closed = cancel(attempt=attempt, at=at)
    if closed.is_paid:
        raise AlreadyPaid(closed)
    if closed.is_open:
        raise PaymentUnderWay(wanted.order_ref)
    return None


def _keep_reference(attempt: PaymentAttempt, step: Step, *, at: datetime) -> None:
    changes = {"provider_ref": step.provider_ref}
    if move(attempt, to=State.REDIRECTED, at=at, **changes):
        attempt.refresh_from_db()
        return
    attempt.refresh_from_db()
    if attempt.is_open and attempt.provider_ref == step.provider_ref:
        return
    # Another click took its place while the provider was answering: its page must not stay open.
    if not attempt.provider_ref:
        PaymentAttempt.objects.filter(pk=attempt.pk, provider_ref="").update(**changes)
        attempt.refresh_from_db()
    key = f"{attempt.idempotency_key}-cancel"
    snapshot = registry.provider(attempt.provider).cancel(attempt.charge, key)
    settle(attempt_id=attempt.pk, snapshot=snapshot, at=at)
    raise NotOpen(attempt.public_id)


def _sync_unstarted(attempt: PaymentAttempt, *, at: datetime) -> PaymentAttempt:
    # Without a reference nobody was ever sent to the provider: there is nothing to ask, only to end.
    if attempt.is_open and attempt.expires_at > at:
        return attempt
    return settle(attempt_id=attempt.pk, snapshot=_snapshot(attempt, "expired"), at=at)


def _snapshot(
    attempt: PaymentAttempt, state: Literal["failed", "cancelled", "expired"], *, reason: str = ""
) -> Snapshot:
    """Our own word, where the provider has none."""
    return Snapshot(
        state=state,
        provider_ref=attempt.provider_ref,
        reference=attempt.public_id,
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        reason=reason[:200],
    )
