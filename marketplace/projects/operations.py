"""Making and changing projects. Only `project.owner` may; views find projects of the person alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from ksound.core import audit
from ksound.core.models import User
from ksound.lib.timecode import RATES, BadTimecode, FrameRate
from marketplace.projects.models import Project, ProjectItem

MAX_PROJECTS = 200
# How long a deleted project can be taken back.
KEPT = timedelta(days=30)


class TooManyProjects(Exception):
    """The person has MAX_PROJECTS."""


class ChangedMeanwhile(Exception):
    """Somebody, or the same person in another tab, changed it after it was shown."""


class TimecodesDoNotFit(Exception):
    """These time codes do not exist at the new frame rate; `texts` are the first of them."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(", ".join(texts))
        self.texts = texts


@dataclass(frozen=True, slots=True)
class Details:
    """What the owner says of a project; texts are clean."""

    name: str
    notes: str
    frame_rate: str


@transaction.atomic
def create(*, owner: User, details: Details, at: datetime) -> Project:
    """Raises TooManyProjects."""
    _require_room(owner)
    return Project.objects.create(
        owner=owner,
        name=details.name,
        notes=details.notes,
        frame_rate=details.frame_rate,
        created_at=at,
        updated_at=at,
    )


def _require_room(owner: User) -> None:
    User.objects.select_for_update().get(pk=owner.pk)  # two tabs meet here
    if Project.objects.present().of(owner).count() >= MAX_PROJECTS:
        raise TooManyProjects


@transaction.atomic
def change(*, project: Project, version: int, details: Details, at: datetime) -> None:
    """Name, notes, frame rate. Time codes keep their digits. Raises ChangedMeanwhile, TimecodesDoNotFit."""
    take_turn(project=project, version=version, at=at)
    project.refresh_from_db(fields=["frame_rate"])
    if details.frame_rate != project.frame_rate:
        _rewrite_times(project, RATES[details.frame_rate])
    Project.objects.filter(pk=project.pk).update(
        name=details.name, notes=details.notes, frame_rate=details.frame_rate
    )


def take_turn(*, project: Project, version: int, at: datetime) -> None:
    """Begin an edit of the project as it was at `version`. Raises ChangedMeanwhile; compare-and-set, so one wins."""
    changed = (
        Project.objects.present()
        .filter(pk=project.pk, version=version)
        .update(version=F("version") + 1, updated_at=at)
    )
    if not changed:
        raise ChangedMeanwhile(project.pk)


def _rewrite_times(project: Project, rate: FrameRate) -> None:
    """The same digits at another rate: a wrong setting is put right without typing them again."""
    items = list(project.items.exclude(start_frame=None))
    unfit = []
    for item in items:
        try:
            item.start_frame = _same_digits(item.start, rate)
            item.end_frame = _same_digits(item.end, rate)
        except BadTimecode as bad:
            unfit.append(bad.text)
    if unfit:
        raise TimecodesDoNotFit(unfit[:5])
    ProjectItem.objects.bulk_update(items, ["start_frame", "end_frame"], batch_size=500)


def _same_digits(text: str, rate: FrameRate) -> int | None:
    return rate.frames(text.replace(";", ":")) if text else None


@transaction.atomic
def duplicate(*, project: Project, name: str, at: datetime) -> Project:
    """A copy with everything but the share link. Raises TooManyProjects."""
    made = create(owner=project.owner, details=Details(name, project.notes, project.frame_rate), at=at)
    copies = [
        ProjectItem(
            project=made,
            effect_id=item.effect_id,
            position=position,
            note=item.note,
            start_frame=item.start_frame,
            end_frame=item.end_frame,
            added_at=at,
        )
        for position, item in enumerate(project.items.filter(removed_at=None))
    ]
    ProjectItem.objects.bulk_create(copies, batch_size=500)
    return made


@transaction.atomic
def delete(*, project: Project, at: datetime) -> bool:
    """Out of sight, its link dead; `restore` brings it back for KEPT. False when it was deleted before."""
    Project.objects.of(project.owner).filter(deleted_at__lt=at - KEPT).delete()
    changed = Project.objects.present().filter(pk=project.pk).update(deleted_at=at, share_token=None)
    if changed:
        audit.record("project.deleted", target=project, by=project.owner, at=at)
    return bool(changed)


@transaction.atomic
def restore(*, project: Project, at: datetime) -> bool:
    """Take a deletion back; False when there was none. Raises TooManyProjects."""
    _require_room(project.owner)
    changed = Project.objects.filter(pk=project.pk, deleted_at__isnull=False).update(deleted_at=None)
    if changed:
        audit.record("project.restored", target=project, by=project.owner, at=at)
    return bool(changed)


@transaction.atomic
def share(*, project: Project, at: datetime) -> str:
    """The token of its link; the present one if there is one. A link that was revoked never works again."""
    changed = (
        Project.objects.present()
        .filter(pk=project.pk, share_token=None)
        .update(share_token=secrets.token_urlsafe(32))
    )
    if changed:
        audit.record("project.shared", target=project, by=project.owner, at=at)
    project.refresh_from_db(fields=["share_token"])
    return project.share_token or ""


@transaction.atomic
def stop_sharing(*, project: Project, at: datetime) -> bool:
    """Make the link lead nowhere; False when there was none."""
    changed = Project.objects.filter(pk=project.pk, share_token__isnull=False).update(share_token=None)
    if changed:
        audit.record("project.unshared", target=project, by=project.owner, at=at)
    return bool(changed)
