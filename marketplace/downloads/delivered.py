"""A purchased sound as its buyer receives it: put together at each request, never stored."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from django.utils.functional import Promise

from catalog.audio import embed
from catalog.audio.embed import Composition, Delivery, Loudness, Range
from catalog.conversions import queries as conversions
from catalog.conversions.models import Conversion
from catalog.effects import sounds
from catalog.effects.models import AudioFile
from catalog.effects.sounds import StoredOriginal
from ksound.lib import crc32
from marketplace.downloads import naming
from marketplace.licences import operations, snapshots
from marketplace.licences.models import Licence


@dataclass(frozen=True, slots=True)
class DeliveredSound:
    """One licence's file, to be served (`ksound.core.serving.Content`) or put into an archive.

    `conversion` is None for the original; `stored` are the bytes of either.
    """

    licence: Licence
    delivery: Delivery
    stored: StoredOriginal
    composition: Composition
    conversion: Conversion | None = None
    # Why it is the original although another format was asked for.
    note: str | Promise = ""
    attachment: bool = True
    cache_control: str = "private, no-store"
    # Nobody has read the whole; the digest of the sound inside is on the order page.
    sha256: str = ""

    @property
    def source(self) -> AudioFile | Conversion:
        """The row that knows the facts of the sound inside."""
        return self.conversion or self.licence.order_line.audio_file

    @property
    def format(self) -> str:
        return self.conversion.format if self.conversion else ""

    @property
    def payload_sha256(self) -> str:
        return self.conversion.payload_sha256 if self.conversion else self.licence.payload_sha256

    @property
    def byte_size(self) -> int:
        return self.composition.size

    @property
    def etag(self) -> str:
        """Exact: the stored sound by its digest, and everything that is ours."""
        return hashlib.sha256(f"{self.source.sha256} {self.composition.etag_source}".encode()).hexdigest()

    @property
    def content_type(self) -> str:
        return naming.content_type(self.composition.container)

    @property
    def file_name(self) -> str:
        return self.file_name_of_take(1)

    def file_name_of_take(self, take: int) -> str:
        return naming.file_name(self.delivery, self.composition.container, take=take)

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes [start, stop) in chunks; one request to the storage for each range of what is stored."""
        for part in self.composition.read(start, stop):
            if isinstance(part, bytes):
                yield part
            else:
                yield from self.stored.pieces(part.start, part.stop)

    def crc32(self) -> int:
        """CRC-32 of the whole, without reading the sound: only what lies around it, a few kilobytes."""
        total = 0
        for part in self.composition.segments:
            known = zlib.crc32(part) if isinstance(part, bytes) else self._crc32_of(part)
            total = crc32.combined(total, known, len(part))
        return total

    def _crc32_of(self, part: Range) -> int:
        stamped = self.composition
        sound = stamped.payload if stamped.is_stamped else embed.payload_range(self.stored)
        if not part.start <= sound.start <= sound.stop <= part.stop:
            return self._read_crc32(part.start, part.stop)
        total = self._read_crc32(part.start, sound.start)
        total = crc32.combined(total, self._payload_crc32(), len(sound))
        return crc32.combined(total, self._read_crc32(sound.stop, part.stop), part.stop - sound.stop)

    def _payload_crc32(self) -> int:
        source = self.source
        known = sounds.know_payload(file=source) if isinstance(source, AudioFile) else source
        return known.payload_crc32 or 0

    def _read_crc32(self, start: int, stop: int) -> int:
        total = 0
        for chunk in self.stored.pieces(start, stop):
            total = zlib.crc32(chunk, total)
        return total


def delivered(
    licence: Licence, conversion: Conversion | None = None, *, note: str | Promise = ""
) -> DeliveredSound:
    """The file under this licence, from the original or from a conversion of it that is ready.

    Needs the licence's line with file, effect and seller. Raises FileNotFoundError and StorageAway.
    """
    said = operations.keep_delivery(licence=licence).delivery
    assert said is not None
    delivery = snapshots.delivery(said)
    if conversion is None:
        stored = sounds.stored(licence.order_line.audio_file)
    else:
        delivery, stored = _converted(delivery, conversion), conversions.stored(conversion)
    composition = embed.compose(original=stored, delivery=delivery)
    return DeliveredSound(licence, delivery, stored, composition, conversion, note)


def _converted(delivery: Delivery, conversion: Conversion) -> Delivery:
    """What the file says of itself as a sound: a quieter one is quieter, a mixture was not measured."""
    if conversion.channel_layout != delivery.channel_layout:
        return replace(delivery, channel_layout=conversion.channel_layout, loudness=Loudness())
    levels = {
        item.name: level + (0 if item.name == "loudness_range_lu" else conversion.level_change_db)
        for item in fields(Loudness)
        if (level := getattr(delivery.loudness, item.name)) is not None
    }
    return replace(delivery, loudness=replace(delivery.loudness, **levels))
