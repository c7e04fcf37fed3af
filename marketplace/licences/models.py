"""The right to use a sound: one per order line, for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField
from marketplace.orders.models import OrderLine


class Licence(models.Model):
    """Granted when the order is paid; the unique order line makes a second grant impossible."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    public_id = PublicIdField()
    serial = models.CharField(_("serial"), max_length=20, unique=True)
    order_line = models.OneToOneField(
        OrderLine, models.PROTECT, related_name="licence", verbose_name=_("order line")
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="licences", verbose_name=_("holder")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACTIVE)
    granted_at = models.DateTimeField(_("granted at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # The format its holder asked for last (`catalog.audio.convert`); "" for the original.
    format = models.CharField(max_length=12, blank=True, default="", editable=False)
    # Taken when granted (`snapshots`); null for a licence granted before there were any, until first needed.
    delivery = models.JSONField(_("what the delivered file says"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="revoked", ended_at__isnull=False)
                | (~Q(state="revoked") & Q(ended_at=None)),
                name="licence_revoked_with_time",
            )
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def masked_holder(self) -> str:
        """Enough for the holder to be recognised by who knows them, not to be found: `b…@e….com`."""
        name, _at, domain = self.holder.known_email.partition("@")
        host, _dot, top = domain.rpartition(".")
        return f"{name[:1]}…@{host[:1]}….{top}"

    @property
    def verify_url(self) -> str:
        return reverse("licence-verify", args=[self.serial])

    @property
    def payload_sha256(self) -> str:
        """Of the sound itself, whatever stands around it in the file; "" while it is not known."""
        return (self.delivery or {}).get("payload_sha256") or self.order_line.audio_file.payload_sha256

    @property
    def download_url(self) -> str:
        return reverse("download", args=[self.public_id])
