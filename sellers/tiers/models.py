"""The tiers and what they cost, as versioned rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TierPolicy(models.Model):
    """One tier in one version of the policy; the highest version in force counts."""

    version = models.PositiveSmallIntegerField(_("version"))
    tier = models.PositiveSmallIntegerField(_("tier"))
    name_ko = models.CharField(_("Korean name"), max_length=20)
    name_en = models.CharField(_("English name"), max_length=20)
    # Commission without VAT, in basis points (2 000 = 20 %).
    commission_bps = models.PositiveSmallIntegerField(_("commission (basis points)"))

    class Meta:
        verbose_name = _("tier policy")
        verbose_name_plural = _("tier policies")
        ordering = ["-version", "tier"]
        constraints = [
            models.UniqueConstraint(fields=["version", "tier"], name="tier_policy_once_per_version"),
            models.CheckConstraint(condition=models.Q(tier__gte=1, tier__lte=5), name="tier_policy_tier"),
            models.CheckConstraint(
                condition=models.Q(commission_bps__lte=5_000), name="tier_policy_commission"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier} {self.name}"

    @property
    def name(self) -> str:
        return self.name_ko if get_language() == "ko" else self.name_en
