"""Append-only double entry: triggers in the migrations refuse what these classes cannot."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField
from ksound.lib.money import Money


class AccountKind(models.TextChoices):
    PROVIDER_CLEARING = "provider_clearing", _("Provider clearing")
    SELLER_PENDING = "seller_pending", _("Seller, pending")
    SELLER_AVAILABLE = "seller_available", _("Seller, available")
    SELLER_RESERVE = "seller_reserve", _("Seller, in reserve")
    SELLER_DEBT = "seller_debt", _("Seller, debt")
    PLATFORM_FEE = "platform_fee", _("Platform fee")
    PLATFORM_SALES = "platform_sales", _("Platform's own sales")
    VAT_PAYABLE = "vat_payable", _("VAT payable")
    WITHHOLDING_PAYABLE = "withholding_payable", _("Withholding tax payable")
    PROVIDER_COST = "provider_cost", _("Provider cost")
    BANK = "bank", _("Bank")
    SUSPENSE = "suspense", _("Suspense")


SELLER_KINDS = (
    AccountKind.SELLER_PENDING,
    AccountKind.SELLER_AVAILABLE,
    AccountKind.SELLER_RESERVE,
    AccountKind.SELLER_DEBT,
)


class EntryKind(models.TextChoices):
    CAPTURE = "capture", _("Capture")
    SUSPENSE = "suspense", _("Suspense")
    RELEASE = "release", _("Release")
    REFUND = "refund", _("Refund")
    DISPUTE = "dispute", _("Dispute")
    PAYOUT = "payout", _("Payout")
    PAYOUT_RETURN = "payout_return", _("Payout back")
    SETTLEMENT = "settlement", _("Settlement")


class Account(models.Model):
    kind = models.CharField(_("kind"), max_length=24, choices=AccountKind.choices)
    seller = models.ForeignKey("sellers.Seller", null=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(name="account_kind_known", condition=Q(kind__in=AccountKind.values)),
            models.CheckConstraint(
                name="account_seller_kinds_have_a_seller",
                condition=Q(kind__in=SELLER_KINDS, seller__isnull=False)
                | (~Q(kind__in=SELLER_KINDS) & Q(seller__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_account_per_seller",
                fields=["kind", "seller", "currency"],
                condition=Q(seller__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_account_of_the_house",
                fields=["kind", "currency"],
                condition=Q(seller__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        whose = f" · {self.seller}" if self.seller_id else ""
        return f"{self.get_kind_display()}{whose} · {self.currency}"


class Entry(models.Model):
    """One event of the books; its postings sum to zero. `cause` is `<thing>:<public id>`."""

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=16, choices=EntryKind.choices)
    cause = models.CharField(_("cause"), max_length=80)
    at = models.DateTimeField(_("at"))
    memo = models.CharField(_("memo"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="one_entry_per_cause_and_kind", fields=["cause", "kind"]),
            models.CheckConstraint(name="entry_has_a_cause", condition=~Q(cause="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.cause}"


class Posting(models.Model):
    """Debit positive, credit negative, in minor units of the account's currency."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(name="posting_moves_something", condition=~Q(amount_minor=0)),
            models.UniqueConstraint(name="one_posting_per_account", fields=["entry", "account"]),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.amount}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.account.currency)
