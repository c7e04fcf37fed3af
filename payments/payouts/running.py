"""The payout run: one payout a seller, currency and period, whoever runs it and however often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from ksound.core import audit
from ksound.core.fault_points import reach
from ksound.lib.money import Money
from payments.ledger.models import AccountKind
from payments.ledger.operations import lock_sellers
from payments.payouts import booking
from payments.payouts.destinations import queries as destinations
from payments.payouts.models import Payout
from payments.payouts.queries import available_at_both, balances, midnight
from payments.payouts.registry import provider
from payments.payouts.rhythm import Period, Rhythm, last_ended
from payments.payouts.standing import Facts, Hindrance
from payments.payouts.terms.models import PayoutTerms
from payments.payouts.terms.queries import rate_for, terms_by_tier, withholding_in_force
from sellers.models import Seller

log = structlog.get_logger(__name__)

ONE_PAYOUT = "one_payout_per_seller_and_period"


@dataclass(slots=True)
class Run:
    """What one run did: payouts made, and how many sellers got nothing for which reason."""

    made: list[Payout] = field(default_factory=list)
    held: Counter[Hindrance] = field(default_factory=Counter)
    already: int = 0


def day_of(at: datetime) -> date:
    """The calendar day where the shop is."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def run(*, as_of: date, at: datetime) -> Run:
    """Prepare a payout for everybody whose period was over when `as_of` began, each in its own transaction.

    Nothing leaves by this alone: payouts wait as drafts for a batch and a second person. A run that is
    repeated, doubled or killed midway makes what is missing and nothing twice.
    """
    done = Run()
    terms = terms_by_tier()
    owed = balances(AccountKind.SELLER_AVAILABLE)
    sellers = Seller.objects.select_related("user").in_bulk({seller_id for seller_id, _currency in owed})
    for seller_id, currency in sorted(owed):
        seller = sellers[seller_id]
        period = last_ended(Rhythm(terms[seller.tier].rhythm), as_of)
        try:
            _pay(seller, currency, terms[seller.tier], period, done, at=max(at, midnight(as_of)), now=at)
        except Exception:
            # One seller's trouble is not the others'.
            log.exception("payout.failed", seller=seller.public_id)
        reach("payout.committed")
    return done


def _pay(
    seller: Seller,
    currency: str,
    terms: PayoutTerms,
    period: Period,
    done: Run,
    *,
    at: datetime,
    now: datetime,
) -> None:
    """`at` decides about waiting times, `now` is written down."""
    try:
        with transaction.atomic():
            lock_sellers([seller.pk], currency=currency)
            outcome = _prepare(seller, currency, terms, period, at=at, now=now)
            reach("payout.written")
    except IntegrityError as error:
        if ONE_PAYOUT not in str(error):
            raise
        outcome = None
    if isinstance(outcome, Payout):
        done.made.append(outcome)
    elif outcome is None:
        done.already += 1
    else:
        done.held[outcome] += 1


def _prepare(
    seller: Seller, currency: str, terms: PayoutTerms, period: Period, *, at: datetime, now: datetime
) -> Payout | Hindrance | None:
    """None when this period has its payout."""
    if Payout.objects.live().filter(seller=seller, currency=currency, period_end=period.end).exists():
        return None
    destination = destinations.current(seller)
    debts = balances(AccountKind.SELLER_DEBT, seller=seller)
    facts = Facts(
        seller=seller,
        available=available_at_both(seller, currency, before=midnight(period.end)),
        debt=debts.get((seller.pk, currency), Money.zero(currency)),
        terms=terms,
        destination=destination,
        is_returned=bool(destination and destinations.was_returned(destination)),
        currencies=provider().currencies,
    )
    hindrance = facts.hindrance(at)
    if hindrance or destination is None:
        return hindrance
    return _make(facts, period, destination_id=destination.pk, at=now)


def _make(facts: Facts, period: Period, *, destination_id: int, at: datetime) -> Payout:
    rule = withholding_in_force()
    withheld, amount = facts.payable.split(rate_for(facts.seller, rule))
    payout = Payout.objects.create(
        seller=facts.seller,
        destination_id=destination_id,
        currency=amount.currency,
        period_start=period.start,
        period_end=period.end,
        taken_minor=facts.available.minor,
        debt_minor=facts.debt.minor,
        withheld_minor=withheld.minor,
        amount_minor=amount.minor,
        withholding_rule=rule if withheld else None,
        created_at=at,
        updated_at=at,
    )
    booking.take(payout)
    audit.record("payout.prepared", target=payout, by=None, at=at, amount_minor=payout.amount_minor)
    return payout
