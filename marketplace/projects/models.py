"""Folders of sounds with notes and time codes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.effects.models import Effect
from ksound.core.fields import PublicIdField
from ksound.lib.timecode import RATES, FrameRate


class ProjectQuerySet(models.QuerySet["Project"]):
    def present(self) -> ProjectQuerySet:
        """Not deleted."""
        return self.filter(deleted_at=None)

    def of(self, owner: models.Model) -> ProjectQuerySet:
        return self.filter(owner=owner)


class Project(models.Model):
    """One person's folder. `version` counts edits of what is its own: name, notes, frame rate, order."""

    public_id = PublicIdField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="projects", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    frame_rate = models.CharField(
        _("frame rate"),
        max_length=8,
        choices=[(code, one.label) for code, one in RATES.items()],
        default="24",
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    # Who has the link may look; null: nobody but the owner.
    share_token = models.CharField(_("share link"), max_length=43, null=True, unique=True, editable=False)  # noqa: DJ001  null is "none" for a unique field
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("updated at"))
    # Kept a while, so that a deletion can be taken back.
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="project_named"),
            models.CheckConstraint(
                condition=Q(share_token=None) | Q(deleted_at=None), name="project_deleted_is_not_shared"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-updated_at"], name="project_of_owner")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project-detail", args=[self.public_id])

    @property
    def rate(self) -> FrameRate:
        return RATES[self.frame_rate]


class ProjectItem(models.Model):
    """One sound at one place of a project; the same may stand at several. Times are frames at the project's rate."""

    public_id = PublicIdField()
    project = models.ForeignKey(Project, models.CASCADE, related_name="items", verbose_name=_("project"))
    effect = models.ForeignKey(Effect, models.CASCADE, related_name="+", verbose_name=_("effect"))
    position = models.PositiveIntegerField(_("position"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    start_frame = models.PositiveIntegerField(_("start"), null=True, blank=True)
    # The first frame after it; null: as long as the sound lasts.
    end_frame = models.PositiveIntegerField(_("end"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("project item")
        verbose_name_plural = _("project items")
        ordering = ["position"]
        constraints = [
            # At the end of the transaction: a move passes through equal positions.
            models.UniqueConstraint(
                fields=["project", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="project_item_position_once",
            ),
            models.CheckConstraint(
                condition=Q(end_frame=None) | Q(start_frame__isnull=False, end_frame__gt=F("start_frame")),
                name="project_item_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.effect_id}"

    @property
    def start(self) -> str:
        return "" if self.start_frame is None else self.project.rate.text(self.start_frame)

    @property
    def end(self) -> str:
        return "" if self.end_frame is None else self.project.rate.text(self.end_frame)


class CueImport(models.Model):
    """A cue sheet that was read and waits for its owner's word; a newer one takes its place."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="cue_import")
    file_name = models.CharField(_("file name"), max_length=120)
    frame_rate = models.CharField(_("frame rate"), max_length=8)
    # `importing.Proposal` as plain values.
    rows = models.JSONField(_("rows"))
    read_at = models.DateTimeField(_("read at"))

    def __str__(self) -> str:
        return self.file_name
