"""A cue sheet as plain values: which sound stands at which time code. Knows neither database nor web."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ksound.lib.timecode import BadTimecode, FrameRate


class Format(StrEnum):
    """The file formats, by extension."""

    CSV = "csv"
    EDL = "edl"
    OTIO = "otio"


@dataclass(frozen=True, slots=True)
class Cue:
    """One line: texts are one line each and clean; `start` and `end` are frames, `end` is the first one after it.

    What only writers tell (`cat_id`, `seller`, `duration_ms`) is not read back and makes no difference.
    """

    sound_id: str = ""
    file_name: str = ""
    title: str = ""
    start: int | None = None
    end: int | None = None
    note: str = ""
    cat_id: str = field(default="", compare=False)
    seller: str = field(default="", compare=False)
    duration_ms: int = field(default=0, compare=False)

    def stop(self, rate: FrameRate) -> int:
        """Where it ends, else where its whole sound would; 0 without a start."""
        if self.start is None:
            return 0
        return self.end or min(self.start + rate.frames_in(self.duration_ms), rate.day - 1)


@dataclass(frozen=True, slots=True)
class CueSheet:
    """The cues of a project in its order."""

    name: str
    rate: FrameRate
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: a code (a sentence belongs to it elsewhere) and the text it is about."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file as read, with everything that is wrong with it; `place` counts lines or events from 1."""

    place: int
    cue: Cue
    problems: tuple[Problem, ...] = ()


class Unreadable(Exception):
    """The file as a whole cannot be used: `code` says why, `value` names what was met."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(f"{code} {value}".strip())
        self.code = code
        self.value = value


def span(start: str, end: str, rate: FrameRate) -> tuple[int | None, int | None, list[Problem]]:
    """Read both time codes; what cannot be read is None and a problem."""
    problems: list[Problem] = []
    first, last = (_read(text, rate, name, problems) for name, text in (("start", start), ("end", end)))
    if end and not start:
        problems.append(Problem("end_without_start", end))
    elif first is not None and last is not None and last <= first:
        problems.append(Problem("end_before_start", end))
    return first, last, problems


def _read(text: str, rate: FrameRate, name: str, problems: list[Problem]) -> int | None:
    if not text:
        return None
    try:
        return rate.frames(text)
    except BadTimecode as bad:
        problems.append(Problem(f"timecode_{bad.fault}", text))
        return None


def lanes(sheet: CueSheet) -> list[int]:
    """For every cue the lowest lane, from 0, in which nothing earlier in the order overlaps it; -1 without a start."""
    taken: list[list[tuple[int, int]]] = []
    return [_lane(cue.start, cue.stop(sheet.rate), taken) for cue in sheet.cues]


def _lane(start: int | None, stop: int, taken: list[list[tuple[int, int]]]) -> int:
    if start is None:
        return -1
    for number, spans in enumerate(taken):
        if all(stop <= other_start or other_stop <= start for other_start, other_stop in spans):
            spans.append((start, stop))
            return number
    taken.append([(start, stop)])
    return len(taken) - 1
