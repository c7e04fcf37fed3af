"""The worker's side of uploads."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox
from catalog.effects import examination, originals
from catalog.effects.models import AudioFile
from ksound.core import fault_points
from ksound.core.waking import wake

log = logging.getLogger(__name__)


@cache
def sandbox() -> Sandbox:
    """One bounded child per worker process; it serves many files and is replaced when it fails."""
    return Sandbox(Limits(max_bytes=settings.MAX_UPLOAD_BYTES))


@shared_task
def examine_original(*, audio_file_id: int, **_: Any) -> None:
    """Examine one upload. Safe to deliver any number of times."""
    job = examination.claim(audio_file_id=audio_file_id, at=timezone.now())
    if job is None:
        return
    fault_points.reach("probe.started")
    try:
        _examine(job)
    except OSError:
        # Ours, not the file's: a full disk, a storage that does not answer, a child that will not start.
        log.exception("examination failed", extra={"audio_file": job.public_id, "attempt": job.attempt})
        raise


def _examine(job: AudioFile) -> None:

    def renew(progress: int) -> None:
        examination.renew(job=job, progress=progress, at=timezone.now())

    with originals.local_copy(job) as path, TemporaryDirectory(prefix="derivatives-") as folder:
        report = sandbox().examine(path, Path(folder), on_tick=renew)
        fault_points.reach("probe.finished")
        examination.finish(job=job, report=report, folder=Path(folder), at=timezone.now())


@shared_task
def sweep(**_: Any) -> int:
    """Wake a worker for every file that is due; returns how many."""
    now = timezone.now()
    examination.give_up_on_exhausted(at=now)
    due = list(AudioFile.objects.due(now).values_list("pk", flat=True)[:500])
    for audio_file_id in due:
        wake(examine_original, audio_file_id=audio_file_id)
    return len(due)
