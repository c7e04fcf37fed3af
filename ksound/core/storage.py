"""Storages: private media in S3, ranges of a stored file, and static files with hashed names."""

from collections.abc import Iterator

from botocore.config import Config
from django.core.files.storage import Storage
from storages.backends.s3 import S3Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

CHUNK_BYTES = 256 * 1024


class PrivateS3Storage(S3Storage):
    """A private bucket with bounded waits: a silent S3 otherwise holds a thread for minutes."""

    default_acl = "private"
    querystring_auth = True
    querystring_expire = 300
    file_overwrite = False
    client_config = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})

    def read_range(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        stored = self.bucket.Object(f"{self.location}/{name}")
        yield from stored.get(Range=f"bytes={start}-{stop - 1}")["Body"].iter_chunks(CHUNK_BYTES)


def read_range(storage: Storage, name: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes [start, stop) of a stored file, in chunks, without reading what lies before."""
    if isinstance(storage, PrivateS3Storage):
        yield from storage.read_range(name, start, stop)
        return
    with storage.open(name, "rb") as stored:
        stored.seek(start)
        while start < stop and (chunk := stored.read(min(CHUNK_BYTES, stop - start))):
            start += len(chunk)
            yield chunk


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names in which the imports of our own ES modules are rewritten too.

    Django can do that for `*.js` only; other packages' files (django-htmx's) trip over it, hence `js/*.js`.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
