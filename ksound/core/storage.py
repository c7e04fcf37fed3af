"""Storages: private media in S3, ranges of a stored file, and static files with hashed names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from storages.backends.s3 import S3Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from ksound.core import stylesheets

CHUNK_BYTES = 256 * 1024


class StorageAway(OSError):
    """The storage does not answer, or answers with an error that is not about the file."""


@dataclass(frozen=True, slots=True)
class StoredName:
    """One file of a storage and when it was written."""

    name: str
    modified_at: datetime


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever boto raises becomes an OSError, so that callers need not know what is behind the storage."""
    try:
        yield
    except ClientError as error:
        # A bucket that does not exist answers 404, too, and is nothing the file can help.
        if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey"):
            raise FileNotFoundError(str(error)) from error
        raise StorageAway(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageAway(str(error)) from error


def save_file(storage: Storage, wanted: str, path: Path) -> str:
    """Store the file at `path` under a name of its own, by which it is found; raise OSError and keep nothing."""
    with path.open("rb") as content:
        try:
            return storage.save(wanted, File(content))
        except OSError:
            # A disk that is full gets its half-written bytes back.
            with suppress(OSError):
                storage.delete(wanted)
            raise


class PrivateS3Storage(S3Storage):
    """A private bucket with bounded waits: a silent S3 otherwise holds a thread for minutes."""

    default_acl = "private"
    querystring_auth = True
    querystring_expire = 300
    file_overwrite = False
    client_config = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})

    @_answering()
    def _save(self, name: str, content: File[bytes]) -> str:
        return str(super()._save(name, content))

    @_answering()
    def exists(self, name: str) -> bool:
        return bool(super().exists(name))

    @_answering()
    def delete(self, name: str) -> None:
        super().delete(name)

    @_answering()
    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        folders, files = super().listdir(name)
        return folders, files

    @_answering()
    def names_after(self, after: str, limit: int) -> list[StoredName]:
        folder = f"{self.location.strip('/')}/" if self.location else ""
        marker = {"Marker": folder + after} if after else {}
        found = self.bucket.objects.filter(Prefix=folder, **marker).limit(limit)
        return [StoredName(item.key.removeprefix(folder), item.last_modified) for item in found]

    def read_range(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        stored = self.bucket.Object(self._normalize_name(name))
        with _answering():
            body = stored.get(Range=f"bytes={start}-{stop - 1}")["Body"]
        return ByteRange(body, stop - start)


class ByteRange:
    """The next `size` bytes of an open file, in chunks; the file is closed after the last one.

    The first chunk is read at once: what cannot be read is found before an answer has begun.
    """

    def __init__(self, file: IO[bytes] | Any, size: int) -> None:
        self._file = file
        self._left = size
        self._next = self._read()

    def __iter__(self) -> ByteRange:
        return self

    def __next__(self) -> bytes:
        if not self._next:
            raise StopIteration
        chunk, self._next = self._next, self._read()
        return chunk

    def _read(self) -> bytes:
        with _answering():
            chunk: bytes = self._file.read(min(CHUNK_BYTES, self._left)) if self._left else b""
        self._left -= len(chunk)
        if not chunk or not self._left:
            self.close()
            self._left = 0
        return chunk

    def close(self) -> None:
        self._file.close()


def read_range(storage: Storage, name: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes [start, stop) of a stored file, in chunks, without reading what lies before.

    The file is opened before this returns, so that a missing one is an error and not a broken answer.
    Raises FileNotFoundError and StorageAway.
    """
    if start >= stop:
        return iter(())
    if isinstance(storage, PrivateS3Storage):
        return storage.read_range(name, start, stop)
    stored = storage.open(name, "rb")
    stored.seek(start)
    return ByteRange(stored, stop - start)


def names_after(storage: Storage, after: str, *, limit: int) -> list[StoredName]:
    """The next `limit` files of the whole storage behind the name `after`, in an order that stays the same.

    Raises StorageAway.
    """
    if isinstance(storage, PrivateS3Storage):
        return storage.names_after(after, limit)
    assert isinstance(storage, FileSystemStorage)
    root = Path(storage.location)
    return list(islice(_files_after(root, after.split("/") if after else [], ""), limit))


def _files_after(folder: Path, after: list[str], prefix: str) -> Iterator[StoredName]:
    """Files below `folder`, each level sorted by name, without entering what lies before `after`."""
    first, rest = (after[0], after[1:]) if after else ("", [])
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name < first or (entry.name == first and not rest and not entry.is_dir()):
            continue
        name = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _files_after(folder / entry.name, rest if entry.name == first else [], f"{name}/")
        elif modified := _modified_at(entry):
            yield StoredName(name, modified)


def _modified_at(entry: os.DirEntry[str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(entry.stat().st_mtime, tz=UTC)
    except FileNotFoundError:
        return None


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names in which the imports of our own ES modules are rewritten too; our stylesheets become one.

    Django can do that for `*.js` only; other packages' files (django-htmx's) trip over it, hence `js/*.js`.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        yield from super().post_process(
            paths if dry_run else stylesheets.join(paths, into=self), dry_run, **options
        )
