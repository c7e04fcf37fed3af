"""Cue sheets as OpenTimelineIO: a timeline of audio tracks, one clip a cue, gaps between.

What a clip cannot say stands in its metadata under `ksound`: the sound's id, the note, its place, an open end. Cues
without a time code are listed in the timeline's metadata.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from ksound.core.text import clean_line
from ksound.lib.timecode import RATES, FrameRate
from marketplace.projects.cues.cue import Cue, CueSheet, Problem, Row, Unreadable, lanes

OURS = "ksound"
# The reader of the package follows nesting on the machine's stack and takes the whole process down with it.
MAX_DEPTH = 60
MAX_CONTAINERS = 200_000


def write(sheet: CueSheet) -> bytes:
    timeline = otio.schema.Timeline(sheet.name)
    placed = [
        (lane, cue, place) for place, (lane, cue) in enumerate(zip(lanes(sheet), sheet.cues, strict=True))
    ]
    unplaced = [_said(cue, place, sheet.rate) for lane, cue, place in placed if lane < 0]
    timeline.metadata[OURS] = {"frame_rate": sheet.rate.code, "unplaced": unplaced}
    by_lane = sorted(((one for one in placed if one[0] >= 0)), key=lambda one: (one[0], one[1].start))
    hour = 3600 * sheet.rate.per_second
    first = min((cue.start or 0 for _lane, cue, _place in by_lane), default=0) // hour * hour
    timeline.global_start_time = _time(first, sheet.rate)
    for lane, cues in groupby(by_lane, key=lambda one: one[0]):
        timeline.tracks.append(_track(lane, [(cue, place) for _lane, cue, place in cues], first, sheet.rate))
    return str(timeline.to_json_string(indent=-1)).encode()


def _track(lane: int, cues: list[tuple[Cue, int]], at: int, rate: FrameRate) -> Any:
    track = otio.schema.Track(f"A{lane + 1}", kind=otio.schema.TrackKind.Audio)
    for cue, place in cues:
        start, stop = cue.start or 0, cue.stop(rate)
        if start > at:
            track.append(otio.schema.Gap(duration=_time(start - at, rate)))
        track.append(_clip(cue, place, stop - start, rate))
        at = stop
    return track


def _clip(cue: Cue, place: int, length: int, rate: FrameRate) -> Any:
    whole = TimeRange(_time(0, rate), _time(max(length, rate.frames_in(cue.duration_ms)), rate))
    media = (
        otio.schema.ExternalReference(cue.file_name, whole)
        if cue.file_name
        else otio.schema.MissingReference()
    )
    return otio.schema.Clip(
        cue.title or cue.file_name,
        media_reference=media,
        source_range=TimeRange(_time(0, rate), _time(length, rate)),
        metadata={OURS: _said(cue, place, rate)},
    )


def _said(cue: Cue, place: int, rate: FrameRate) -> dict[str, Any]:
    return {
        "place": place,
        "sound_id": cue.sound_id,
        "file_name": cue.file_name,
        "title": cue.title,
        "note": cue.note,
        "is_open_ended": cue.end is None,
    }


def _time(frames: int, rate: FrameRate) -> RationalTime:
    return RationalTime(frames, float(rate.exact))


def read(content: bytes, rate: FrameRate) -> list[Row]:
    """Every clip of every track, in our own order or else by start. Raises Unreadable."""
    timeline = _timeline(content)
    ours = _ours(timeline.metadata)
    if ours.get("frame_rate") in RATES and ours["frame_rate"] != rate.code:
        raise Unreadable("other_rate", RATES[ours["frame_rate"]].label)
    try:
        rows = [*_clips(timeline, rate), *_unplaced(ours)]
    except (ValueError, otio.exceptions.OTIOError) as error:
        raise Unreadable("not_otio") from error
    ordered = sorted(rows, key=lambda one: one[0])
    return [Row(number, cue, problems) for number, (_key, cue, problems) in enumerate(ordered, start=1)]


_Met = tuple[tuple[float, float], Cue, tuple[Problem, ...]]


def _timeline(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    _require_simple(text)
    try:
        read = otio.core.deserialize_json_from_string(text)
    except (ValueError, otio.exceptions.OTIOError) as error:
        raise Unreadable("not_otio") from error
    if not isinstance(read, otio.schema.Timeline) or read.tracks is None:
        raise Unreadable("not_otio")
    return read


def _require_simple(text: str) -> None:
    """Python's own reader first: strict, and it minds its depth. Raises Unreadable (not_otio, too_deep)."""
    if text.count("[") + text.count("{") > MAX_CONTAINERS:
        raise Unreadable("too_deep")
    try:
        waiting = [(json.loads(text, parse_constant=_refuse), 1)]
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    except ValueError as error:
        raise Unreadable("not_otio") from error
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Unreadable("too_deep")
        if isinstance(value, (dict, list)):
            inside = value.values() if isinstance(value, dict) else value
            waiting += [(one, depth + 1) for one in inside]


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _clips(timeline: Any, rate: FrameRate) -> Iterator[_Met]:
    zero = timeline.global_start_time
    begin = _frames(zero, rate) if zero else 0
    for track in timeline.tracks:
        if not isinstance(track, otio.schema.Track):
            continue
        # At once: asked one by one, each clip would add up all before it.
        for part, where in track.range_of_all_children().items():
            if not isinstance(part, (otio.schema.Gap, otio.schema.Transition)):
                yield _met(part, where, begin, rate)


def _met(part: Any, where: TimeRange, begin: int, rate: FrameRate) -> _Met:
    first, length = _frames(where.start_time, rate), _frames(where.duration, rate)
    problems: tuple[Problem, ...] = ()
    if not isinstance(part, otio.schema.Clip):
        problems = (Problem("nested", clean_line(part.name)),)
    if first < 0 or length <= 0 or begin + first + length >= rate.day:
        return (math.inf, 0.0), Cue(title=clean_line(part.name)), (*problems, Problem("outside_a_day"))
    start = begin + first
    ours = _ours(part.metadata)
    end = None if ours.get("is_open_ended") is True else start + length
    place = ours.get("place")
    key = (0.0, float(place)) if isinstance(place, int) else (1.0, float(start))
    cue = _cue(ours, start, end) if ours else _foreign(part, start, end)
    return key, cue, problems


def _frames(time: RationalTime, rate: FrameRate) -> int:
    """Whole frames at the project's rate. Raises ValueError for what is no number."""
    if not (math.isfinite(time.rate) and math.isfinite(time.value) and time.rate > 0):
        raise ValueError("no time")
    same = abs(time.rate - float(rate.exact)) < 0.01
    return round(time.value) if same else round(time.value / time.rate * float(rate.exact))


def _unplaced(ours: dict[str, Any]) -> Iterator[_Met]:
    listed = ours.get("unplaced")
    for said in listed if isinstance(listed, Sequence) and not isinstance(listed, str) else []:
        if isinstance(said, Mapping):
            place = said.get("place")
            yield (0.0, float(place if isinstance(place, int) else 0)), _cue(said, None, None), ()


def _cue(said: Mapping[str, Any], start: int | None, end: int | None) -> Cue:
    names = ("sound_id", "file_name", "title", "note")
    sound_id, file_name, title, note = (clean_line(str(said.get(name, ""))) for name in names)
    return Cue(sound_id, file_name, title, start, end, note)


def _foreign(part: Any, start: int, end: int | None) -> Cue:
    """Of another program: the clip's name, and the last part of the address of its file."""
    reference = getattr(part, "media_reference", None)
    address = str(getattr(reference, "target_url", "") or "")
    file_name = address.replace("\\", "/").rpartition("/")[2]
    return Cue("", clean_line(file_name), clean_line(part.name), start, end)


def _ours(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Our part of a thing's metadata; nothing if there is none of ours."""
    found = metadata.get(OURS)
    return dict(found) if isinstance(found, Mapping) else {}
