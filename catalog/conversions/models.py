"""A sound in another format: made once by a worker, kept for everybody who bought it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.audio.convert import Format
from catalog.conversions.reasons import sentence
from catalog.effects.models import AudioFile
from catalog.jobs.models import Job


class Conversion(Job):
    """The sound of one file in one format, by one version of the code; without any buyer's fields."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Waiting")
        PROCESSING = "processing", _("Being made")
        READY = "ready", _("Ready")
        REJECTED = "rejected", _("Could not be made")

    UNFINISHED = (State.RECEIVED, State.PROCESSING)

    audio_file = models.ForeignKey(AudioFile, models.CASCADE, related_name="conversions")
    format = models.CharField(max_length=12, choices=[(str(one), str(one)) for one in Format])
    version = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    asked_at = models.DateTimeField()

    # What was made.
    storage_name = models.CharField(max_length=255, blank=True)
    byte_size = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # Of the bytes of the sound itself, which every buyer's file contains unchanged.
    payload_sha256 = models.CharField(max_length=64, blank=True)
    payload_crc32 = models.BigIntegerField(null=True, blank=True)
    container = models.CharField(max_length=20, blank=True)
    sample_rate_hz = models.PositiveIntegerField(null=True, blank=True)
    bit_depth = models.PositiveSmallIntegerField(null=True, blank=True)
    channels = models.PositiveSmallIntegerField(null=True, blank=True)
    channel_layout = models.CharField(max_length=80, blank=True)
    frames = models.PositiveBigIntegerField(null=True, blank=True)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    level_change_db = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audio_file", "format", "version"], name="conversion_once_per_version"
            ),
            models.CheckConstraint(
                condition=(Q(state="rejected") & ~Q(error_code=""))
                | (~Q(state="rejected") & Q(error_code="")),
                name="conversion_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | ~Q(storage_name="", payload_sha256="")
                & Q(byte_size__isnull=False, payload_crc32__isnull=False),
                name="conversion_ready_with_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="processing") | Q(lease_until__isnull=False, started_at__isnull=False),
                name="conversion_processing_with_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["received", "processing"]), name="conversion_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} v{self.version} of {self.audio_file_id}"

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def error_message(self) -> str | Promise:
        return sentence(self.error_code) if self.error_code else ""
