"""The record of deliveries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.licences.models import Licence


class Download(models.Model):
    """One delivery of a sound. Append-only: a trigger refuses UPDATE and DELETE."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="downloads", verbose_name=_("licence"))
    at = models.DateTimeField(_("at"))
    # "" for the original.
    format = models.CharField(_("format"), max_length=12, blank=True, default="")
    byte_range = models.CharField(_("range"), max_length=60, blank=True)
    user_agent = models.CharField(_("user agent"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.at:%Y-%m-%d %H:%M}"
