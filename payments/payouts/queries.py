"""Balances that may leave, and what sellers see of their payouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BigIntegerField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from ksound.lib.money import Money
from payments.charges.states import State
from payments.holds.models import Hold
from payments.ledger.models import AccountKind, Posting
from payments.payouts.destinations import queries as destinations
from payments.payouts.destinations.models import Destination
from payments.payouts.models import Payout
from payments.payouts.registry import provider
from payments.payouts.rhythm import Rhythm, business_day_from, current
from payments.payouts.standing import Facts, Hindrance
from payments.payouts.terms.queries import terms_by_tier
from payments.refunds.models import Refund, RefundLine
from sellers.models import Seller

Balances = dict[tuple[int, str], Money]


def midnight(day: date) -> datetime:
    """When `day` begins where the shop is."""
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def balances(kind: str, *, before: datetime | None = None, seller: Seller | None = None) -> Balances:
    """What accounts of this kind hold for sellers, by seller and currency, zeros left out: one statement."""
    postings = Posting.objects.filter(account__kind=kind, account__seller__isnull=False)
    if before:
        postings = postings.filter(entry__at__lt=before)
    if seller:
        postings = postings.filter(account__seller=seller)
    sums = postings.values_list("account__seller", "account__currency").annotate(minor=Sum("amount_minor"))
    return {(whose, currency): Money(int(minor), currency) for whose, currency, minor in sums if minor}


def available_at_both(seller: Seller, currency: str, *, before: datetime) -> Money:
    """What was available then and still is."""
    zero = Money.zero(currency)
    then = balances(AccountKind.SELLER_AVAILABLE, before=before, seller=seller)
    now = balances(AccountKind.SELLER_AVAILABLE, seller=seller)
    key = (seller.pk, currency)
    return Money(min(-then.get(key, zero).minor, -now.get(key, zero).minor), currency)


@dataclass(frozen=True, slots=True)
class NextPayout:
    """What the seller may expect. `hindrance` says why nothing comes, if so."""

    on: date
    amount: Money
    minimum: Money
    rhythm: str
    destination: Destination | None
    hindrance: Hindrance | None


def next_payout(seller: Seller, *, available: Money, debt: Money, on: date, at: datetime) -> NextPayout:
    """As things stand: later sales and refunds change it. Three statements."""
    terms = terms_by_tier()[seller.tier]
    destination = destinations.current(seller)
    facts = Facts(
        seller=seller,
        available=available,
        debt=debt,
        terms=terms,
        destination=destination,
        is_returned=bool(destination and destinations.was_returned(destination)),
        currencies=provider().currencies,
    )
    day = business_day_from(current(Rhythm(terms.rhythm), on).end)
    return NextPayout(
        on=day,
        amount=facts.payable,
        minimum=Money.krw(terms.minimum_krw),
        rhythm=terms.get_rhythm_display(),
        destination=destination,
        # An account that is still cooling today may be usable on the day.
        hindrance=facts.hindrance(max(at, midnight(day))),
    )


def pending_by_day(seller: Seller, currency: str = "KRW") -> list[tuple[date, Money]]:
    """What becomes available when, as things stand: one statement. Money on its way back to buyers is left out."""
    going_back = (
        RefundLine.objects.filter(share=OuterRef("share"), refund__in=Refund.objects.live())
        .values("share")
        .annotate(minor=Sum("seller_net_minor"))
        .values("minor")
    )
    held = Hold.objects.filter(share__seller=seller, share__attempt__currency=currency, released_at=None)
    nets = held.filter(share__attempt__state=State.PAID).annotate(
        net=F("share__seller_net_minor") - Coalesce(Subquery(going_back), 0, output_field=BigIntegerField())
    )
    days: Counter[date] = Counter()
    for release_at, net in nets.values_list("release_at", "net"):
        days[release_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()] += net
    return [(day, Money(minor, currency)) for day, minor in sorted(days.items()) if minor]


def history(seller: Seller) -> Iterable[Payout]:
    """Newest first, with the account each went to: one statement."""
    return Payout.objects.filter(seller=seller).select_related("destination")[:200]
