"""Waveform peaks and previews in storage. Immutable: their name carries attempt and hash."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage, storages

from catalog.audio.report import Report
from catalog.effects.models import AudioFile, Derivative

log = logging.getLogger(__name__)
# Raised when the code that makes them changes what it writes.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Stored:
    """One derivative that is in storage but not yet in the database."""

    kind: str
    storage_name: str
    byte_size: int
    sha256: str


def storage() -> Storage:
    return storages["derivatives"]


def store(*, job: AudioFile, report: Report, folder: Path) -> list[Stored]:
    """Put the files of `folder` that `report` names into storage."""
    files = {Derivative.Kind.PEAKS: report.peaks_file, Derivative.Kind.PREVIEW: report.preview_file}
    return [_store(job, str(kind), folder / name) for kind, name in files.items() if name]


def _store(job: AudioFile, kind: str, path: Path) -> Stored:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        # The attempt, too: a worker that lost its lease must not delete what its successor wrote.
        wanted = f"{job.public_id}/{job.attempt}-{kind}-v{VERSION}-{digest[:16]}"
        return Stored(kind, storage().save(wanted, File(content)), path.stat().st_size, digest)


def record(*, job: AudioFile, stored: list[Stored]) -> None:
    """Make `stored` the derivatives of `job`, in the caller's transaction."""
    for one in stored:
        Derivative.objects.update_or_create(
            audio_file=job,
            kind=one.kind,
            version=VERSION,
            defaults={"storage_name": one.storage_name, "byte_size": one.byte_size, "sha256": one.sha256},
        )


def drop_unrecorded(*, job: AudioFile) -> None:
    """Delete what attempts that died on `job` left in storage; only for who has just ended the job."""
    kept = set(job.derivatives.values_list("storage_name", flat=True))
    try:
        _folders, names = storage().listdir(job.public_id)
        for name in {f"{job.public_id}/{name}" for name in names} - kept:
            storage().delete(name)
    except FileNotFoundError:
        return
    except OSError:
        log.exception("leftovers not deleted", extra={"audio_file": job.public_id})


def discard(stored: list[Stored]) -> None:
    for one in stored:
        storage().delete(one.storage_name)
