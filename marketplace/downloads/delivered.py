"""A purchased sound as its buyer receives it: put together at each request, never stored."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.audio import embed
from catalog.audio.embed import Composition, Delivery, Range
from catalog.effects import sounds
from catalog.effects.models import AudioFile
from catalog.effects.sounds import StoredOriginal
from ksound.lib import crc32
from marketplace.downloads import naming
from marketplace.licences import operations, snapshots
from marketplace.licences.models import Licence


@dataclass(frozen=True, slots=True)
class DeliveredSound:
    """One licence's file, to be served (`ksound.core.serving.Content`) or put into an archive."""

    licence: Licence
    delivery: Delivery
    original: StoredOriginal
    composition: Composition
    attachment: bool = True
    cache_control: str = "private, no-store"
    # Nobody has read the whole; the digest of the sound inside is on the order page.
    sha256: str = ""

    @property
    def file(self) -> AudioFile:
        return self.licence.order_line.audio_file

    @property
    def byte_size(self) -> int:
        return self.composition.size

    @property
    def etag(self) -> str:
        """Exact: the original by its digest, and everything that is ours."""
        return hashlib.sha256(f"{self.file.sha256} {self.composition.etag_source}".encode()).hexdigest()

    @property
    def content_type(self) -> str:
        return naming.content_type(self.composition.container)

    @property
    def file_name(self) -> str:
        return self.file_name_of_take(1)

    def file_name_of_take(self, take: int) -> str:
        return naming.file_name(self.delivery, self.composition.container, take=take)

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes [start, stop) in chunks; one request to the storage for each range of the original."""
        for part in self.composition.read(start, stop):
            if isinstance(part, bytes):
                yield part
            else:
                yield from self.original.pieces(part.start, part.stop)

    def crc32(self) -> int:
        """CRC-32 of the whole, without reading the sound: only what lies around it, a few kilobytes."""
        total = 0
        for part in self.composition.segments:
            known = zlib.crc32(part) if isinstance(part, bytes) else self._crc32_of(part)
            total = crc32.combined(total, known, len(part))
        return total

    def _crc32_of(self, part: Range) -> int:
        stamped = self.composition
        sound = stamped.payload if stamped.is_stamped else embed.payload_range(self.original)
        if not part.start <= sound.start <= sound.stop <= part.stop:
            return self._read_crc32(part.start, part.stop)
        file = sounds.know_payload(file=self.file)
        total = self._read_crc32(part.start, sound.start)
        total = crc32.combined(total, file.payload_crc32 or 0, len(sound))
        return crc32.combined(total, self._read_crc32(sound.stop, part.stop), part.stop - sound.stop)

    def _read_crc32(self, start: int, stop: int) -> int:
        total = 0
        for chunk in self.original.pieces(start, stop):
            total = zlib.crc32(chunk, total)
        return total


def delivered(licence: Licence) -> DeliveredSound:
    """The file under this licence; needs its line with file, effect and seller.

    Raises FileNotFoundError and StorageAway.
    """
    said = operations.keep_delivery(licence=licence).delivery
    assert said is not None
    delivery, original = snapshots.delivery(said), sounds.stored(licence.order_line.audio_file)
    return DeliveredSound(licence, delivery, original, embed.compose(original=original, delivery=delivery))
