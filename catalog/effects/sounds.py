"""The bytes of an original: any range of them, and the sums over the sound itself."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from django.core.files.storage import Storage

from catalog.audio import embed
from catalog.effects import originals
from catalog.effects.models import AudioFile
from ksound.core.storage import ByteRange, read_range


@dataclass(frozen=True, slots=True)
class StoredOriginal:
    """An original where it is stored, as `catalog.audio.embed` reads it."""

    storage: Storage
    name: str
    size: int

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes at `offset`. Raises FileNotFoundError and StorageAway."""
        return b"".join(self.pieces(offset, min(offset + length, self.size)))

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes [start, stop) by one request to the storage.

        Raises EOFError where the stored file is shorter than it was: what would follow must not move up.
        """
        if start >= stop:
            return
        chunks, left = read_range(self.storage, self.name, start, stop), stop - start
        assert isinstance(chunks, ByteRange)
        with closing(chunks):
            for chunk in chunks:
                left -= len(chunk)
                yield chunk
        if left:
            raise EOFError(f"{self.name} ends {left} bytes early")


def stored(file: AudioFile) -> StoredOriginal:
    return StoredOriginal(originals.storage(), file.storage_name, file.byte_size)


def know_payload(*, file: AudioFile) -> AudioFile:
    """Make sure the sums over the sound of `file` are known; one examined before they were is read through."""
    if file.payload_crc32 is not None:
        return file
    original = stored(file)
    place = embed.payload_range(original)
    digest, crc32 = hashlib.sha256(), 0
    for chunk in original.pieces(place.start, place.stop):
        digest.update(chunk)
        crc32 = zlib.crc32(chunk, crc32)
    found = {"payload_sha256": digest.hexdigest(), "payload_crc32": crc32}
    AudioFile.objects.filter(pk=file.pk, payload_crc32=None).update(**found)
    file.refresh_from_db(fields=list(found))
    return file
