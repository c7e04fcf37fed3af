"""The worker's side of uploads: a first look, the examination, and the sweeper that forgets nothing."""

from __future__ import annotations

import logging
from functools import cache, partial
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox
from catalog.effects import examination, leftovers, looking, originals, workspace
from catalog.effects.models import AudioFile
from catalog.jobs import running
from ksound.core import fault_points
from ksound.core.waking import waiting, wake

log = logging.getLogger(__name__)

# A look shares its worker with payments and the sweeper; what takes longer is left to the examination.
LOOK_WITHIN_S = 10
# The sweeper fills the queue up to here, and wakes a few of the oldest even when it is full: hints pile up
# behind a long backlog otherwise, a set with each sweep.
ENOUGH_WAITING = 500
ALWAYS_WOKEN = 20


@cache
def sandbox() -> Sandbox:
    """One bounded child per worker process; it serves many files and is replaced when it fails."""
    return Sandbox(Limits(max_bytes=settings.MAX_UPLOAD_BYTES))


@cache
def looking_sandbox() -> Sandbox:
    limits = Limits(max_bytes=settings.MAX_UPLOAD_BYTES, wall_s=LOOK_WITHIN_S, cpu_s=LOOK_WITHIN_S)
    return Sandbox(limits)


@shared_task
def look_at_original(*, audio_file_id: int, **_: Any) -> None:
    """Show the seller what the header says. Safe to deliver any number of times, or never."""
    file = looking.due(audio_file_id=audio_file_id)
    if file is None:
        return
    fault_points.reach("look.started")
    if not looking.is_cheap(file):
        looking.leave(file=file, at=timezone.now())
        return
    try:
        with originals.local_copy(file) as path:
            report = looking_sandbox().first_look(path)
    except OSError:
        log.exception("first look failed", extra={"audio_file": file.public_id})
        looking.leave(file=file, at=timezone.now())
        return
    looking.record(file=file, report=report, at=timezone.now())
    fault_points.reach("look.written")


@shared_task
def examine_original(*, audio_file_id: int, **_: Any) -> None:
    """Examine one upload. Safe to deliver any number of times."""
    job = examination.claim(audio_file_id=audio_file_id, at=timezone.now())
    if job is None:
        return
    fault_points.reach("probe.started")
    running.attempt(
        job, work=partial(_examine, job), hold_up=lambda: examination.hold_up(job=job, at=timezone.now())
    )


def _examine(job: AudioFile) -> None:

    def renew(progress: int = 0) -> None:
        examination.renew(job=job, progress=progress, at=timezone.now())

    with originals.local_copy(job, on_chunk=renew) as path, workspace.folder("derivatives-") as folder:
        report = sandbox().examine(path, folder, on_tick=renew)
        fault_points.reach("probe.finished")
        examination.finish(job=job, report=report, folder=folder, at=timezone.now())


@shared_task
def sweep(**_: Any) -> int:
    """Wake a worker for every file that is due; returns how many."""
    now = timezone.now()
    examination.give_up_on_exhausted(at=now)
    room = max(ALWAYS_WOKEN, ENOUGH_WAITING - waiting(examine_original))
    due = list(AudioFile.objects.due(now)[:room])
    for file in due:
        tasks = [look_at_original, examine_original] if looking.is_due(file) else [examine_original]
        wake(*tasks, audio_file_id=file.pk)
    return len(due)


@shared_task
def tidy(**_: Any) -> int:
    """Delete what killed processes and newer versions left over; returns how many things."""
    return leftovers.remove(at=timezone.now())
