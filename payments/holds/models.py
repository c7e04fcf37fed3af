"""How long a seller's share waits before it may be paid out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.charges.models import AttemptShare


class Hold(models.Model):
    """Begins with the capture; ends 7 days after the first download, 14 days after the payment at the latest."""

    share = models.OneToOneField(AttemptShare, models.PROTECT, primary_key=True, related_name="hold")
    release_at = models.DateTimeField(_("release at"), db_index=True)
    released_at = models.DateTimeField(_("released at"), null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")

    def __str__(self) -> str:
        return f"{self.share}: {self.release_at:%Y-%m-%d}"
