"""The worker's side of conversions, and the sweeper that forgets none."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from celery import shared_task
from django.utils import timezone

from catalog.audio.convert import Format
from catalog.audio.limits import GIB, Limits
from catalog.audio.sandbox import Sandbox
from catalog.conversions import making
from catalog.conversions.models import Conversion
from catalog.effects import originals, workspace
from catalog.jobs import operations as jobs
from catalog.jobs import running
from ksound.core import fault_points
from ksound.core.waking import waiting, wake

# Four hours of 5.1 at 48 kHz and 24 bits are 11.6 GiB.
LARGEST_BYTES = 16 * GIB
# The sweeper fills the queue up to here, and wakes a few of the oldest even when it is full.
ENOUGH_WAITING = 500
ALWAYS_WOKEN = 20


@cache
def sandbox() -> Sandbox:
    """One bounded child per worker process, which may write larger files than that of the examinations."""
    return Sandbox(Limits(file_size=LARGEST_BYTES))


@shared_task
def convert_original(*, conversion_id: int, **_: Any) -> None:
    """Make one conversion. Safe to deliver any number of times."""
    job = making.claim(conversion_id=conversion_id, at=timezone.now())
    if job is None:
        return
    fault_points.reach("conversion.started")
    running.attempt(
        job, work=partial(_convert, job), hold_up=lambda: jobs.hold_up(job=job, at=timezone.now())
    )


def _convert(job: Conversion) -> None:

    def renew(progress: int = 0) -> None:
        jobs.renew(job=job, progress=progress, at=timezone.now())

    with (
        originals.local_copy(job.audio_file, on_chunk=renew) as path,
        workspace.folder("conversion-") as folder,
    ):
        report = sandbox().convert(path, folder, Format(job.format), on_tick=renew)
        fault_points.reach("conversion.made")
        making.finish(job=job, report=report, folder=folder, at=timezone.now())


@shared_task
def sweep_conversions(**_: Any) -> int:
    """Wake a worker for every conversion that is due; returns how many."""
    now = timezone.now()
    making.give_up_on_exhausted(at=now)
    room = max(ALWAYS_WOKEN, ENOUGH_WAITING - waiting(convert_original))
    due = list(jobs.due(Conversion.objects.all(), at=now).values_list("pk", flat=True)[:room])
    for pk in due:
        wake(convert_original, conversion_id=pk)
    return len(due)
