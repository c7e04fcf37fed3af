"""Peaks, previews, spectrograms and what else is derived, in storage.

Immutable: the name carries who made it, the version of the code and the hash of the content.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.storage import Storage, storages

from catalog.audio.outputs import VERSIONS, Output
from catalog.audio.report import Report
from catalog.effects.models import AudioFile, Derivative
from ksound.core import fault_points
from ksound.core.storage import save_file

log = logging.getLogger(__name__)

# The maker of what `manage.py derive` made; an examination names its attempt.
REDERIVED = "derive-"


@dataclass(frozen=True, slots=True)
class Stored:
    """One derivative that is in storage but not yet in the database."""

    kind: str
    version: int
    storage_name: str
    byte_size: int
    sha256: str


def storage() -> Storage:
    return storages["derivatives"]


def store(*, file: AudioFile, maker: str, report: Report, folder: Path) -> list[Stored]:
    """Put the files of `folder` that `report` names into storage; all of them, or none and an OSError.

    `maker` begins the names and is nobody else's: who loses the job must not delete what its successor wrote.
    """
    stored: list[Stored] = []
    try:
        for kind, name in report.outputs.items():
            stored.append(_store(f"{file.public_id}/{maker}", Output(kind), folder / name))
            fault_points.reach("derivatives.stored_one")
    except OSError:
        discard(stored)
        raise
    return stored


def _store(stem: str, kind: Output, path: Path) -> Stored:
    version = VERSIONS[kind]
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    name = save_file(storage(), f"{stem}-{kind}-v{version}-{digest[:16]}", path)
    return Stored(str(kind), version, name, path.stat().st_size, digest)


def record(*, file: AudioFile, stored: list[Stored], at: datetime) -> None:
    """Make `stored` the derivatives of `file`, in the caller's transaction.

    One of the same version gets a new row and with it a new public id: what was served under the old one
    never changes.
    """
    for one in stored:
        file.derivatives.filter(kind=one.kind, version=one.version).delete()
        Derivative.objects.create(
            audio_file=file,
            kind=one.kind,
            version=one.version,
            storage_name=one.storage_name,
            byte_size=one.byte_size,
            sha256=one.sha256,
            made_at=at,
        )


def drop_unrecorded(*, file: AudioFile, spare: str = "") -> None:
    """Delete what is in storage for `file` and no row names, but for makers that begin with `spare`.

    Only for who has just ended the job, or holds the lock: nobody else may be writing there.
    """
    kept = set(file.derivatives.values_list("storage_name", flat=True))
    try:
        _folders, names = storage().listdir(file.public_id)
        unrecorded = [name for name in names if not (spare and name.startswith(spare))]
        for name in {f"{file.public_id}/{name}" for name in unrecorded} - kept:
            storage().delete(name)
    except FileNotFoundError:
        return
    except OSError:
        log.exception("leftovers not deleted", extra={"audio_file": file.public_id})


def discard(stored: list[Stored]) -> None:
    """Delete what nobody recorded; what cannot be deleted now is found later (`leftovers`)."""
    for one in stored:
        try:
            storage().delete(one.storage_name)
        except OSError:
            log.warning("derivative not deleted", extra={"storage_name": one.storage_name})
