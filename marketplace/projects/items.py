"""What a project holds: adding, editing, moving and removing its sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import F, Max

from catalog.effects.models import Effect
from marketplace.projects.models import Project, ProjectItem
from marketplace.projects.operations import ChangedMeanwhile, take_turn

MAX_ITEMS = 2_000
Direction = Literal["up", "down"]


class TooManyItems(Exception):
    """The project would hold more than MAX_ITEMS; nothing was added."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A note and time codes in frames, the end only with a start."""

    note: str = ""
    start_frame: int | None = None
    end_frame: int | None = None


@transaction.atomic
def add(*, project: Project, effect: Effect, at: datetime) -> bool:
    """Put a sound at the end; False when it waits there already without note and time code. Raises TooManyItems."""
    _lock(project)
    waiting = project.items.filter(effect=effect, removed_at=None, start_frame=None, note="")
    if waiting.exists():
        return False
    append(project=project, placed=[(effect.pk, Placing())], at=at)
    return True


@transaction.atomic
def append(*, project: Project, placed: Sequence[tuple[int, Placing]], at: datetime) -> None:
    """Put sounds (effect pk, placing) at the end in this order, all or none. Raises TooManyItems."""
    _lock(project)
    if project.items.filter(removed_at=None).count() + len(placed) > MAX_ITEMS:
        raise TooManyItems
    last = project.items.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    ProjectItem.objects.bulk_create(
        (
            ProjectItem(
                project=project,
                effect_id=effect_pk,
                position=position,
                note=one.note,
                start_frame=one.start_frame,
                end_frame=one.end_frame,
                added_at=at,
            )
            for position, (effect_pk, one) in enumerate(placed, start=first)
        ),
        batch_size=500,
    )
    Project.objects.filter(pk=project.pk).update(updated_at=at)


def _lock(project: Project) -> None:
    """Positions and counts are decided by one at a time. Raises ChangedMeanwhile when it was deleted."""
    if not Project.objects.present().select_for_update().filter(pk=project.pk).first():
        raise ChangedMeanwhile(project.pk)


@transaction.atomic
def edit(*, item: ProjectItem, version: int, frame_rate: str, placing: Placing, at: datetime) -> None:
    """Note and time codes, read at `frame_rate`. Raises ChangedMeanwhile when either changed since it was shown."""
    _lock(item.project)
    changed = ProjectItem.objects.filter(
        pk=item.pk, version=version, removed_at=None, project__frame_rate=frame_rate
    ).update(
        note=placing.note,
        start_frame=placing.start_frame,
        end_frame=placing.end_frame,
        version=F("version") + 1,
    )
    if not changed:
        raise ChangedMeanwhile(item.pk)
    Project.objects.filter(pk=item.project_id).update(updated_at=at)


@transaction.atomic
def move(*, project: Project, version: int, item_id: str, before_id: str, at: datetime) -> None:
    """Put one item right before another, or last ("").

    The order is the one that was seen at `version`. Raises ChangedMeanwhile.
    """
    take_turn(project=project, version=version, at=at)
    items = {item.public_id: item for item in project.items.filter(removed_at=None)}
    moved, before = items.get(item_id), items.get(before_id)
    if moved is None or (before_id and before is None):
        raise ChangedMeanwhile(project.pk)
    last = project.items.aggregate(last=Max("position"))["last"]
    target = before.position if before else last + 1
    _place(project, moved, target)


def _place(project: Project, moved: ProjectItem, target: int) -> None:
    """Shift what lies between, removed items included, so that every position stays one item's."""
    if target > moved.position:
        between = project.items.filter(position__gt=moved.position, position__lt=target)
        between.update(position=F("position") - 1)
        target -= 1
    else:
        between = project.items.filter(position__gte=target, position__lt=moved.position)
        between.update(position=F("position") + 1)
    ProjectItem.objects.filter(pk=moved.pk).update(position=target)


def step(*, project: Project, version: int, item_id: str, direction: Direction, at: datetime) -> None:
    """One place up or down; nothing at the ends. Raises ChangedMeanwhile."""
    order = list(project.items.filter(removed_at=None).values_list("public_id", flat=True))
    if item_id not in order:
        raise ChangedMeanwhile(project.pk)
    place = order.index(item_id)
    if direction == "up" and place > 0:
        move(project=project, version=version, item_id=item_id, before_id=order[place - 1], at=at)
    elif direction == "down" and place < len(order) - 1:
        before_id = order[place + 2] if place + 2 < len(order) else ""
        move(project=project, version=version, item_id=item_id, before_id=before_id, at=at)


@transaction.atomic
def remove(*, project: Project, item_id: str, at: datetime) -> bool:
    """Out of sight; `put_back` returns it to its place until the next removal. False when it is not there."""
    _lock(project)
    items = project.items.filter(public_id=item_id, removed_at=None)
    if not items.exists():
        return False
    project.items.filter(removed_at__isnull=False).delete()
    items.update(removed_at=at)
    Project.objects.filter(pk=project.pk).update(updated_at=at)
    return True


@transaction.atomic
def put_back(*, project: Project, item_id: str, at: datetime) -> bool:
    """Take the last removal back. Raises TooManyItems."""
    _lock(project)
    if project.items.filter(removed_at=None).count() >= MAX_ITEMS:
        raise TooManyItems
    changed = project.items.filter(public_id=item_id, removed_at__isnull=False).update(removed_at=None)
    Project.objects.filter(pk=project.pk).update(updated_at=at)
    return bool(changed)
