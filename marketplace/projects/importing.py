"""A cue sheet on its way in: read, matched, shown, and only then put into the project."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from ksound.core.models import User
from ksound.core.text import clean_line
from marketplace.projects import items, matching
from marketplace.projects.cues import files
from marketplace.projects.cues.cue import Row
from marketplace.projects.items import Placing
from marketplace.projects.matching import By
from marketplace.projects.models import CueImport, Project
from marketplace.projects.operations import ChangedMeanwhile

NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row of a sheet as it waits: the sound it means (0: none), how that was found, and all that is wrong."""

    place: int
    named: str
    note: str
    start_frame: int | None
    end_frame: int | None
    effect: int
    by: str
    problems: tuple[tuple[str, str], ...]

    @property
    def is_good(self) -> bool:
        return not self.problems

    @property
    def is_certain(self) -> bool:
        return self.is_good and self.by != By.TITLE


@transaction.atomic
def read(*, project: Project, user: User, content: bytes, name: str, at: datetime) -> CueImport:
    """Read and match a file; nothing is added. Raises Unreadable, and keeps what waited before."""
    rows = files.read(content, name=name, rate=project.rate)
    matches = matching.find([row.cue for row in rows], project=project, user=user)
    proposals = [asdict(_proposal(row, match)) for row, match in zip(rows, matches, strict=True)]
    said = {
        "file_name": clean_line(name)[-120:],
        "frame_rate": project.frame_rate,
        "rows": proposals,
        "read_at": at,
    }
    return CueImport.objects.update_or_create(project=project, defaults=said)[0]


def _proposal(row: Row, match: matching.Match) -> Proposal:
    cue = row.cue
    named = cue.title or cue.file_name or cue.sound_id
    problems = [(one.code, one.value[:80]) for one in row.problems]
    if named and len(match.effects) != 1:
        problems.append(("ambiguous" if match.effects else "not_found", named[:120]))
    if len(cue.note) > NOTE_LENGTH:
        problems.append(("note_too_long", str(NOTE_LENGTH)))
    effect = match.effects[0].pk if len(match.effects) == 1 else 0
    note = cue.note[:NOTE_LENGTH]
    return Proposal(row.place, named[:120], note, cue.start, cue.end, effect, match.by, tuple(problems))


def proposals(waiting: CueImport) -> list[Proposal]:
    return [_from_row(row) for row in waiting.rows]


def _from_row(row: dict[str, Any]) -> Proposal:
    problems = tuple((code, value) for code, value in row["problems"])
    return Proposal(**{**row, "problems": problems})


@transaction.atomic
def take(
    *, project: Project, left_out: Collection[int], confirmed: Collection[int], all_titles: bool, at: datetime
) -> int:
    """Put the good rows into the project, in order; returns how many.

    Places in `left_out` stay out. What was found by title alone comes in where `confirmed` names its place, or with
    `all_titles`. Raises ChangedMeanwhile when nothing waits or the frame rate changed, TooManyItems.
    """
    waiting = (
        CueImport.objects.select_for_update().filter(project=project, frame_rate=project.frame_rate).first()
    )
    if waiting is None:
        raise ChangedMeanwhile(project.pk)
    chosen = [
        (one.effect, Placing(one.note, one.start_frame, one.end_frame))
        for one in proposals(waiting)
        if one.is_good
        and one.place not in left_out
        and (one.is_certain or all_titles or one.place in confirmed)
    ]
    if chosen:
        items.append(project=project, placed=chosen, at=at)
    waiting.delete()
    return len(chosen)
