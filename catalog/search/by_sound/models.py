"""A stranger's sound, kept for minutes to find others like it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ksound.core.fields import PublicIdField


class Clip(models.Model):
    """One search by sound. The row says what is due; the bytes are gone as soon as it is decided.

    `owner` is the hash of a secret in the session that brought it: nobody else finds the clip.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    class Kind(models.TextChoices):
        FILE = "file"
        RECORDING = "recording"
        REGION = "region"

    public_id = PublicIdField()
    owner = models.CharField(max_length=64)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    error_code = models.CharField(max_length=30, blank=True)
    storage_name = models.CharField(max_length=255)
    # The passage of the stored bytes that is meant; the whole when empty.
    from_ms = models.PositiveIntegerField(null=True)
    to_ms = models.PositiveIntegerField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_index=True)
    duration_ms = models.PositiveIntegerField(null=True)
    features = ArrayField(models.FloatField(), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(error_code="") | ~Q(state="failed") & Q(error_code=""),
                name="clip_failed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(features__isnull=False, duration_ms__isnull=False),
                name="clip_ready_with_features",
            ),
        ]

    def __str__(self) -> str:
        return f"clip {self.public_id}"
