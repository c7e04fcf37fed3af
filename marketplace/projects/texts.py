"""What is said of a time code, a row or a file that cannot be used."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ksound.lib.timecode import FrameRate

SENTENCES = {
    "timecode_form": _(
        "“%(value)s” is no time code. Write hours:minutes:seconds:frames, such as 01:02:03:04."
    ),
    "timecode_hours": _("“%(value)s”: hours go from 00 to 23."),
    "timecode_minutes": _("“%(value)s”: minutes go from 00 to 59."),
    "timecode_seconds": _("“%(value)s”: seconds go from 00 to 59."),
    "timecode_frames": _("“%(value)s”: at %(rate)s the frames go from 00 to %(last)s."),
    "timecode_dropped": _(
        "“%(value)s” does not exist: at %(rate)s each minute but every tenth begins with frame %(first)s."
    ),
    "timecode_not_drop_frame": _("“%(value)s”: a semicolon means drop frame, and %(rate)s is not."),
    "end_before_start": _("The end, %(value)s, must be later than the start."),
    "end_without_start": _("An end needs a start."),
    "names_nothing": _("Names no sound: it needs a sound number, a file name or a title."),
    "not_found": _("No sound found for “%(value)s”."),
    "ambiguous": _("Several sounds are called “%(value)s”. Give the sound number."),
    "note_too_long": _("The note has more than %(value)s characters."),
    "nested": _("“%(value)s” is a sequence within the sequence. Flatten it before the export."),
    "outside_a_day": _("Stands outside 00:00:00:00 to 23:59:59, or has no length."),
    "too_large": _("The file is larger than 8 MB."),
    "too_many": _("The file has more than 2,000 rows."),
    "empty": _("The file has no rows."),
    "encoding": _("The characters of the file cannot be read. Save it as UTF-8."),
    "no_columns": _("No column is called title, file_name or sound_id."),
    "broken_csv": _("The table is broken near line %(value)s."),
    "no_events": _("The file has no events. Is it an edit decision list (CMX 3600)?"),
    "not_otio": _("The file is no OpenTimelineIO timeline that can be read."),
    "too_deep": _("The timeline is nested too deeply."),
    "other_rate": _(
        "The file counts at “%(value)s”, this project at %(rate)s. Change the frame rate of one of them."
    ),
}


def sentence(code: str, value: str, rate: FrameRate) -> str:
    """What is wrong, in the reader's language."""
    facts = {
        "value": value,
        "rate": rate.label,
        "last": f"{rate.per_second - 1:02}",
        "first": f"{rate.dropped:02}",
    }
    return str(SENTENCES[code]) % facts
