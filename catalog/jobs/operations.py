"""The life of a job: claim, renew, end, hold up, give up. PostgreSQL owns every step.

A worker holds a lease that it renews while it lives. Whoever finds the lease run out may claim the row
again; after the last attempt the job is rejected with a reason instead. Trouble of our own costs no attempt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.audio.errors import ErrorCode
from catalog.jobs.models import PROCESSING, READY, RECEIVED, REJECTED, Job

_Job = TypeVar("_Job", bound=Job)
_Jobs = TypeVar("_Jobs", bound=models.QuerySet)

# Backoff while storage or machine fail: 15 s, then as long as it has lasted, at most a minute.
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=1)
# Nothing may stay undecided longer than ten minutes; the last attempt takes its time, too.
TROUBLE_ENDS_AFTER = timedelta(minutes=8)
# A worker whose storage is slower than this loses its lease while it writes; a killed one is missed for as long.
SLOWEST_STORAGE_BYTES_PER_S = 4 * 1024 * 1024


class LeaseLost(Exception):
    """The job was decided or taken over by another worker, because this one was silent for too long."""


def due(jobs: _Jobs, *, at: datetime) -> _Jobs:
    """Those waiting for a worker, or left by one whose lease ran out."""
    return jobs.filter(Q(state=RECEIVED, due_at__lte=at) | Q(state=PROCESSING, lease_until__lt=at)).order_by(
        "due_at"
    )


def claim(jobs: models.QuerySet[_Job], *, pk: int, at: datetime) -> _Job | None:
    """Take the job if it is due; None when somebody else has it, it is done, or its attempts are used up."""
    is_waiting = Q(state=RECEIVED) & (Q(trouble_since=None) | Q(due_at__lte=at))
    is_abandoned = Q(state=PROCESSING, lease_until__lt=at)
    claimed = (
        jobs.filter(pk=pk, attempt__lt=settings.PROBE_ATTEMPTS)
        .filter(is_waiting | is_abandoned)
        .update(
            state=PROCESSING,
            attempt=F("attempt") + 1,
            progress=0,
            started_at=at,
            lease_until=at + lease(),
        )
    )
    return jobs.get(pk=pk) if claimed else None


def lease() -> timedelta:
    return timedelta(seconds=settings.PROBE_LEASE_SECONDS)


def renew(*, job: Job, progress: int, at: datetime) -> None:
    """Tell everyone that the worker lives and how far it is (0–100). Raises LeaseLost."""
    if not _mine(job).update(lease_until=at + lease(), progress=min(max(progress, 0), 100)):
        raise LeaseLost(job.public_id)


def allow_time_to_store(*, job: Job, size: int, at: datetime) -> None:
    """Lengthen the lease for `size` bytes, which go to storage in one piece."""
    _mine(job).update(lease_until=at + lease() + timedelta(seconds=size / SLOWEST_STORAGE_BYTES_PER_S))


def maker(job: Job) -> str:
    """Names this attempt and no other, although attempts are counted anew after a retry."""
    assert job.started_at is not None
    return f"{job.attempt}-{int(job.started_at.timestamp() * 1_000_000):x}"


def complete(*, job: Job, at: datetime, **columns: object) -> bool:
    """The work is done; False when somebody else has taken it over."""
    return _end(job, READY, at=at, progress=100, **columns)


def reject(*, job: Job, error_code: str, at: datetime) -> bool:
    """The work cannot be done; False when somebody else has taken it over."""
    return _end(job, REJECTED, at=at, error_code=error_code)


def answer_bad(*, job: Job, error_code: str, at: datetime) -> bool:
    """Reject the job, unless its child merely died: then it has its other attempts. Returns whether it did."""
    if error_code == ErrorCode.CRASHED and job.attempt < settings.PROBE_ATTEMPTS:
        release(job=job, at=at)
        return False
    return reject(job=job, error_code=error_code, at=at)


def release(*, job: Job, at: datetime) -> None:
    """Give the job back: the next attempt is due at `at`."""
    _mine(job).update(state=RECEIVED, progress=0, due_at=at, lease_until=None, trouble_since=None)


def hold_up(*, job: Job, at: datetime) -> bool:
    """Give the job back because of our own trouble, not the file's: the attempt does not count.

    The next one is due a little later. When the trouble will have lasted too long by then, the job is
    rejected as `unavailable`, for whoever waits to be told and have the retry button. Returns whether it was.
    """
    since = job.trouble_since or at
    due_at = at + min(max(at - since, FIRST_WAIT), LONGEST_WAIT)
    if due_at - since > TROUBLE_ENDS_AFTER:
        return reject(job=job, error_code=ErrorCode.UNAVAILABLE, at=at)
    _mine(job).update(
        state=RECEIVED,
        attempt=F("attempt") - 1,
        progress=0,
        due_at=due_at,
        lease_until=None,
        trouble_since=since,
    )
    return False


def exhausted(jobs: models.QuerySet[_Job], *, at: datetime) -> models.QuerySet[_Job]:
    """Those whose last attempt ended without an answer: they killed every worker they met."""
    return jobs.filter(state=PROCESSING, lease_until__lt=at, attempt__gte=settings.PROBE_ATTEMPTS)


def retry(jobs: models.QuerySet[_Job], *, at: datetime) -> int:
    """Put those of `jobs` that were rejected back in the queue with fresh attempts; returns how many."""
    return jobs.filter(state=REJECTED).update(
        state=RECEIVED, error_code="", attempt=0, progress=0, due_at=at, finished_at=None
    )


def _end(job: Job, state: str, *, at: datetime, **columns: object) -> bool:
    ended = {"state": state, "finished_at": at, "due_at": None, "lease_until": None, "trouble_since": None}
    return bool(_mine(job).update(**ended | columns))


def _mine(job: Job) -> models.QuerySet[Job]:
    """The row as long as it is this claim's; attempts alone could repeat."""
    return type(job)._default_manager.filter(
        pk=job.pk, state=PROCESSING, attempt=job.attempt, started_at=job.started_at
    )
