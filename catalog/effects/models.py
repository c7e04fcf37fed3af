"""The sound as filed and sold: AudioFile (the bytes and their facts), Derivative, Effect (the listing)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.audio.outputs import VERSIONS, Output
from catalog.effects import pricing
from catalog.effects.querysets import AudioFileQuerySet, EffectQuerySet
from catalog.effects.reasons import sentence
from catalog.jobs.models import Job
from catalog.ucs import schedule
from ksound.core.fields import PublicIdField
from ksound.lib.money import Money
from ksound.lib.transitions import Transitions
from sellers.registration.models import Seller


class AudioFile(Job):
    """One uploaded original; the job is its examination."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Receiving")
        RECEIVED = "received", _("Waiting")
        PROCESSING = "processing", _("Being examined")
        READY = "ready", _("Ready")
        REJECTED = "rejected", _("Not usable")

    UNFINISHED = (State.RECEIVING, State.RECEIVED, State.PROCESSING)

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="files", verbose_name=_("seller"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    original_name = models.CharField(_("name as uploaded"), max_length=255)
    byte_size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    storage_name = models.CharField(_("place in storage"), max_length=255)
    uploaded_at = models.DateTimeField(_("uploaded at"))

    # A first look: header and tags, seconds after the upload.
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    # What the examination found; `facts_version` is the version of the code that measured.
    facts_version = models.PositiveSmallIntegerField(_("version of the facts"), default=0)
    container = models.CharField(_("container"), max_length=20, blank=True)
    codec = models.CharField(_("codec"), max_length=30, blank=True)
    duration_ms = models.PositiveBigIntegerField(_("duration in ms"), null=True, blank=True)
    frames = models.PositiveBigIntegerField(_("frames"), null=True, blank=True)
    sample_rate_hz = models.PositiveIntegerField(_("sample rate in Hz"), null=True, blank=True)
    bit_depth = models.PositiveSmallIntegerField(_("bit depth"), null=True, blank=True)
    channels = models.PositiveSmallIntegerField(_("channels"), null=True, blank=True)
    channel_layout = models.CharField(_("channel layout"), max_length=80, blank=True)
    integrated_lufs = models.FloatField(_("integrated loudness in LUFS"), null=True, blank=True)
    loudness_is_looped = models.BooleanField(_("loudness measured on the looped sound"), default=False)
    max_momentary_lufs = models.FloatField(_("highest momentary loudness in LUFS"), null=True, blank=True)
    max_short_term_lufs = models.FloatField(_("highest short-term loudness in LUFS"), null=True, blank=True)
    noise_floor_dbfs = models.FloatField(_("noise floor in dBFS"), null=True, blank=True)
    loudness_range_lu = models.FloatField(_("loudness range in LU"), null=True, blank=True)
    sample_peak_dbfs = models.FloatField(_("sample peak in dBFS"), null=True, blank=True)
    true_peak_dbtp = models.FloatField(_("true peak in dBTP"), null=True, blank=True)
    pcm_sha256 = models.CharField(_("SHA-256 of the samples"), max_length=64, blank=True, db_index=True)
    # Of the bytes of the sound itself, which every buyer's file contains unchanged. Null: not known yet.
    payload_sha256 = models.CharField(_("SHA-256 of the sound itself"), max_length=64, blank=True)
    payload_crc32 = models.BigIntegerField(_("CRC-32 of the sound itself"), null=True, blank=True)
    # What the sound is like (catalog.audio.features), for neighbours.
    features = ArrayField(models.FloatField(), null=True, blank=True, editable=False)
    tags = models.JSONField(_("embedded tags"), default=dict, blank=True)
    remarks = models.JSONField(_("remarks"), default=list, blank=True)

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
    def error_message(self) -> str:
        return str(sentence(self.error_code)) if self.error_code else ""

    @property
    def extension(self) -> str:
        return self.container or "wav"


class EmbeddedMetadata(models.Model):
    """Everything a file says of itself, as read: every raw value with its container (`audio.metadata`).

    Apart from the file's row, because it may be large and no list needs it.
    """

    audio_file = models.OneToOneField(AudioFile, models.CASCADE, primary_key=True, related_name="embedded")
    values = models.JSONField()
    # Field → the container the seller believes, where containers contradict each other.
    decisions = models.JSONField(default=dict)
    # How many contradictions wait for the seller: lists show it without reading the values.
    open_questions = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"metadata of file {self.audio_file_id}"


def content_name(pcm_sha256: str, version: int) -> str:
    """What a version of our code draws of these samples; an address that carries it never changes its content."""
    return f"{pcm_sha256[:16]}-{version}"


class Derivative(models.Model):
    """Something computed from an original. Immutable: a newer version is a new row and a new file."""

    class Kind(models.TextChoices):
        PEAKS = str(Output.PEAKS), _("Waveform peaks")
        PREVIEW = str(Output.PREVIEW), _("Preview")
        SPECTROGRAM = str(Output.SPECTROGRAM), _("Spectrogram")
        FEATURES = str(Output.FEATURES), _("Features")
        FINGERPRINT = str(Output.FINGERPRINT), _("Fingerprint")

    public_id = PublicIdField()
    audio_file = models.ForeignKey(AudioFile, models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    storage_name = models.CharField(max_length=255)
    byte_size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_index=True)

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

    class AIUse(models.TextChoices):
        NONE = "none", _("Made without AI")
        ASSISTED = "assisted", _("Made with the help of AI")
        GENERATED = "generated", _("Wholly generated by AI")

    TRANSITIONS: ClassVar[Transitions] = Transitions.of(
        {
            State.DRAFT: [State.IN_REVIEW, State.HELD],
            State.IN_REVIEW: [State.PUBLISHED, State.REJECTED, State.HELD, State.DRAFT],
            State.HELD: [State.PUBLISHED, State.REJECTED],
            State.PUBLISHED: [State.WITHDRAWN, State.SUSPENDED],
            State.REJECTED: [State.IN_REVIEW, State.HELD],
            State.WITHDRAWN: [State.IN_REVIEW, State.HELD],
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
    # What the seller declares; empty until then.
    ai_use = models.CharField(_("use of AI"), max_length=9, choices=AIUse.choices, blank=True)
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
            models.CheckConstraint(
                condition=Q(state__in=["draft", "rejected", "withdrawn"]) | ~Q(ai_use="generated"),
                name="effect_generated_by_ai_not_submitted",
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
        """«문 › 목재» or «Doors › Wood»."""
        return schedule.label(self.cat_id, get_language() or "ko") if self.cat_id else ""

    @property
    def category_url(self) -> str:
        """The page of the CatID; all categories for a draft without one."""
        if not schedule.exists(self.cat_id):
            return reverse("categories")
        return reverse("cat-id", args=[schedule.get(self.cat_id).category_code, self.cat_id])

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
        return self._drawing_url("peaks", Output.PEAKS)

    @property
    def spectrogram_url(self) -> str:
        return self._drawing_url("spectrogram", Output.SPECTROGRAM)

    def _drawing_url(self, name: str, output: Output) -> str:
        drawn = content_name(self.file.pcm_sha256, VERSIONS[output])
        return f"{reverse(name, args=[self.public_id])}?v={drawn}"
