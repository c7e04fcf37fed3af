"""Where a seller's money goes: rows are added, never edited; the newest counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField
from payments.payouts import banks
from sellers.models import Seller

# Time for the owner of the account to read the notice before money goes to a changed bank account.
COOLING = timedelta(hours=72)


class Destination(models.Model):
    """One bank account a seller has named. Its number is shown masked everywhere but in the bank file."""

    public_id = PublicIdField()
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="destinations", verbose_name=_("seller"))
    bank_code = models.CharField(_("bank"), max_length=3)
    account_number = models.CharField(_("account number"), max_length=16)
    holder = models.CharField(_("account holder"), max_length=40)
    created_at = models.DateTimeField(_("named at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("named by")
    )

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="destination_number_is_digits", condition=Q(account_number__regex=r"^[0-9]{8,16}$")
            ),
            models.CheckConstraint(name="destination_has_a_holder", condition=~Q(holder="")),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.masked_number}"

    @property
    def bank(self) -> str:
        return banks.name(self.bank_code)

    @property
    def korean_bank(self) -> str:
        return banks.BANKS.get(self.bank_code, (self.bank_code,))[0]

    @property
    def masked_number(self) -> str:
        """All but the last four digits hidden, and how many there are."""
        return f"••••{self.account_number[-4:]}"

    @property
    def usable_at(self) -> datetime:
        return self.created_at + COOLING


class Letter(models.Model):
    """A mail to a seller about their payouts, written with the change it tells of and sent after it."""

    class Kind(models.TextChoices):
        DESTINATION_CHANGED = "destination_changed", _("Bank account changed")
        PAYOUT_RETURNED = "payout_returned", _("Payout returned")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="+", verbose_name=_("seller"))
    to = models.EmailField(_("e-mail"))
    facts = models.JSONField(default=dict)
    written_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(name="letter_unsent", fields=["written_at"], condition=Q(sent_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.to}"


class FormerAddress(models.Model):
    """An e-mail address a seller gave up, known for as long as notices still go there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.EmailField(_("e-mail"))
    replaced_at = models.DateTimeField(_("replaced at"), db_index=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.address
