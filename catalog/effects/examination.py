"""The life of one examination: claim, renew, finish, hold up, give up. PostgreSQL owns every step.

A worker holds a lease that it renews while it lives. Whoever finds the lease run out may claim the row
again; after the last attempt the file is rejected with a reason instead. Trouble of our own costs no attempt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from catalog.audio.errors import ErrorCode
from catalog.audio.report import Report
from catalog.duplicates import operations as duplicates
from catalog.effects import derivatives, drafts, findings
from catalog.effects.models import AudioFile
from ksound.core import fault_points

State = AudioFile.State

# Backoff while storage or machine fail: 15 s, then as long as it has lasted, at most a minute.
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=1)
# Nothing may stay undecided longer than ten minutes; the last attempt takes its time, too.
TROUBLE_ENDS_AFTER = timedelta(minutes=8)
# A worker whose storage is slower than this loses its lease while it writes; a killed one is missed for as long.
SLOWEST_STORAGE_BYTES_PER_S = 4 * 1024 * 1024


class LeaseLost(Exception):
    """The file was decided or taken over by another worker, because this one was silent for too long."""


def claim(*, audio_file_id: int, at: datetime) -> AudioFile | None:
    """Take the job if it is due; None when somebody else has it, it is done, or its attempts are used up."""
    is_waiting = Q(state=State.RECEIVED) & (Q(trouble_since=None) | Q(due_at__lte=at))
    is_abandoned = Q(state=State.PROCESSING, lease_until__lt=at)
    claimed = (
        AudioFile.objects.filter(pk=audio_file_id, attempt__lt=settings.PROBE_ATTEMPTS)
        .filter(is_waiting | is_abandoned)
        .update(
            state=State.PROCESSING,
            attempt=F("attempt") + 1,
            progress=0,
            started_at=at,
            lease_until=at + lease(),
        )
    )
    return AudioFile.objects.select_related("seller").get(pk=audio_file_id) if claimed else None


def lease() -> timedelta:
    return timedelta(seconds=settings.PROBE_LEASE_SECONDS)


def renew(*, job: AudioFile, progress: int, at: datetime) -> None:
    """Tell everyone that the worker lives and how far it is (0–100). Raises LeaseLost."""
    if not _mine(job).update(lease_until=at + lease(), progress=min(max(progress, 0), 100)):
        raise LeaseLost(job.public_id)


def finish(*, job: AudioFile, report: Report, folder: Path, at: datetime) -> None:
    """Write down what the examination found; a job taken over by somebody else is left to them.

    Raises OSError when storage fails; then nothing of this attempt is kept.
    """
    if not report.ok:
        answer_bad(job=job, error_code=report.error_code, at=at)
        return
    _allow_time_to_store(job, report, folder, at=at)
    stored = derivatives.store(file=job, maker=_maker(job), report=report, folder=folder)
    fault_points.reach("derivatives.written")
    found = findings.facts(report) | findings.likeness(report, folder)
    with transaction.atomic():
        is_ours = _end(job, State.READY, at=at, progress=100, **found)
        if is_ours:
            derivatives.record(file=job, stored=stored, at=at)
            job.refresh_from_db()
            drafts.open_draft(file=job, at=at)
            duplicates.examine(file=job, report=report, folder=folder, at=at)
            fault_points.reach("examination.recorded")
    fault_points.reach("examination.committed")
    if is_ours:
        derivatives.drop_unrecorded(file=job, spare=derivatives.REDERIVED)
    else:
        derivatives.discard(stored)


def _maker(job: AudioFile) -> str:
    """Names this attempt and no other, although attempts are counted anew after a retry."""
    assert job.started_at is not None
    return f"{job.attempt}-{int(job.started_at.timestamp() * 1_000_000):x}"


def _allow_time_to_store(job: AudioFile, report: Report, folder: Path, *, at: datetime) -> None:
    size = sum((folder / name).stat().st_size for name in report.outputs.values())
    needed = timedelta(seconds=size / SLOWEST_STORAGE_BYTES_PER_S)
    _mine(job).update(lease_until=at + lease() + needed)


def answer_bad(*, job: AudioFile, error_code: str, at: datetime) -> None:
    """Reject the file, unless its child merely died: then it has its other attempts."""
    if error_code == ErrorCode.CRASHED and job.attempt < settings.PROBE_ATTEMPTS:
        release(job=job, at=at)
        return
    _reject(job, error_code=error_code, at=at)


def release(*, job: AudioFile, at: datetime) -> None:
    """Give the job back: the next attempt is due at `at`."""
    _mine(job).update(state=State.RECEIVED, progress=0, due_at=at, lease_until=None, trouble_since=None)


def hold_up(*, job: AudioFile, at: datetime) -> None:
    """Give the job back because of our own trouble, not the file's: the attempt does not count.

    The next one is due a little later. When the trouble will have lasted too long by then, the file is
    rejected as `unavailable`: its seller is told and has the retry button.
    """
    since = job.trouble_since or at
    due_at = at + min(max(at - since, FIRST_WAIT), LONGEST_WAIT)
    if due_at - since > TROUBLE_ENDS_AFTER:
        _reject(job, error_code=ErrorCode.UNAVAILABLE, at=at)
        return
    _mine(job).update(
        state=State.RECEIVED,
        attempt=F("attempt") - 1,
        progress=0,
        due_at=due_at,
        lease_until=None,
        trouble_since=since,
    )


def give_up_on_exhausted(*, at: datetime) -> int:
    """Reject files whose last attempt ended without an answer: they killed every worker they met."""
    exhausted = AudioFile.objects.filter(
        state=State.PROCESSING, lease_until__lt=at, attempt__gte=settings.PROBE_ATTEMPTS
    )
    return sum(_reject(job, error_code=ErrorCode.CRASHED, at=at) for job in exhausted)


def _reject(job: AudioFile, *, error_code: str, at: datetime) -> bool:
    rejected = _end(job, State.REJECTED, at=at, error_code=error_code)
    if rejected:
        derivatives.drop_unrecorded(file=job, spare=derivatives.REDERIVED)
    return rejected


def _end(job: AudioFile, state: AudioFile.State, *, at: datetime, **columns: object) -> bool:
    ended = {"state": state, "finished_at": at, "due_at": None, "lease_until": None, "trouble_since": None}
    return bool(_mine(job).update(**ended | columns))


def retry(*, file: AudioFile, at: datetime) -> bool:
    """Put a rejected file back in the queue with fresh attempts; False when it is not rejected."""
    return bool(
        AudioFile.objects.filter(pk=file.pk, state=State.REJECTED).update(
            state=State.RECEIVED, error_code="", attempt=0, progress=0, due_at=at, finished_at=None
        )
    )


def _mine(job: AudioFile) -> models.QuerySet[AudioFile]:
    """The row as long as it is this claim's; attempts alone could repeat."""
    return AudioFile.objects.filter(
        pk=job.pk, state=State.PROCESSING, attempt=job.attempt, started_at=job.started_at
    )
