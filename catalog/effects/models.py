"""The sound as filed and sold: AudioFile (the bytes and their facts), Derivative, Effect (the listing)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.effects.querysets import AudioFileQuerySet, EffectQuerySet
from catalog.effects.reasons import sentence
from catalog.ucs import schedule
from ksound.core.fields import PublicIdField
from ksound.lib.money import Money
from ksound.lib.transitions import Transitions
from sellers.registration.models import Seller


class AudioFile(models.Model):
    """One uploaded original. The row says what is due; the broker only wakes a worker."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Receiving")
        RECEIVED = "received", _("Waiting")
        PROCESSING = "processing", _("Being examined")
        READY = "ready", _("Ready")
        REJECTED = "rejected", _("Not usable")

    UNFINISHED = (State.RECEIVING, State.RECEIVED, State.PROCESSING)

    public_id = PublicIdField()
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="files", verbose_name=_("seller"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    error_code = models.CharField(_("error code"), max_length=30, blank=True)
    original_name = models.CharField(_("name as uploaded"), max_length=255)
    byte_size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    storage_name = models.CharField(_("place in storage"), max_length=255)
    uploaded_at = models.DateTimeField(_("uploaded at"))

    # The job: PostgreSQL owns it. `lease_until` is renewed while a worker is alive.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    progress = models.PositiveSmallIntegerField(_("progress in per cent"), default=0)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    # What the probe found.
    container = models.CharField(_("container"), max_length=20, blank=True)
    codec = models.CharField(_("codec"), max_length=30, blank=True)
    duration_ms = models.PositiveBigIntegerField(_("duration in ms"), null=True, blank=True)
    frames = models.PositiveBigIntegerField(_("frames"), null=True, blank=True)
    sample_rate_hz = models.PositiveIntegerField(_("sample rate in Hz"), null=True, blank=True)
    bit_depth = models.PositiveSmallIntegerField(_("bit depth"), null=True, blank=True)
    channels = models.PositiveSmallIntegerField(_("channels"), null=True, blank=True)
    integrated_lufs = models.FloatField(_("integrated loudness in LUFS"), null=True, blank=True)
    loudness_range_lu = models.FloatField(_("loudness range in LU"), null=True, blank=True)
    sample_peak_dbfs = models.FloatField(_("sample peak in dBFS"), null=True, blank=True)
    true_peak_dbtp = models.FloatField(_("true peak in dBTP"), null=True, blank=True)
    pcm_sha256 = models.CharField(_("SHA-256 of the samples"), max_length=64, blank=True, db_index=True)
    tags = models.JSONField(_("embedded tags"), default=dict, blank=True)

    objects = AudioFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="rejected") & ~Q(error_code=""))
                | (~Q(state="rejected") & Q(error_code="")),
                name="audio_file_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | Q(duration_ms__isnull=False, sample_rate_hz__isnull=False, channels__isnull=False),
                name="audio_file_ready_with_facts",
            ),
            models.CheckConstraint(
                condition=~Q(state="processing") | Q(lease_until__isnull=False, started_at__isnull=False),
                name="audio_file_processing_with_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["received", "processing"]), name="audio_file_due"
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def can_retry(self) -> bool:
        return self.state == self.State.REJECTED

    @property
    def error_message(self) -> str:
        return str(sentence(self.error_code)) if self.error_code else ""

    @property
    def extension(self) -> str:
        return self.container or "wav"


class Derivative(models.Model):
    """Something computed from an original. Immutable: a newer version is a new row and a new file."""

    class Kind(models.TextChoices):
        PEAKS = "peaks", _("Waveform peaks")
        PREVIEW = "preview", _("Preview")

    audio_file = models.ForeignKey(AudioFile, models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    storage_name = models.CharField(max_length=255)
    byte_size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audio_file", "kind", "version"], name="derivative_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version} of {self.audio_file_id}"


class Effect(models.Model):
    """A sound effect as a listing: what it is, what it costs, where it stands in review."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        HELD = "held", _("On hold")
        PUBLISHED = "published", _("On sale")
        REJECTED = "rejected", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUSPENDED = "suspended", _("Suspended")

    class Source(models.TextChoices):
        PRIVATE = "private", _("Private creator")
        PUBLIC = "public", _("Public collection")

    TRANSITIONS: ClassVar[Transitions] = Transitions.of(
        {
            State.DRAFT: [State.IN_REVIEW],
            State.IN_REVIEW: [State.PUBLISHED, State.REJECTED, State.HELD, State.DRAFT],
            State.HELD: [State.PUBLISHED, State.REJECTED],
            State.PUBLISHED: [State.WITHDRAWN, State.SUSPENDED],
            State.REJECTED: [State.IN_REVIEW],
            State.WITHDRAWN: [State.IN_REVIEW],
            State.SUSPENDED: [State.PUBLISHED],
        }
    )
    EDITABLE = (State.DRAFT, State.REJECTED, State.WITHDRAWN)

    public_id = PublicIdField()
    seller = models.ForeignKey(Seller, models.PROTECT, related_name="effects", verbose_name=_("seller"))
    file = models.OneToOneField(AudioFile, models.PROTECT, related_name="effect", verbose_name=_("file"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    cat_id = models.CharField(_("CatID"), max_length=12, blank=True, db_index=True)
    title_ko = models.CharField(_("Korean title"), max_length=120, blank=True)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("keywords")
    )
    price_minor = models.BigIntegerField(_("base price"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="KRW")
    licence_codes = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, verbose_name=_("licences")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source.choices, default=Source.PRIVATE)
    # Counts submissions: a decision names the revision it was made on.
    revision = models.PositiveIntegerField(_("revision"), default=0)
    rejection_reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        ordering = ["-created_at", "-pk"]
        permissions = [("moderate_effect", "Can approve, hold, reject and suspend effects")]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_minor=0) | Q(price_minor__gte=pricing.MINIMUM_PRICE.minor),
                name="effect_price_free_or_at_least_minimum",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (~Q(cat_id="") & ~Q(licence_codes=[]) & ~Q(title_ko="", title_en="")),
                name="effect_complete_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="effect_published_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="effect_state_published"),
            models.Index(fields=["state", "submitted_at"], name="effect_review_queue"),
        ]

    def __str__(self) -> str:
        return self.title or self.file.original_name

    def get_absolute_url(self) -> str:
        return reverse("effect-detail", args=[self.public_id])

    @property
    def title(self) -> str:
        """The title in the reader's language, else the other one."""
        korean, english = self.title_ko, self.title_en
        return (korean or english) if get_language() == "ko" else (english or korean)

    @property
    def category_label(self) -> str:
        """«문 › 나무» or «DOORS › WOOD»."""
        return schedule.label(self.cat_id, get_language() or "ko") if self.cat_id else ""

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def is_free(self) -> bool:
        return self.price_minor == 0

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def preview_url(self) -> str:
        return reverse("preview", args=[self.public_id])

    @property
    def peaks_url(self) -> str:
        return reverse("peaks", args=[self.public_id])
