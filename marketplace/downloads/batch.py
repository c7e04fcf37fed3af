"""An order as one archive: its sounds, a table of their fields, and the licences. Deterministic, never stored."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime

from catalog.audio.convert import Format
from marketplace.downloads import formats, papers, sidecar
from marketplace.downloads.archive import Archive, Entry
from marketplace.downloads.delivered import DeliveredSound, delivered
from marketplace.licences.models import Licence

SIDECAR = "sounds.csv"


class NotMadeYet(Exception):
    """Some of the sounds are not there in this format, and may still be made."""


@dataclass(frozen=True, slots=True)
class OrderArchive:
    """One order's archive, to be served (`ksound.core.serving.Content`)."""

    archive: Archive
    sounds: tuple[DeliveredSound, ...]
    file_name: str
    content_type: str = "application/zip"
    attachment: bool = True
    cache_control: str = "private, no-store"
    sha256: str = ""

    @property
    def byte_size(self) -> int:
        return self.archive.size

    @property
    def etag(self) -> str:
        return self.archive.etag

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        return self.archive.read(start, stop)


def archive(licences: Sequence[Licence], format: Format | None = None) -> OrderArchive:
    """The archive of these licences of one order, each sound in `format` (None: the original).

    What does not fit into the format, and what could not be made, comes as the original; the table says so.
    The same licences give the same bytes, so a download that broke off can be resumed; the sounds themselves
    are read only while they are sent. Raises NotMadeYet, FileNotFoundError and StorageAway.
    """
    order = licences[0].order_line.order
    named = _named(_in_format(licences, format) if format else [delivered(each) for each in licences])
    entries = [Entry(name, sound.byte_size, sound.crc32(), sound.read) for name, sound in named.items()]
    entries.append(_text(SIDECAR, sidecar.table(named)))
    entries += [
        _text(f"licences/{sound.licence.serial}.txt", papers.licence(sound, file_name=name))
        for name, sound in named.items()
    ]
    at = localtime(order.paid_at or order.created_at)
    suffix = f"-{format}" if format else ""
    return OrderArchive(
        Archive(entries, at=at), tuple(named.values()), file_name=f"{order.number}{suffix}.zip"
    )


def _in_format(licences: Sequence[Licence], format: Format) -> list[DeliveredSound]:
    offered = {pk: offers[format] for pk, offers in formats.offers(licences, [format]).items()}
    if any(offer.is_missing for offer in offered.values()):
        raise NotMadeYet
    return [
        delivered(licence, offered[licence.pk].ready, note=offered[licence.pk].why_original)
        for licence in licences
    ]


def _named(delivered_sounds: Sequence[DeliveredSound]) -> dict[str, DeliveredSound]:
    """By file name. Names that differ in case alone are one on Windows and macOS."""
    named: dict[str, DeliveredSound] = {}
    taken: set[str] = set()
    for sound in delivered_sounds:
        name, take = sound.file_name, 1
        while name.casefold() in taken:
            take += 1
            name = sound.file_name_of_take(take)
        taken.add(name.casefold())
        named[name] = sound
    return named


def _text(name: str, content: bytes) -> Entry:
    return Entry(name, len(content), zlib.crc32(content), lambda start, stop: iter((content[start:stop],)))
