"""The formats a bought sound can be had in, and how far each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.audio.convert import Format, fits, is_already
from catalog.conversions import queries as conversions
from catalog.conversions.models import Conversion
from catalog.effects.models import AudioFile
from marketplace.licences.models import Licence

ORIGINAL = "original"
LABELS: dict[Format, Promise] = {
    Format.WAV_48_24: _("WAV 48 kHz / 24 bit"),
    Format.WAV_44_16: _("WAV 44.1 kHz / 16 bit"),
    Format.FLAC: _("FLAC, lossless"),
    Format.MP3_320: _("MP3 320 kbit/s"),
}
THIS_IS_THE_ORIGINAL = _("this is the original")
TOO_MANY_CHANNELS = _("too many channels for this format")
COULD_NOT_BE_MADE = _("could not be made")
MIXED_DOWN = _("mixed down to stereo")


class UnknownFormat(ValueError):
    """No format has this name."""


class Standing(Enum):
    ORIGINAL = "original"  # it is handed out instead: it is this format, or does not fit into it
    READY = "ready"
    MAKING = "making"
    FAILED = "failed"
    ABSENT = "absent"  # nobody asked for it yet


@dataclass(frozen=True, slots=True)
class Offer:
    """One format of one file, as it stands now; `note` says in a few words what is special about it."""

    format: Format
    standing: Standing
    conversion: Conversion | None = None
    note: str | Promise = ""

    @property
    def label(self) -> str | Promise:
        return LABELS[self.format]

    @property
    def is_missing(self) -> bool:
        return self.standing in (Standing.ABSENT, Standing.MAKING)

    @property
    def is_possible(self) -> bool:
        return self.note is not TOO_MANY_CHANNELS

    @property
    def why_original(self) -> str | Promise:
        """Why the original is handed out instead of this format; "" where it is not."""
        if self.standing is Standing.FAILED:
            return COULD_NOT_BE_MADE
        return self.note if self.standing is Standing.ORIGINAL else ""

    @property
    def ready(self) -> Conversion | None:
        return self.conversion if self.standing is Standing.READY else None


def read(text: str) -> Format | None:
    """The format of this name, None for the original. Raises UnknownFormat."""
    if text in ("", ORIGINAL):
        return None
    try:
        return Format(text)
    except ValueError:
        raise UnknownFormat(text) from None


def offers(
    licences: Sequence[Licence], formats: Sequence[Format] = tuple(Format)
) -> dict[int, dict[Format, Offer]]:
    """By licence's pk and format; needs the lines with their files. One statement."""
    files = {licence.pk: licence.order_line.audio_file for licence in licences}
    known = conversions.current_of(list(files.values()), formats) if files and formats else {}
    return {
        pk: {one: _offer(one, file, known.get((file.pk, one))) for one in formats}
        for pk, file in files.items()
    }


def _offer(format: Format, file: AudioFile, conversion: Conversion | None) -> Offer:
    if is_already(
        format, container=file.container, codec=file.codec, sample_rate_hz=file.sample_rate_hz or 0
    ):
        return Offer(format, Standing.ORIGINAL, note=THIS_IS_THE_ORIGINAL)
    if not fits(format, channels=file.channels or 0):
        return Offer(format, Standing.ORIGINAL, note=TOO_MANY_CHANNELS)
    note = MIXED_DOWN if format is Format.MP3_320 and (file.channels or 0) > 2 else ""
    return Offer(format, _standing(conversion), conversion, note)


def _standing(conversion: Conversion | None) -> Standing:
    if conversion is None:
        return Standing.ABSENT
    if conversion.is_ready:
        return Standing.READY
    return Standing.MAKING if conversion.is_unfinished else Standing.FAILED
