"""Balances and entries, always summed from the postings."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from ksound.lib.money import Money
from payments.ledger.models import SELLER_KINDS, AccountKind, Entry, Posting
from sellers.models import Seller


@dataclass(frozen=True, slots=True)
class SellerBalance:
    """What the shop owes a seller: not yet released, ready to be paid out, and kept during disputes.

    `debt` is what the seller owes the shop: money given back to buyers after it had been paid out.
    """

    pending: Money
    available: Money
    reserved: Money
    debt: Money


def seller_balance(seller: Seller, currency: str = "KRW") -> SellerBalance:
    """Positive amounts are owed to the seller (the ledger keeps them as credits). One statement."""
    sums = dict(
        Posting.objects.filter(
            account__seller=seller,
            account__currency=currency,
            account__kind__in=SELLER_KINDS,
        )
        .values_list("account__kind")
        .annotate(minor=Sum("amount_minor"))
    )
    return SellerBalance(
        pending=Money(-int(sums.get(AccountKind.SELLER_PENDING, 0)), currency),
        available=Money(-int(sums.get(AccountKind.SELLER_AVAILABLE, 0)), currency),
        reserved=Money(-int(sums.get(AccountKind.SELLER_RESERVE, 0)), currency),
        debt=Money(int(sums.get(AccountKind.SELLER_DEBT, 0)), currency),
    )


def account_balance(kind: str, currency: str = "KRW") -> Money:
    """Sum over all accounts of this kind: debits positive, credits negative."""
    postings = Posting.objects.filter(account__kind=kind, account__currency=currency)
    return Money(int(postings.aggregate(minor=Sum("amount_minor"))["minor"] or 0), currency)


def entries_for(cause: str) -> QuerySet[Entry]:
    """Every entry one thing caused, with its postings and their accounts."""
    return Entry.objects.filter(cause=cause).prefetch_related("postings__account__seller")


def postings_of(seller: Seller) -> QuerySet[Posting]:
    """The seller's postings, newest first."""
    return (
        Posting.objects.filter(account__seller=seller)
        .select_related("entry", "account")
        .order_by("-entry__at", "-id")
    )
