"""The life of one comparison: claim, describe, decide. The row owns every step; a worker holds a short lease."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db.models import F, Q, QuerySet

from catalog.audio import features
from catalog.audio.errors import ErrorCode
from catalog.audio.outputs import Output
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox
from catalog.effects import workspace
from catalog.search.by_sound import clips, problems
from catalog.search.by_sound.bounds import ATTEMPTS, LEASE, SHORTEST_MS, SILENCE_DBFS
from catalog.search.by_sound.models import Clip

State = Clip.State


def due(*, at: datetime) -> list[int]:
    """The clips that wait for a worker, also those that one left behind."""
    return list(_unclaimed(at).values_list("pk", flat=True)[:100])


def claim(*, clip_id: int, at: datetime) -> Clip | None:
    """Take the job; None when somebody else has it or it is decided. One that killed its workers has failed."""
    Clip.objects.filter(pk=clip_id, state=State.WAITING, attempt__gte=ATTEMPTS, lease_until__lt=at).update(
        state=State.FAILED, error_code=ErrorCode.CRASHED
    )
    claimed = (
        _unclaimed(at)
        .filter(pk=clip_id, attempt__lt=ATTEMPTS)
        .update(attempt=F("attempt") + 1, lease_until=at + LEASE)
    )
    return Clip.objects.get(pk=clip_id) if claimed else None


def _unclaimed(at: datetime) -> QuerySet[Clip]:
    return Clip.objects.filter(Q(lease_until=None) | Q(lease_until__lt=at), state=State.WAITING)


def examine(*, clip: Clip, sandbox: Sandbox) -> None:
    """Describe the clip and decide; its bytes are gone afterwards. Raises OSError when the machine fails."""
    passage = None if clip.from_ms is None or clip.to_ms is None else (clip.from_ms, clip.to_ms)
    with _local_copy(clip) as path, workspace.folder("clip-") as folder:
        report = sandbox.describe(path, folder, passage)
        found = None if _problem(report) else _features(report, folder)
    _decide(clip, report, found)
    clips.drop(clip.storage_name)


def fail(*, clip: Clip) -> None:
    """Our own trouble: the visitor is told and tries again."""
    _mine(clip).update(state=State.FAILED, error_code=ErrorCode.UNAVAILABLE)
    clips.drop(clip.storage_name)


@contextmanager
def _local_copy(clip: Clip) -> Iterator[Path]:
    storage = clips.storage()
    if isinstance(storage, FileSystemStorage):
        yield Path(storage.path(clip.storage_name))
        return
    with workspace.folder("clip-") as folder, storage.open(clip.storage_name) as stored:
        path = folder / "clip"
        path.write_bytes(stored.read())
        yield path


def _features(report: Report, folder: Path) -> list[float]:
    return features.read((folder / report.outputs[Output.FEATURES]).read_bytes())


def _problem(report: Report) -> str:
    if not report.ok:
        return report.error_code
    if (report.duration_ms or 0) < SHORTEST_MS:
        return problems.TOO_SHORT
    if report.sample_peak_dbfs is None or report.sample_peak_dbfs < SILENCE_DBFS:
        return problems.SILENT
    return ""


def _decide(clip: Clip, report: Report, found: list[float] | None) -> None:
    """Nothing happens to a clip that was forgotten meanwhile or is another worker's by now."""
    if found is None:
        _mine(clip).update(state=State.FAILED, error_code=_problem(report))
    else:
        _mine(clip).update(state=State.READY, features=found, duration_ms=report.duration_ms)


def _mine(clip: Clip) -> QuerySet[Clip]:
    return Clip.objects.filter(pk=clip.pk, state=State.WAITING, attempt=clip.attempt)
