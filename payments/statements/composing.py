"""Making a statement from the ledger: a fixed number of database statements, however many rows it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from django.db.models import Sum

from ksound.lib.money import Money
from payments.ledger.models import SELLER_KINDS, Entry, EntryKind, Posting
from payments.statements.facts import Facts, gather
from payments.statements.period import Days
from payments.statements.rows import rows_of
from payments.statements.statement import LineName, Movement, Statement
from sellers.models import Seller

Names = Callable[[Iterable[str]], Mapping[str, LineName]]


class DoesNotAddUp(Exception):
    """The rows and the ledger tell different amounts: nothing of it may be handed out."""


def compose(*, seller: Seller, days: Days, names: Names, at: datetime, currency: str = "KRW") -> Statement:
    """The account of `days`; what has not happened by `at` is not in it.

    `names` says what the sold lines (by their references) are called. Later events never change the statement of
    days that are over. Raises DoesNotAddUp when ledger and shares disagree.
    """
    as_of = min(days.ends, at)
    opening, closing = (_balance(seller, currency, before=moment) for moment in (days.begins, days.ends))
    facts = gather(seller=seller, currency=currency, days=days)
    called = names({share.line_ref for share in facts.shares.values()})
    movements = [movement for entry in facts.entries for movement in _rows(entry, facts, called)]
    statement = Statement(
        seller=seller.display_name,
        currency=currency,
        days=days,
        as_of=as_of,
        is_final=days.is_over(at),
        opening=opening,
        closing=closing,
        movements=list(_with_balances(opening, movements)),
    )
    totals = statement.totals
    if opening + totals.net + totals.paid_out != closing:
        raise DoesNotAddUp(f"seller {seller.public_id}, {days.name}")
    return statement


def _rows(entry: Entry, facts: Facts, called: Mapping[str, LineName]) -> Iterator[Movement]:
    if entry.kind != EntryKind.RELEASE:  # nothing moves for the seller as a whole
        yield from rows_of(entry, facts, called)


def _with_balances(opening: Money, movements: list[Movement]) -> Iterator[Movement]:
    moved = (movement.net + movement.paid_out for movement in movements)
    balances = accumulate(moved, initial=opening)
    next(balances)
    return (replace(each, balance=balance) for each, balance in zip(movements, balances, strict=True))


def _balance(seller: Seller, currency: str, *, before: datetime) -> Money:
    """What the shop owed the seller then, all accounts together: one statement."""
    postings = Posting.objects.filter(
        account__seller=seller,
        account__currency=currency,
        account__kind__in=SELLER_KINDS,
        entry__at__lt=before,
    )
    return Money(-int(postings.aggregate(minor=Sum("amount_minor"))["minor"] or 0), currency)
