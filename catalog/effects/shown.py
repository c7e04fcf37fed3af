"""What a file says of itself, as its seller and staff read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.audio.metadata import Loop, Marker, Metadata
from catalog.effects.embedded import Told
from catalog.effects.models import AudioFile
from catalog.effects.settling import NAME, Contradiction, Why
from catalog.ucs import schedule
from ksound.core.templatetags.ksound import duration

CONTAINERS: dict[str, str | Promise] = {
    "name": gettext_lazy("File name"),
    "ixml": "iXML",
    "ixml.user": "iXML USER",
    "ixml.aswg": "iXML ASWG",
    "ixml.bext": "iXML BEXT",
    "ixml.steinberg": "iXML STEINBERG",
    "bext": "Broadcast Wave (bext)",
    "id3": "ID3",
    "vorbis": "Vorbis Comment",
    "mp4": "MPEG-4",
    "ape": "APE",
    "info": "RIFF INFO",
    "aiff": "AIFF",
    "w64": "Wave64",
}
FIELDS: dict[str, Promise] = {
    "cat_id": gettext_lazy("Category (CatID)"),
    "fx_name": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "keywords": gettext_lazy("Keywords"),
    "vendor_category": gettext_lazy("Vendor category"),
    "supplier": gettext_lazy("Maker"),
    "creator_id": gettext_lazy("CreatorID"),
    "source_id": gettext_lazy("SourceID"),
    "library": gettext_lazy("Library"),
    "recorded_on": gettext_lazy("Recorded on"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A key as it stands in the file, with its text."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """All that one container says."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several contradicting values; `choice` is what its button sends."""

    source: str
    key: str
    text: str
    remark: str
    choice: str
    is_taken: bool
    may_be_taken: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A contradiction for a person to settle."""

    field: str
    label: str
    options: tuple[Option, ...]
    why: str
    is_open: bool


def groups(metadata: Metadata, file: AudioFile) -> list[Group]:
    """Every raw value under its container, in the order of the file; then markers and loops."""
    rows: dict[str, list[Row]] = {}
    for value in metadata.values:
        rows.setdefault(_source(value.container), []).append(Row(value.key, value.text))
    if rate := file.sample_rate_hz:
        rows |= {_("Markers"): [_marker(one, rate) for one in metadata.markers]}
        rows |= {_("Loops"): [_loop(one, rate) for one in metadata.loops]}
    return [Group(label, tuple(found)) for label, found in rows.items() if found]


def questions(told: Told, *, language: str, to_staff: bool = False) -> list[Question]:
    """What the file contradicts itself in, as its seller reads it, or staff do."""
    return [_question(one, language, to_staff) for one in told.settled.contradictions]


def _question(one: Contradiction, language: str, to_staff: bool) -> Question:
    taken = one.taken.container if one.taken else ""
    options = tuple(
        Option(
            source=_source(value.container),
            key="" if value.container == NAME else value.key,
            text=value.text,
            remark=_remark(one.field, value.text, language),
            choice=f"{one.field} {value.container}",
            is_taken=value.container == taken,
            may_be_taken=value.container in one.takeable,
        )
        for value in one.values
    )
    return Question(
        one.field, str(FIELDS.get(one.field, one.field)), options, _why(one, to_staff), one.is_open
    )


def _why(one: Contradiction, to_staff: bool) -> str:
    if one.taken is None:
        return _("None of these is a UCS CatID.")
    match one.why:
        case Why.CHOSEN:
            return _("The seller chose this.") if to_staff else _("You chose this.")
        case Why.REGISTERED:
            return (
                _("It is one of the seller's CreatorIDs.") if to_staff else _("It is one of your CreatorIDs.")
            )
        case Why.ONLY_CAT_ID:
            return _("Only this one is a UCS CatID.")
    return _("We believe %(source)s before the others.") % {"source": _source(one.taken.container)}


def _remark(field: str, text: str, language: str) -> str:
    """What a CatID stands for."""
    entry = schedule.find(text)[0] if field == "cat_id" else None
    return schedule.label(entry.cat_id, language) if entry else ""


def _source(container: str) -> str:
    if container in CONTAINERS:
        return str(CONTAINERS[container])
    return container.replace("ixml.", "iXML ", 1).upper().replace("IXML", "iXML")


def _marker(one: Marker, rate: int) -> Row:
    length = f" + {_time(one.length, rate)}" if one.length else ""
    return Row(f"{_time(one.frame, rate)}{length}", one.text)


def _loop(one: Loop, rate: int) -> Row:
    count = "∞" if one.count == 0 else f"× {one.count}"
    return Row(f"{_time(one.start, rate)} – {_time(one.end, rate)}", count)


def _time(frames: int, rate: int) -> str:
    return duration(frames * 1000 // rate)
