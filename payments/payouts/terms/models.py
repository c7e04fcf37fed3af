"""The terms of payouts as versioned rows: how often, from which amount, and what is withheld for the tax office."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.payouts.rhythm import Rhythm
from sellers.models import Seller

RHYTHMS = [
    (Rhythm.MONTHLY.value, _("Monthly")),
    (Rhythm.TWICE_A_MONTH.value, _("Twice a month")),
    (Rhythm.WEEKLY.value, _("Weekly")),
    (Rhythm.THREE_DAYS.value, _("Every three business days")),
]


class PayoutTerms(models.Model):
    """One tier's terms in one version; the highest version counts."""

    version = models.PositiveSmallIntegerField(_("version"))
    tier = models.PositiveSmallIntegerField(_("tier"))
    rhythm = models.CharField(_("rhythm"), max_length=16, choices=RHYTHMS)
    minimum_krw = models.PositiveIntegerField(_("smallest payout (won)"))

    class Meta:
        verbose_name = _("payout terms")
        verbose_name_plural = _("payout terms")
        ordering = ["-version", "tier"]
        constraints = [
            models.UniqueConstraint(name="payout_terms_once_per_version", fields=["version", "tier"]),
            models.CheckConstraint(name="payout_terms_tier", condition=Q(tier__gte=1, tier__lte=5)),
            models.CheckConstraint(
                name="payout_terms_rhythm", condition=Q(rhythm__in=[each.value for each in Rhythm])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}/{self.tier}"


class WithholdingRule(models.Model):
    """What is kept back for the tax office. The highest version counts, and nothing is kept while it is off."""

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    rate_bps = models.PositiveSmallIntegerField(_("rate (basis points)"))
    seller_kind = models.CharField(_("kind of seller"), max_length=10, choices=Seller.Kind.choices)
    is_on = models.BooleanField(_("in force"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("withholding rule")
        verbose_name_plural = _("withholding rules")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(name="withholding_within_whole", condition=Q(rate_bps__lte=5_000)),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.rate_bps / 100:g} %"
