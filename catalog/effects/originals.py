"""Originals in private storage: the one place that knows where they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile

from catalog.effects.models import AudioFile
from ksound.core.storage import read_range


def storage() -> Storage:
    return storages["originals"]


def sha256_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def store(*, upload: UploadedFile, sha256: str, public_id: str) -> str:
    """Keep the bytes under their hash, each file in a folder of its own; returns the storage name."""
    return storage().save(f"{sha256[:2]}/{sha256}/{public_id}", upload)


@contextmanager
def local_copy(file: AudioFile) -> Iterator[Path]:
    """A path the examination may read: the file itself in a folder storage, else a temporary copy."""
    kept = storage()
    if isinstance(kept, FileSystemStorage):
        yield Path(kept.path(file.storage_name))
        return
    with TemporaryDirectory(prefix="original-") as folder:
        path = Path(folder) / file.public_id
        with path.open("wb") as target:
            target.writelines(read_range(kept, file.storage_name, 0, file.byte_size))
        yield path
