"""The life of one examination: claim, renew, finish, give up. PostgreSQL owns every step.

A worker holds a lease that it renews while it lives. Whoever finds the lease run out may claim the row
again; after the last attempt the file is rejected with a reason instead.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from catalog.audio.errors import ErrorCode
from catalog.audio.report import Report
from catalog.effects import derivatives, drafts
from catalog.effects.models import AudioFile
from ksound.core import fault_points

log = logging.getLogger(__name__)
State = AudioFile.State


def claim(*, audio_file_id: int, at: datetime) -> AudioFile | None:
    """Take the job if it is due; None when somebody else has it, it is done, or its attempts are used up."""
    claimed = (
        AudioFile.objects.filter(pk=audio_file_id, attempt__lt=settings.PROBE_ATTEMPTS)
        .filter(Q(state=State.RECEIVED) | Q(state=State.PROCESSING, lease_until__lt=at))
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
    """Tell everyone that the worker lives and how far it is (0–100)."""
    _mine(job).update(lease_until=at + lease(), progress=min(max(progress, 0), 100))


def finish(*, job: AudioFile, report: Report, folder: Path, at: datetime) -> None:
    """Write down what the examination found; a job taken over by somebody else is left to them."""
    if not report.ok:
        answer_bad(job=job, error_code=report.error_code, at=at)
        return
    stored = derivatives.store(job=job, report=report, folder=folder)
    fault_points.reach("derivatives.written")
    with transaction.atomic():
        taken_over = not _mine(job).update(
            state=State.READY, progress=100, due_at=None, lease_until=None, finished_at=at, **_facts(report)
        )
        if not taken_over:
            derivatives.record(job=job, stored=stored)
            job.refresh_from_db()
            drafts.open_draft(file=job, at=at)
    if taken_over:
        derivatives.discard(stored)
    else:
        derivatives.drop_unrecorded(job=job)


def answer_bad(*, job: AudioFile, error_code: str, at: datetime) -> None:
    """Reject the file, unless its child merely died: then it has its other attempts."""
    if error_code == ErrorCode.CRASHED and job.attempt < settings.PROBE_ATTEMPTS:
        release(job=job, at=at)
        return
    _reject(job, error_code=error_code, at=at)


def release(*, job: AudioFile, at: datetime) -> None:
    """Give the job back: the next attempt is due at `at`."""
    _mine(job).update(state=State.RECEIVED, due_at=at, lease_until=None)


def give_up_on_exhausted(*, at: datetime) -> int:
    """Reject files whose last attempt ended without an answer: they killed every worker they met."""
    exhausted = AudioFile.objects.filter(
        state=State.PROCESSING, lease_until__lt=at, attempt__gte=settings.PROBE_ATTEMPTS
    )
    return sum(_reject(job, error_code=ErrorCode.CRASHED, at=at) for job in exhausted)


def _reject(job: AudioFile, *, error_code: str, at: datetime) -> bool:
    rejected = _mine(job).update(
        state=State.REJECTED, error_code=error_code, due_at=None, lease_until=None, finished_at=at
    )
    if rejected:
        derivatives.drop_unrecorded(job=job)
    return bool(rejected)


def retry(*, file: AudioFile, at: datetime) -> bool:
    """Put a rejected file back in the queue with fresh attempts; False when it is not rejected."""
    return bool(
        AudioFile.objects.filter(pk=file.pk, state=State.REJECTED).update(
            state=State.RECEIVED, error_code="", attempt=0, progress=0, due_at=at, finished_at=None
        )
    )


def _mine(job: AudioFile) -> models.QuerySet[AudioFile]:
    return AudioFile.objects.filter(pk=job.pk, state=State.PROCESSING, attempt=job.attempt)


def _facts(report: Report) -> dict[str, object]:
    return {
        "container": report.container,
        "codec": report.codec,
        "duration_ms": report.duration_ms,
        "frames": report.frames,
        "sample_rate_hz": report.sample_rate_hz,
        "bit_depth": report.bit_depth,
        "channels": report.channels,
        "integrated_lufs": report.integrated_lufs,
        "loudness_range_lu": report.loudness_range_lu,
        "sample_peak_dbfs": report.sample_peak_dbfs,
        "true_peak_dbtp": report.true_peak_dbtp,
        "pcm_sha256": report.pcm_sha256,
        "tags": report.tags,
    }
