"""The life of one examination: a job (`catalog.jobs`), what it leaves when it is done, and what when it is not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from catalog.audio.errors import ErrorCode
from catalog.audio.report import Report
from catalog.duplicates import operations as duplicates
from catalog.effects import derivatives, drafts, embedded, findings
from catalog.effects.models import AudioFile
from catalog.jobs import operations as jobs
from catalog.jobs.operations import TROUBLE_ENDS_AFTER, LeaseLost, release, renew
from ksound.core import fault_points

# Of the job, for whoever speaks of an examination.
__all__ = [
    "TROUBLE_ENDS_AFTER",
    "LeaseLost",
    "answer_bad",
    "claim",
    "finish",
    "give_up_on_exhausted",
    "hold_up",
    "release",
    "renew",
    "retry",
]


def claim(*, audio_file_id: int, at: datetime) -> AudioFile | None:
    """Take the job if it is due; None when somebody else has it, it is done, or its attempts are used up."""
    files = AudioFile.objects.select_related("seller")
    return jobs.claim(files, pk=audio_file_id, at=at)


def finish(*, job: AudioFile, report: Report, folder: Path, at: datetime) -> None:
    """Write down what the examination found; a job taken over by somebody else is left to them.

    Raises OSError when storage fails; then nothing of this attempt is kept.
    """
    if not report.ok:
        answer_bad(job=job, error_code=report.error_code, at=at)
        return
    size = sum((folder / name).stat().st_size for name in report.outputs.values())
    jobs.allow_time_to_store(job=job, size=size, at=at)
    stored = derivatives.store(file=job, maker=jobs.maker(job), report=report, folder=folder)
    fault_points.reach("derivatives.written")
    found = findings.facts(report) | findings.likeness(report, folder)
    with transaction.atomic():
        is_ours = jobs.complete(job=job, at=at, **found)
        if is_ours:
            derivatives.record(file=job, stored=stored, at=at)
            embedded.record(file=job, report=report)
            job.refresh_from_db()
            drafts.open_draft(file=job, at=at)
            duplicates.examine(file=job, report=report, folder=folder, at=at)
            fault_points.reach("examination.recorded")
    fault_points.reach("examination.committed")
    if is_ours:
        derivatives.drop_unrecorded(file=job, spare=derivatives.REDERIVED)
    else:
        derivatives.discard(stored)


def answer_bad(*, job: AudioFile, error_code: str, at: datetime) -> None:
    """Reject the file, unless its child merely died: then it has its other attempts."""
    if jobs.answer_bad(job=job, error_code=error_code, at=at):
        _tidy(job)


def hold_up(*, job: AudioFile, at: datetime) -> None:
    """Give the job back because of our own trouble, not the file's (`jobs.operations.hold_up`)."""
    if jobs.hold_up(job=job, at=at):
        _tidy(job)


def give_up_on_exhausted(*, at: datetime) -> int:
    """Reject files whose last attempt ended without an answer: they killed every worker they met."""
    given_up = [
        job
        for job in jobs.exhausted(AudioFile.objects.all(), at=at)
        if jobs.reject(job=job, error_code=ErrorCode.CRASHED, at=at)
    ]
    for job in given_up:
        _tidy(job)
    return len(given_up)


def retry(*, file: AudioFile, at: datetime) -> bool:
    """Put a rejected file back in the queue with fresh attempts; False when it is not rejected."""
    return bool(jobs.retry(AudioFile.objects.filter(pk=file.pk), at=at))


def _tidy(job: AudioFile) -> None:
    derivatives.drop_unrecorded(file=job, spare=derivatives.REDERIVED)
