"""The first look at an upload: what header and tags say, for the seller who waits.

It decides little and owns nothing: no lease, one try. The examination measures everything again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from catalog.audio.errors import ErrorCode
from catalog.audio.report import Report
from catalog.effects import embedded, findings, originals
from catalog.effects.models import AudioFile

State = AudioFile.State

# A look at a file in a bucket costs its whole transfer; a large one is transferred once, to be examined.
LARGEST_FETCHED_BYTES = 64 * 1024 * 1024
# These tell of the looking, not of the file: the examination tries harder, and more than once.
NO_VERDICT = frozenset({ErrorCode.CRASHED, ErrorCode.TIMEOUT, ErrorCode.OUT_OF_MEMORY, ErrorCode.UNAVAILABLE})


def due(*, audio_file_id: int) -> AudioFile | None:
    """The file if nobody has looked at it and it is not decided yet."""
    undecided = AudioFile.objects.filter(state__in=AudioFile.UNFINISHED)
    return undecided.filter(pk=audio_file_id, looked_at=None).first()


def is_due(file: AudioFile) -> bool:
    return file.state == State.RECEIVED and file.looked_at is None


def is_cheap(file: AudioFile) -> bool:
    return originals.is_local() or file.byte_size <= LARGEST_FETCHED_BYTES


def record(*, file: AudioFile, report: Report, at: datetime) -> None:
    """Write down what was seen, and refuse what need not be decoded to be refused.

    Measured facts are never overwritten: they come with the state `ready`. A file that is being examined is
    left to the examination, which refuses it for the same reason.
    """
    if report.ok:
        _keep(file, report, at=at)
    elif report.error_code not in NO_VERDICT and _refused(file, report.error_code, at=at):
        return
    else:
        leave(file=file, at=at)


@transaction.atomic
def _keep(file: AudioFile, report: Report, *, at: datetime) -> None:
    if _unseen(file).update(looked_at=at, **findings.header(report)):
        embedded.record(file=file, report=report)


def leave(*, file: AudioFile, at: datetime) -> None:
    """Nothing was seen; the examination will tell."""
    _unseen(file).update(looked_at=at)


def _refused(file: AudioFile, error_code: str, *, at: datetime) -> bool:
    return bool(
        _unseen(file)
        .filter(state=State.RECEIVED)
        .update(
            state=State.REJECTED,
            error_code=error_code,
            looked_at=at,
            finished_at=at,
            due_at=None,
            trouble_since=None,
        )
    )


def _unseen(file: AudioFile) -> models.QuerySet[AudioFile]:
    return AudioFile.objects.filter(pk=file.pk, state__in=AudioFile.UNFINISHED, looked_at=None)
