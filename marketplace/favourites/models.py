"""Sounds somebody marked to find again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect


class Favourite(models.Model):
    """One person's mark on one sound; it outlives the sale of the sound."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites", verbose_name=_("person")
    )
    effect = models.ForeignKey(Effect, models.CASCADE, related_name="+", verbose_name=_("effect"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "effect"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.effect_id}"
