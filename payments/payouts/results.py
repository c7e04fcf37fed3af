"""What the bank says of a batch: all of its answer is applied, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ksound.core import audit
from ksound.core.models import User
from ksound.core.waking import wake
from payments.payouts import booking
from payments.payouts.batches import CARRY_OUT, NotAllowed, move
from payments.payouts.destinations import letters
from payments.payouts.destinations.models import Letter
from payments.payouts.models import Payout, PayoutBatch
from payments.payouts.providers import TransferResult, Unreadable
from payments.payouts.registry import provider
from payments.payouts.tasks import send_letters

State = Payout.State
# States a payout may be in for a result to change it, and those in which it says nothing new.
NEWS = {"paid": (State.SUBMITTED,), "returned": (State.SUBMITTED, State.PAID)}
OLD = {"paid": (State.PAID,), "returned": (State.RETURNED,)}


@dataclass(frozen=True, slots=True)
class Applied:
    """How many payouts the answer changed, and how many rows said what was known."""

    paid: int
    returned: int
    known: int


@transaction.atomic
def apply(*, batch: PayoutBatch, content: bytes, by: User, at: datetime) -> Applied:
    """Read the bank's result file and bring the batch's payouts to what it says; twice is once.

    Raises NotAllowed, or Unreadable with one sentence per bad row, and then nothing was applied.
    """
    if not by.has_perm(CARRY_OUT):
        raise NotAllowed(by.pk)
    results = provider().results(content)
    payouts = {payout.public_id: payout for payout in batch.payouts.select_for_update().order_by("pk")}
    problems = [problem for result in results if (problem := _problem(result, payouts))]
    if problems:
        raise Unreadable(problems)
    news = [result for result in results if payouts[result.reference].state in NEWS[result.outcome]]
    for result in news:
        _settle(payouts[result.reference], result, at=at)
    done = _counted(news, known=len(results) - len(news))
    audit.record("payout_batch.results", target=batch, by=by, at=at, paid=done.paid, returned=done.returned)
    wake(send_letters)
    return done


def _problem(result: TransferResult, payouts: dict[str, Payout]) -> str:
    said = {"row": result.row, "payout": result.reference[:40]}
    payout = payouts.get(result.reference)
    if payout is None:
        return _("Row %(row)s: payout “%(payout)s” is not in this batch.") % said
    if payout.amount != result.amount:
        amounts = {"amount": payout.amount, "said": result.amount}
        return _("Row %(row)s: the payout is %(amount)s, the file says %(said)s.") % (said | amounts)
    if payout.state not in (*NEWS[result.outcome], *OLD[result.outcome]):
        state = {"state": payout.get_state_display()}
        return _("Row %(row)s: the payout is already: %(state)s.") % (said | state)
    return ""


def _settle(payout: Payout, result: TransferResult, *, at: datetime) -> None:
    if result.outcome == "paid":
        move(payout, to=State.PAID, at=at, paid_at=at)
    elif move(payout, to=State.RETURNED, at=at, reason=result.reason, restored_at=at):
        payout.reason = result.reason
        booking.give_back(payout, at=at)
        facts = {
            "amount": str(payout.amount),
            "reason": result.reason,
            "bank_code": payout.destination.bank_code,
            "masked_number": payout.destination.masked_number,
        }
        letters.write(kind=Letter.Kind.PAYOUT_RETURNED, seller=payout.seller, facts=facts, at=at)
    audit.record(f"payout.{result.outcome}", target=payout, by=None, at=at, reason=result.reason)


def _counted(news: Sequence[TransferResult], *, known: int) -> Applied:
    paid = sum(result.outcome == "paid" for result in news)
    return Applied(paid=paid, returned=len(news) - paid, known=known)
