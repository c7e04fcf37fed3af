"""A paid order as its buyer sees it: what can be downloaded, in which formats, and how far those are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.audio.convert import Format
from catalog.packs.models import Pack
from ksound.lib.money import Money
from marketplace.downloads import formats
from marketplace.downloads.addresses import archive_address, download_address
from marketplace.downloads.formats import Offer, Standing
from marketplace.licences.models import Licence
from marketplace.orders.models import Order


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """A line as its buyer sees it; `licence` is None until the order is paid."""

    title: str
    licence_label: str
    gross: Money
    licence: Licence | None
    effect_url: str
    effect: object
    pack: Pack | None = None
    credited: Money | None = None
    upgraded_from: Licence | None = None
    offers: Mapping[Format, Offer] = field(default_factory=dict)

    @property
    def download_url(self) -> str:
        return self.licence.download_url if self.licence and self.licence.is_active else ""

    @property
    def payload_sha256(self) -> str:
        return self.licence.payload_sha256 if self.licence else ""

    @property
    def chosen(self) -> Offer | None:
        """The format asked for last; None for the original."""
        return self.offers.get(Format(self.licence.format)) if self.licence and self.licence.format else None

    @property
    def chosen_url(self) -> str:
        """Where the chosen format is; "" while it is not there."""
        if self.licence is None or self.chosen is None or self.chosen.ready is None:
            return ""
        return download_address(self.licence, self.chosen.format)


@dataclass(frozen=True, slots=True)
class BoughtArchive:
    """All sounds of an order in one file; `format` None for the originals."""

    order: Order
    format: Format | None
    offers: Sequence[Offer]

    @property
    def original_url(self) -> str:
        return archive_address(self.order.public_id)

    @property
    def url(self) -> str:
        """Where the archive is in the format asked for; "" while sounds of it are not there."""
        if self.format is None or any(offer.is_missing for offer in self.offers):
            return ""
        return archive_address(self.order.public_id, self.format)

    @property
    def label(self) -> object:
        return formats.LABELS[self.format] if self.format else ""

    @property
    def is_being_made(self) -> bool:
        return self._count(Standing.MAKING) > 0

    @property
    def total(self) -> int:
        return len(self.offers)

    @property
    def done(self) -> int:
        return sum(not offer.is_missing for offer in self.offers)

    @property
    def failed(self) -> int:
        return self._count(Standing.FAILED)

    @property
    def originals(self) -> int:
        """How many come as the original: they are that format, do not fit into it, or could not be made."""
        return self._count(Standing.ORIGINAL)

    def _count(self, standing: Standing) -> int:
        return sum(offer.standing is standing for offer in self.offers)


def lines(order: Order) -> list[BoughtLine]:
    """The lines of the order, which has them with their licences and files: one statement."""
    every = list(order.lines.all())
    licences = {line.pk: getattr(line, "licence", None) for line in every}
    active = [licence for licence in licences.values() if licence and licence.is_active]
    offered = formats.offers(active)
    return [
        BoughtLine(
            title=line.readable_title,
            licence_label=line.licence_label,
            gross=line.gross,
            licence=(licence := licences[line.pk]),
            effect_url=line.effect.get_absolute_url(),
            effect=line.effect,
            pack=line.pack,
            credited=line.credited,
            upgraded_from=line.upgraded_from,
            offers=offered.get(licence.pk, {}) if licence else {},
        )
        for line in every
    ]


def archive(order: Order, lines: Sequence[BoughtLine], format: Format | None) -> BoughtArchive | None:
    """The archive of what can be downloaded; None for fewer than two sounds."""
    downloadable = [line for line in lines if line.download_url]
    if len(downloadable) < 2:
        return None
    offers = [line.offers[format] for line in downloadable] if format else []
    return BoughtArchive(order, format, offers)


def parts_being_made(lines: Sequence[BoughtLine], archive: BoughtArchive | None) -> list[str]:
    """The elements of the page that change while a worker is at work, by their ids."""
    parts = [
        f"format-{line.licence.public_id}"
        for line in lines
        if line.licence and line.chosen and line.chosen.standing is Standing.MAKING
    ]
    return [*parts, "archive"] if archive and archive.is_being_made else parts
