"""What a person is told, in the site and by e-mail. The row owns the state of its e-mail."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ksound.core.fields import PublicIdField


class Kind(models.TextChoices):
    """What may have happened, as the settings name it."""

    APPROVED = "approved", _("A sound of yours goes on sale")
    REJECTED = "rejected", _("A sound of yours was not approved")
    HELD = "held", _("A sound of yours is on hold")
    SOLD = "sold", _("Sounds of yours were sold")
    SALE_REFUNDED = "sale_refunded", _("A sale of yours was refunded")
    REFUNDED = "refunded", _("A purchase of yours was refunded")
    REVIEW = "review", _("Somebody reviews a sound of yours")
    REPLY = "reply", _("A seller answers your review")
    NEW_SOUNDS = "new_sounds", _("Sellers you follow have new sounds")


# E-mail about these belongs to the service and cannot be switched off.
SERVICE = (Kind.REJECTED, Kind.HELD, Kind.SALE_REFUNDED, Kind.REFUNDED)
# Advertising by law: only for whoever asked for it, and marked as such.
ADVERTISING = (Kind.NEW_SOUNDS,)
BY_DEFAULT = (Kind.APPROVED, Kind.SOLD, Kind.REVIEW, Kind.REPLY)


class Notification(models.Model):
    """One thing a person is told once: `cause` names what happened.

    `data` holds what the sentence needs; the sentence itself is made when it is read, in the reader's language.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    cause = models.CharField(_("cause"), max_length=120)
    data = models.JSONField(_("data"), default=dict)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    # Null when there is nothing to send, or nothing left to send.
    mail_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "cause"], name="notification_once_per_cause")]
        indexes = [
            models.Index(fields=["user", "-at"], name="notification_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_mail_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class MailChoice(models.Model):
    """Which kinds a person wants by e-mail; without a row those of `BY_DEFAULT`."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_choice"
    )
    kinds = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    # When advertising was last agreed to; null as long as it is not.
    advertising_agreed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.kinds)}"
