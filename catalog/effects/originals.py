"""Originals in private storage: the one place that knows where they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile

from catalog.effects import workspace
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
def local_copy(file: AudioFile, on_chunk: Callable[[], None] | None = None) -> Iterator[Path]:
    """A path the examination may read: the file itself in a folder storage, else a temporary copy.

    `on_chunk` is called for every 256 KiB that are fetched; what it raises ends the copying.
    """
    kept = storage()
    if isinstance(kept, FileSystemStorage):
        yield Path(kept.path(file.storage_name))
        return
    with workspace.folder("original-") as folder:
        path = folder / file.public_id
        with path.open("wb") as target:
            for chunk in read_range(kept, file.storage_name, 0, file.byte_size):
                target.write(chunk)
                if on_chunk is not None:
                    on_chunk()
        yield path


def is_local() -> bool:
    """Whether a local copy costs nothing."""
    return isinstance(storage(), FileSystemStorage)
