"""The index of fingerprints, and which sounds were found to resemble which."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import AudioFile, Effect

State = Effect.State
# What is or was offered to buyers, or waits to be: what a copy may be a copy of. Drafts and refused sounds are not.
LISTED = (State.PUBLISHED, State.IN_REVIEW, State.HELD, State.WITHDRAWN, State.SUSPENDED)
OWN_THAT_HOLD = (State.PUBLISHED, State.HELD, State.SUSPENDED)


class AcousticPrint(models.Model):
    """The whole fingerprint of a file, as `catalog.audio.fingerprint` writes it: 563 bytes per second."""

    file = models.OneToOneField(AudioFile, models.CASCADE, primary_key=True, related_name="acoustic_print")
    version = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"fingerprint v{self.version} of {self.file_id}"


class PrintSegment(models.Model):
    """The telling words of eleven seconds of a file. Only these are searched; the whole is compared after."""

    file = models.ForeignKey(AudioFile, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    words = ArrayField(models.IntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "ordinal"], name="print_segment_once"),
        ]
        indexes = [GinIndex(fields=["words"], name="print_segment_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"segment {self.ordinal} of {self.file_id}"


class Resemblance(models.Model):
    """`file` is a copy of `original`, or has a part of it, or is a part of it.

    An upload is never refused for that: its seller is told, and may have good reasons. But when it is submitted it
    is held for staff if it resembles a listed sound of somebody else, or one of the seller's own that is on
    sale, on hold or suspended. Their own sounds that wait or were withdrawn hold nothing: takes of one
    recording arrive together, and a mended file replaces an old one.
    """

    class Kind(models.TextChoices):
        EXACT = "exact", _("The same samples")
        NEAR = "near", _("The same recording")

    file = models.ForeignKey(AudioFile, models.CASCADE, related_name="resemblances")
    original = models.ForeignKey(AudioFile, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    score = models.FloatField(_("score"))
    # Where in the original the file begins; negative when the original begins later.
    offset_ms = models.BigIntegerField(_("offset in ms"))
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "original"], name="resemblance_once"),
            models.CheckConstraint(condition=~Q(file=F("original")), name="resemblance_of_another"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="resemblance_score_share"),
            models.CheckConstraint(
                condition=Q(kind="near") | Q(score=1, offset_ms=0), name="resemblance_exact_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} resembles {self.original_id}"

    @property
    def is_own(self) -> bool:
        return self.original.seller_id == self.file.seller_id

    @property
    def listing(self) -> Effect | None:
        """The listing of the original; None once it was thrown away."""
        return getattr(self.original, "effect", None)

    @property
    def holds(self) -> bool:
        """Whether staff must compare the two before `file` may go on sale."""
        state = self.listing.state if self.listing else None
        return state in (OWN_THAT_HOLD if self.is_own else LISTED)

    @property
    def may_be_named(self) -> bool:
        """Whether the seller of `file` may know which sound it is: their own, or one that everybody can see."""
        if self.listing is None:
            return False
        return self.is_own or (self.listing.state == State.PUBLISHED and self.original.seller.may_sell)

    @property
    def per_cent(self) -> int:
        return round(self.score * 100)

    # From where to listen to hear the same moment in both.
    @property
    def file_starts_ms(self) -> int:
        return max(0, -self.offset_ms)

    @property
    def original_starts_ms(self) -> int:
        return max(0, self.offset_ms)
