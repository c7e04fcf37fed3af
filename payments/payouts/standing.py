"""May this seller be paid now, and how much: decided in one place for the run, the batches and the seller's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from ksound.lib.money import Money
from payments.payouts.destinations.models import Destination
from payments.payouts.terms.models import PayoutTerms
from sellers.models import Seller


class Hindrance(models.TextChoices):
    """Why nothing is paid out; the money stays available."""

    SUSPENDED = "suspended", _("The seller is suspended.")
    CURRENCY = "currency", _("There is no way to pay out this currency yet.")
    NOTHING = "nothing", _("Nothing is available.")
    BELOW_MINIMUM = "below_minimum", _("Less than the smallest payout; it is carried forward.")
    NO_ACCOUNT = "no_account", _("No bank account has been named.")
    COOLING = "cooling", _("The bank account was changed less than 72 hours ago.")
    RETURNED = "returned", _("The bank sent a payout back from this account. It has to be named again.")
    DISCARDED = "discarded", _("Taken back by staff; the next run prepares it again.")


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides about one seller's payout in one currency. `available` is what may leave, debt not yet taken off."""

    seller: Seller
    available: Money
    debt: Money
    terms: PayoutTerms
    destination: Destination | None
    is_returned: bool
    currencies: frozenset[str]

    @property
    def payable(self) -> Money:
        return self.available - self.debt

    def hindrance(self, at: datetime) -> Hindrance | None:
        """The first reason why nothing is paid out at `at`; None when it is."""
        if is_frozen(self.seller):
            return Hindrance.SUSPENDED
        if self.payable.minor <= 0:
            return Hindrance.NOTHING
        if self.payable.currency not in self.currencies:
            return Hindrance.CURRENCY
        if self.payable < Money.krw(self.terms.minimum_krw):
            return Hindrance.BELOW_MINIMUM
        return unpayable(self.destination, is_returned=self.is_returned, at=at)


def is_frozen(seller: Seller) -> bool:
    """A closed seller still gets what was earned; a suspended one waits."""
    return seller.state not in (Seller.State.ACTIVE, Seller.State.CLOSED)


def unpayable(destination: Destination | None, *, is_returned: bool, at: datetime) -> Hindrance | None:
    if destination is None:
        return Hindrance.NO_ACCOUNT
    if is_returned:
        return Hindrance.RETURNED
    return Hindrance.COOLING if at < destination.usable_at else None
