"""Who sells, under which agreement."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField


class Seller(models.Model):
    """A person or a business that sells sounds."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        BUSINESS = "business", _("Business")

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")

    public_id = PublicIdField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seller", verbose_name=_("user")
    )
    display_name = models.CharField(_("display name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # The UCS CreatorID that marks this seller's files.
    creator_id = models.CharField(_("CreatorID"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    tier = models.PositiveSmallIntegerField(_("tier"), default=1)
    # A public body whose sounds are free for everybody; staff decide it.
    is_public_collection = models.BooleanField(_("public collection"), default=False)
    agreement_version = models.CharField(_("agreement version"), max_length=20)
    agreement_accepted_at = models.DateTimeField(_("agreement accepted at"))

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        constraints = [
            models.CheckConstraint(condition=models.Q(tier__gte=1, tier__lte=5), name="seller_tier_exists"),
            models.CheckConstraint(condition=~models.Q(agreement_version=""), name="seller_agreed"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("storefront", args=[self.public_id])

    @property
    def may_sell(self) -> bool:
        return self.state == self.State.ACTIVE
