"""Invariants `verify_ledger` runs. Upper layers register their own here, at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Count, Q, Sum

from payments.ledger.models import Entry

Invariant = Callable[[datetime], Iterable[str]]

_invariants: dict[str, Invariant] = {}


def invariant(name: str) -> Callable[[Invariant], Invariant]:
    """Register a function of the present time that yields one sentence per breach."""

    def register(function: Invariant) -> Invariant:
        _invariants[name] = function
        return function

    return register


def breaches(at: datetime) -> dict[str, list[str]]:
    """Every invariant by name with its breaches; an empty list is a pass."""
    return {name: list(function(at)) for name, function in sorted(_invariants.items())}


@invariant("entries_balance")
def entries_balance(at: datetime) -> Iterable[str]:
    unbalanced = (
        Entry.objects.order_by()
        .values("public_id", "postings__account__currency")
        .annotate(minor=Sum("postings__amount_minor"), count=Count("postings"))
        .filter(~Q(minor=0) | Q(count__lt=2))
    )
    for row in unbalanced:
        yield (
            f"entry {row['public_id']}: {row['count']} postings, sum {row['minor']}"
            f" {row['postings__account__currency'] or ''}"
        )
