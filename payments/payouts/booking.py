"""A payout's two possible ledger entries: out of the seller's balance, and back into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ksound.lib.money import Money
from payments.ledger.models import AccountKind, EntryKind
from payments.ledger.operations import AccountKey, post
from payments.payouts.models import Payout

Line = tuple[AccountKey, Money]


def take(payout: Payout) -> None:
    """The seller's accounts must be locked: the balance was looked at."""
    post(kind=EntryKind.PAYOUT, cause=payout.cause, lines=_lines_of(payout), at=payout.created_at)


def give_back(payout: Payout, *, at: datetime) -> None:
    """What was on its way is available again; a debt that was settled stays settled."""
    lines = [
        (AccountKey(AccountKind.BANK), payout.amount),
        (AccountKey(AccountKind.WITHHOLDING_PAYABLE), payout.withheld),
        (_available(payout), -(payout.amount + payout.withheld)),
    ]
    post(kind=EntryKind.PAYOUT_RETURN, cause=payout.cause, lines=lines, at=at, memo=payout.reason)


def _lines_of(payout: Payout) -> Iterator[Line]:
    """Debits positive."""
    yield _available(payout), Money(payout.taken_minor, payout.currency)
    yield AccountKey(AccountKind.SELLER_DEBT, payout.seller_id), -payout.debt
    yield AccountKey(AccountKind.WITHHOLDING_PAYABLE), -payout.withheld
    yield AccountKey(AccountKind.BANK), -payout.amount


def _available(payout: Payout) -> AccountKey:
    return AccountKey(AccountKind.SELLER_AVAILABLE, payout.seller_id)
