"""From drafts to a bank file: one person gathers, another approves, then the file leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from ksound.core import audit
from ksound.core.fault_points import reach
from ksound.core.models import User
from payments.payouts import booking
from payments.payouts.destinations import queries as destinations
from payments.payouts.models import Payout, PayoutBatch
from payments.payouts.providers import Instructions, Transfer
from payments.payouts.registry import provider
from payments.payouts.standing import Hindrance, is_frozen, unpayable

MAKE = "payments.add_payoutbatch"
APPROVE = "payments.approve_payoutbatch"
CARRY_OUT = "payments.change_payoutbatch"

State = PayoutBatch.State


class NotAllowed(Exception):
    """This person may not do that with payouts."""


class SamePerson(Exception):
    """Whoever made a batch does not approve it."""


class NotReady(Exception):
    """The batch is not in a state in which that can be done; somebody else was quicker."""


class NothingToPay(ValueError):
    """None of these payouts waits for a batch."""


@transaction.atomic
def make(*, payout_ids: Iterable[int], by: User, at: datetime) -> PayoutBatch:
    """Gather the drafts among `payout_ids` that are in no batch. Raises NotAllowed, NothingToPay."""
    if not by.has_perm(MAKE):
        raise NotAllowed(by.pk)
    waiting = Payout.objects.filter(pk__in=list(payout_ids), state=Payout.State.DRAFT, batch=None)
    drafts = list(waiting.order_by("pk").select_for_update())
    if not drafts or len({payout.currency for payout in drafts}) != 1:
        raise NothingToPay
    batch = PayoutBatch.objects.create(
        currency=drafts[0].currency,
        count=len(drafts),
        total_minor=sum(payout.amount_minor for payout in drafts),
        made_by=by,
        made_at=at,
    )
    Payout.objects.filter(pk__in=[payout.pk for payout in drafts]).update(batch=batch, updated_at=at)
    audit.record("payout_batch.made", target=batch, by=by, at=at, total_minor=batch.total_minor)
    return batch


@transaction.atomic
def approve(*, batch: PayoutBatch, by: User, at: datetime) -> PayoutBatch:
    """Let the batch leave. What may not be paid any more is taken out of it and restored.

    Raises NotAllowed, SamePerson, NotReady; NothingToPay when nothing is left of it.
    """
    if not by.has_perm(APPROVE):
        raise NotAllowed(by.pk)
    if batch.made_by_id == by.pk:
        raise SamePerson(by.pk)
    _move(batch, to=State.APPROVED, approved_by=by, approved_at=at)
    _take_out_unpayable(batch, at=at)
    Payout.objects.filter(batch=batch, state=Payout.State.DRAFT).update(
        state=Payout.State.APPROVED, updated_at=at
    )
    batch.refresh_from_db()
    if not batch.count:
        _move(batch, to=State.DISCARDED)
    audit.record("payout_batch.approved", target=batch, by=by, at=at, total_minor=batch.total_minor)
    batch.refresh_from_db()
    return batch


def export(*, batch: PayoutBatch, variant: str, by: User, at: datetime) -> Instructions:
    """The bank file. The first time sends the batch on its way; later ones make the same file again.

    Raises NotAllowed, NotReady; NothingToPay when meanwhile nothing of it may be paid any more.
    """
    if not by.has_perm(CARRY_OUT):
        raise NotAllowed(by.pk)
    batch = _submit(batch, at=at)
    if batch.state != State.SUBMITTED:
        raise NothingToPay if batch.state == State.DISCARDED else NotReady
    file = provider().instruct(_transfers(batch), reference=batch.public_id, variant=variant)
    audit.record("payout_batch.exported", target=batch, by=by, at=at, variant=variant)
    reach("payout.exported")
    return file


@transaction.atomic
def discard(*, batch: PayoutBatch, by: User, at: datetime) -> None:
    """Take a batch apart before it leaves: its payouts are restored. Raises NotAllowed, NotReady."""
    if not by.has_perm(MAKE):
        raise NotAllowed(by.pk)
    _move(batch, to=State.DISCARDED)
    for payout in batch.payouts.select_for_update():
        fail(payout, reason=str(Hindrance.DISCARDED), at=at)
    PayoutBatch.objects.filter(pk=batch.pk).update(count=0, total_minor=0)
    audit.record("payout_batch.discarded", target=batch, by=by, at=at)


def fail(payout: Payout, *, reason: str, at: datetime) -> bool:
    """Not sent after all: the money is available again, and the next run takes it up. In the caller's transaction."""
    moved = move(payout, to=Payout.State.FAILED, at=at, reason=reason, restored_at=at, batch=None)
    if moved:
        payout.reason = reason
        booking.give_back(payout, at=at)
        audit.record("payout.failed", target=payout, by=None, at=at, reason=reason)
    return moved


def move(payout: Payout, *, to: Payout.State, at: datetime, **changes: object) -> bool:
    """Compare and set: False when the payout is in no state from which `to` follows."""
    allowed = Payout.objects.filter(pk=payout.pk, state__in=Payout.TRANSITIONS.before(to))
    return bool(allowed.update(state=to, updated_at=at, **changes))


@transaction.atomic
def _submit(batch: PayoutBatch, *, at: datetime) -> PayoutBatch:
    batch = PayoutBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == State.APPROVED:
        _take_out_unpayable(batch, at=at)
        left = Payout.objects.filter(batch=batch, state=Payout.State.APPROVED)
        if left.update(state=Payout.State.SUBMITTED, updated_at=at):
            _move(batch, to=State.SUBMITTED, submitted_at=at)
        else:
            _move(batch, to=State.DISCARDED)
        batch.refresh_from_db()
    return batch


def _move(batch: PayoutBatch, *, to: PayoutBatch.State, **changes: object) -> None:
    allowed = PayoutBatch.objects.filter(pk=batch.pk, state__in=PayoutBatch.TRANSITIONS.before(to))
    if not allowed.update(state=to, **changes):
        raise NotReady(batch.public_id)


def _take_out_unpayable(batch: PayoutBatch, *, at: datetime) -> None:
    """Accounts changed, sellers suspended and money sent back since the payout was prepared."""
    payouts = list(batch.payouts.select_related("seller", "destination").select_for_update(of=["self"]))
    named = destinations.current_of(payout.seller_id for payout in payouts)
    returned = destinations.returned_among(named.values())
    for payout in payouts:
        now = named[payout.seller_id]
        hindrance = Hindrance.SUSPENDED if is_frozen(payout.seller) else None
        if now.pk != payout.destination_id:
            hindrance = hindrance or Hindrance.COOLING
        hindrance = hindrance or unpayable(now, is_returned=now.pk in returned, at=at)
        if hindrance and fail(payout, reason=str(hindrance), at=at):
            PayoutBatch.objects.filter(pk=batch.pk).update(
                count=F("count") - 1, total_minor=F("total_minor") - payout.amount_minor
            )


def _transfers(batch: PayoutBatch) -> Sequence[Transfer]:
    return [
        Transfer(
            reference=payout.public_id,
            bank_code=payout.destination.bank_code,
            bank=payout.destination.korean_bank,
            account_number=payout.destination.account_number,
            holder=payout.destination.holder,
            amount=payout.amount,
        )
        for payout in batch.payouts.order_by("pk").select_related("destination")
    ]
