"""The life of one conversion: a job (`catalog.jobs`) and the file it leaves."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from catalog.audio import embed, hashes
from catalog.audio.errors import ErrorCode
from catalog.audio.limits import Limits
from catalog.audio.report import Report
from catalog.audio.sources import opened
from catalog.conversions.models import Conversion
from catalog.conversions.queries import storage
from catalog.jobs import operations as jobs
from ksound.core import fault_points
from ksound.core.storage import save_file

# Fields of Conversion that have the names they have in a Report.
FACTS = (
    "container",
    "sample_rate_hz",
    "bit_depth",
    "channels",
    "channel_layout",
    "frames",
    "duration_ms",
    "level_change_db",
    "byte_size",
)


def claim(*, conversion_id: int, at: datetime) -> Conversion | None:
    """Take the job if it is due; None when somebody else has it, it is done, or its attempts are used up."""
    conversions = Conversion.objects.select_related("audio_file")
    return jobs.claim(conversions, pk=conversion_id, at=at)


def finish(*, job: Conversion, report: Report, folder: Path, at: datetime) -> None:
    """Keep what was made; a job taken over by somebody else is left to them.

    Raises OSError when storage fails; then nothing of this attempt is kept.
    """
    if not report.ok:
        jobs.answer_bad(job=job, error_code=report.error_code, at=at)
        return
    path = folder / report.outputs[job.format]
    jobs.allow_time_to_store(job=job, size=path.stat().st_size, at=at)
    # Over what will be delivered, by us: the process that wrote it met a stranger's file.
    with opened(path, Limits()) as made:
        sound = embed.payload_range(made)
        sums = hashes.file_sums(made.file, sound.start, sound.stop)
    name = f"{job.audio_file.public_id}/{job.public_id}-{jobs.maker(job)}-{job.format}-v{job.version}"
    name = save_file(storage(), f"{name}-{sums.file_sha256[:16]}", path)
    fault_points.reach("conversion.stored")
    is_ours = jobs.complete(
        job=job,
        at=at,
        storage_name=name,
        sha256=sums.file_sha256,
        payload_sha256=sums.payload_sha256,
        payload_crc32=sums.payload_crc32,
        **{fact: getattr(report, fact) for fact in FACTS},
    )
    fault_points.reach("conversion.recorded")
    if not is_ours:
        # What cannot be deleted now is found later (`effects.leftovers`).
        with suppress(OSError):
            storage().delete(name)


def give_up_on_exhausted(*, at: datetime) -> int:
    """Reject conversions whose last attempt ended without an answer; returns how many."""
    exhausted = jobs.exhausted(Conversion.objects.all(), at=at)
    return sum(jobs.reject(job=job, error_code=ErrorCode.CRASHED, at=at) for job in exhausted)
