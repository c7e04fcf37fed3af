"""What was read of a cue sheet, as its owner is asked about it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.effects.models import Effect
from marketplace.projects import importing, texts
from marketplace.projects.importing import Proposal
from marketplace.projects.models import CueImport, Project


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the file: the sound it was taken for, and every sentence against it."""

    proposal: Proposal
    effect: Effect | None
    start: str
    end: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class ImportRows:
    """Rows by what becomes of them: taken unless left out, taken if confirmed, not to be taken."""

    certain: list[ImportRow]
    by_title: list[ImportRow]
    bad: list[ImportRow]


def rows_of(project: Project, waiting: CueImport) -> ImportRows:
    """One statement whatever the number of rows."""
    proposals = importing.proposals(waiting)
    effects = Effect.objects.with_facts().in_bulk({one.effect for one in proposals if one.effect})
    rows = [_row(project, one, effects.get(one.effect)) for one in proposals]
    return ImportRows(
        certain=[row for row in rows if row.proposal.is_certain],
        by_title=[row for row in rows if row.proposal.is_good and not row.proposal.is_certain],
        bad=[row for row in rows if not row.proposal.is_good],
    )


def _row(project: Project, proposal: Proposal, effect: Effect | None) -> ImportRow:
    rate = project.rate
    start, end = (
        "" if frame is None else rate.text(frame) for frame in (proposal.start_frame, proposal.end_frame)
    )
    sentences = [texts.sentence(code, value, rate) for code, value in proposal.problems]
    return ImportRow(proposal, effect, start, end, sentences)
