"""The only writer of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import IntegrityError, transaction

from ksound.lib.money import Money
from payments.ledger.models import Account, Entry, Posting

ONE_ENTRY = "one_entry_per_cause_and_kind"


class Unbalanced(ValueError):
    """The lines do not sum to zero, mix currencies or move nothing."""


class AlreadyPosted(Exception):
    """This cause already has its entry of this kind; nothing was written."""


@dataclass(frozen=True, slots=True)
class AccountKey:
    """Names an account; the row is opened at its first posting."""

    kind: str
    seller_id: int | None = None


Lines: TypeAlias = Iterable[tuple[AccountKey, Money]]


def post(*, kind: str, cause: str, lines: Lines, at: datetime, memo: str = "") -> Entry:
    """Write one balanced entry: debits positive, credits negative.

    Lines of one account are merged and zero lines dropped. Raises Unbalanced or AlreadyPosted, and then
    nothing is written; the caller's own transaction stays usable.
    """
    currency, amounts = _balanced(lines)
    try:
        with transaction.atomic():
            entry = Entry.objects.create(kind=kind, cause=cause, at=at, memo=memo)
            Posting.objects.bulk_create(
                Posting(entry=entry, account=_account(key, currency), amount_minor=amounts[key])
                # A fixed order, so that two captures opening the same accounts cannot deadlock.
                for key in sorted(amounts, key=lambda key: (key.kind, key.seller_id or 0))
            )
    except IntegrityError as error:
        if ONE_ENTRY in str(error):
            raise AlreadyPosted(f"{kind} of {cause}") from error
        raise
    return entry


def lock_sellers(seller_ids: Iterable[int], *, currency: str) -> None:
    """Whoever decides by these sellers' balances waits here for whoever does so already; to the end of the transaction.

    Postings of others go on meanwhile: they add to a balance or take what only they can take.
    """
    accounts = Account.objects.filter(seller__in=sorted(seller_ids), currency=currency).order_by("pk")
    list(accounts.select_for_update(no_key=True).values_list("pk"))


def _balanced(lines: Lines) -> tuple[str, dict[AccountKey, int]]:
    amounts: dict[AccountKey, int] = defaultdict(int)
    currencies = set()
    for key, money in lines:
        amounts[key] += money.minor
        currencies.add(money.currency)
    moved = {key: minor for key, minor in amounts.items() if minor != 0}
    if len(currencies) != 1 or not moved or sum(moved.values()) != 0:
        raise Unbalanced(f"{dict(amounts)} in {sorted(currencies)}")
    return currencies.pop(), moved


def _account(key: AccountKey, currency: str) -> Account:
    whose = {"seller_id": key.seller_id} if key.seller_id else {"seller": None}
    account, _created = Account.objects.get_or_create(kind=key.kind, currency=currency, **whose)
    return account
