"""What providers told us, kept word for word."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.charges.models import PaymentAttempt


class ProviderEventQuerySet(models.QuerySet["ProviderEvent"]):
    def unfinished(self) -> ProviderEventQuerySet:
        """Received but not acted on yet, or acting on it failed."""
        return self.filter(state__in=[ProviderEvent.State.RECEIVED, ProviderEvent.State.FAILED])

    def waiting_since(self, before: datetime) -> ProviderEventQuerySet:
        return self.unfinished().filter(tried_at__lt=before)


class ProviderEvent(models.Model):
    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        PROCESSED = "processed", _("Processed")
        IGNORED = "ignored", _("Ignored")
        FAILED = "failed", _("Failed")

    provider = models.CharField(max_length=16)
    event_key = models.CharField(max_length=255)
    kind = models.CharField(max_length=255)
    reference = models.CharField(max_length=255, blank=True)
    payload = models.TextField()
    # Whether the provider's signature was checked; one whose webhooks are unsigned stays false.
    verified = models.BooleanField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    attempt = models.ForeignKey(
        PaymentAttempt, null=True, on_delete=models.PROTECT, related_name="provider_events"
    )

    objects = ProviderEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        ordering = ["-id"]
        indexes = [models.Index(name="event_state_tried", fields=["state", "tried_at"])]
        constraints = [
            models.UniqueConstraint(name="one_event_per_key", fields=["provider", "event_key"]),
            models.CheckConstraint(
                name="event_state_known",
                condition=Q(state__in=["received", "processed", "ignored", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.event_key}"
