"""Cue sheets as edit decision lists (CMX 3600), one event a cue, with comments that other programs pass on.

An event needs both ends: a cue without an end runs as long as its sound and says `* OPEN END`. Cues without a time code
follow as comments only (`* NO TIME CODE`). CMX 3600 counts to 999 events; further ones have more digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ksound.core.text import clean_line
from ksound.lib.timecode import RATES, FrameRate
from marketplace.projects.cues.cue import Cue, CueSheet, Problem, Row, Unreadable, lanes, span

LINE_END = "\r\n"
_EVENT = re.compile(
    r"(\d{1,6})\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+\d{1,4})?\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)", re.ASCII
)
_COMMENT = re.compile(r"\*\s*([A-Z ]+?)\s*:\s(.*)")
OPEN_END, NO_TIME_CODE = "* OPEN END", "* NO TIME CODE"
FILE_NAME, TITLE, SOUND_ID, NOTE = "FROM CLIP NAME", "TITLE", "SOUND ID", "COMMENT"
# Auxiliary and black: reels that name nothing.
NO_REEL = ("AX", "BL")


def write(sheet: CueSheet) -> bytes:
    """UTF-8 without a mark: the first line must begin with TITLE."""
    return (LINE_END.join(_lines(sheet)) + LINE_END).encode()


def _lines(sheet: CueSheet) -> Iterator[str]:
    rate = sheet.rate
    yield f"TITLE: {sheet.name}"
    yield f"FCM: {'DROP FRAME' if rate.is_drop_frame else 'NON-DROP FRAME'}"
    yield f"* FRAME RATE: {rate.label}"
    placed = [(cue, lane) for cue, lane in zip(sheet.cues, lanes(sheet), strict=True)]
    for number, (cue, lane) in enumerate(placed, start=1):
        yield ""
        if cue.start is None:
            yield NO_TIME_CODE
        else:
            yield _event(number, cue, lane, cue.start, rate)
        yield from _comments(cue)


def _event(number: int, cue: Cue, lane: int, start: int, rate: FrameRate) -> str:
    stop = cue.stop(rate)
    times = (0, stop - start, start, stop)
    channel = f"A{lane + 1}" if lane else "A"
    return f"{number:03}  AX       {channel:<5} C        {' '.join(map(rate.text, times))}"


def _comments(cue: Cue) -> Iterator[str]:
    for name, said in (
        (FILE_NAME, cue.file_name),
        (TITLE, cue.title),
        (SOUND_ID, cue.sound_id),
        (NOTE, cue.note),
    ):
        if said:
            yield f"* {name}: {said}"
    if cue.start is not None and cue.end is None:
        yield OPEN_END


@dataclass
class _Event:
    """An event and the comments below it, as they are met."""

    place: int
    channel: str = ""
    reel: str = ""
    start: str = ""
    end: str = ""
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def is_picture(self) -> bool:
        return bool(self.channel) and "A" not in self.channel.upper() and self.channel.upper() != "B"


def read(content: bytes, rate: FrameRate) -> list[Row]:
    """Every event with sound, or every event when none has. Raises Unreadable (encoding, no_events, other_rate)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp949", "replace")
    events = list(_events(text, rate))
    if not events:
        raise Unreadable("no_events")
    heard = [event for event in events if not event.is_picture] or events
    return [_row(event, rate) for event in heard if event.reel != "BL"]


def _events(text: str, rate: FrameRate) -> Iterator[_Event]:
    present: _Event | None = None
    for place, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if found := _EVENT.fullmatch(line):
            if present:
                yield present
            present = _Event(place, found[3], found[2], found[7], found[8])
        elif line == NO_TIME_CODE:
            if present:
                yield present
            present = _Event(place)
        else:
            _take_in(line, present, rate)
    if present:
        yield present


def _take_in(line: str, present: _Event | None, rate: FrameRate) -> None:
    """What a line that is no event says of the event above it, or of the whole list."""
    comment = _COMMENT.fullmatch(line)
    if present and comment:
        present.comments.setdefault(comment[1], clean_line(comment[2]))
    elif present and line == OPEN_END:
        present.end = ""
    elif line.upper().startswith("FCM:"):
        is_drop = "NON" not in line.upper()
        if is_drop != rate.is_drop_frame and (is_drop or rate.is_drop_frame):
            raise Unreadable("other_rate", line[4:].strip())
    elif comment and comment[1] == "FRAME RATE":
        _require_same_rate(comment[2].strip(), rate)


def _require_same_rate(said: str, rate: FrameRate) -> None:
    if said != rate.label and said in {one.label for one in RATES.values()}:
        raise Unreadable("other_rate", said)


def _row(event: _Event, rate: FrameRate) -> Row:
    start, end, problems = span(event.start, event.end, rate)
    said = event.comments
    file_name = said.get(FILE_NAME, "")
    if not any(said.get(name) for name in (FILE_NAME, TITLE, SOUND_ID)):
        file_name = "" if event.reel in NO_REEL else event.reel
        if not file_name:
            problems.append(Problem("names_nothing"))
    cue = Cue(said.get(SOUND_ID, ""), file_name, said.get(TITLE, ""), start, end, said.get(NOTE, ""))
    return Row(event.place, cue, tuple(problems))
