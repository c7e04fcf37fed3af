"""A seller's account for some days, made of nothing but the ledger and what was written when things were sold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ksound.lib.money import Money
from payments.statements.period import Days


class Kind(models.TextChoices):
    SALE = "sale", _("Sale")
    REFUND = "refund", _("Refund")
    PAYOUT = "payout", _("Payout")
    PAYOUT_RETURN = "payout_return", _("Payout back")
    OTHER = "other", _("Other")


class Status(models.TextChoices):
    """How things stood when the last day was over."""

    PENDING = "pending", _("Pending")
    AVAILABLE = "available", _("Available")
    PAID_OUT = "paid_out", pgettext_lazy("statement", "Paid out")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    REFUNDED = "refunded", _("Refunded")
    UNDER_WAY = "under_way", _("Under way")
    RETURNED = "returned", _("Restored to the balance")
    NONE = "", ""


@dataclass(frozen=True, slots=True)
class LineName:
    """What the layer above knows of one sold line, as it was written at the sale."""

    order_number: str
    item: str
    licence: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One row. In every row `gross + refunds − vat − fee = net`, and `net + paid_out` is what the balance moved.

    `refunds` and `paid_out` are never above zero, but for what came back from the bank; in rows of refunds `vat` and
    `fee` are what the shop gave up of its own part, below zero.
    """

    at: datetime
    kind: Kind
    name: LineName
    gross: Money
    refunds: Money
    vat: Money
    fee_bps: int | None
    fee: Money
    net: Money
    paid_out: Money
    status: Status
    released_on: date | None
    payout: str
    balance: Money

    @property
    def fee_percent(self) -> str:
        return "" if self.fee_bps is None else f"{self.fee_bps / 100:g}"


@dataclass(frozen=True, slots=True)
class Totals:
    gross: Money
    refunds: Money
    vat: Money
    fee: Money
    net: Money
    paid_out: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """`opening` and all movements add up to `closing`; the balance is pending, available and reserved less debt."""

    seller: str
    currency: str
    days: Days
    as_of: datetime
    is_final: bool
    opening: Money
    closing: Money
    movements: Sequence[Movement]

    @property
    def totals(self) -> Totals:
        def added(name: str) -> Money:
            amounts = (getattr(movement, name) for movement in self.movements)
            return sum(amounts, start=Money.zero(self.currency))

        return Totals(*(added(name) for name in ("gross", "refunds", "vat", "fee", "net", "paid_out")))
