"""Who wants to hear of a seller's new sounds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.registration.models import Seller


class Follow(models.Model):
    """One person follows one seller."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name=_("person")
    )
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="followers", verbose_name=_("seller"))
    followed_at = models.DateTimeField(_("followed at"))

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["-followed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "seller"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.seller_id}"
