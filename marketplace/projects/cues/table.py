"""Cue sheets as CSV (RFC 4180), UTF-8 with a byte order mark, by which Excel knows Korean.

Columns: position · start · end (HH:MM:SS:FF; empty: not placed) · frame_rate · title · file_name (UCS) · sound_id ·
cat_id · seller · duration (seconds) · note. Reading needs one of sound_id, file_name and title; others may be absent.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ksound.core.text import clean_line
from ksound.lib.cells import neutral
from ksound.lib.timecode import RATES, FrameRate
from marketplace.projects.cues.cue import Cue, CueSheet, Problem, Row, Unreadable, span

COLUMNS = (
    "position",
    "start",
    "end",
    "frame_rate",
    "title",
    "file_name",
    "sound_id",
    "cat_id",
    "seller",
    "duration",
    "note",
)
NAMING = ("sound_id", "file_name", "title")
BOM = "\ufeff"
# What `neutral` has put an apostrophe in front of.
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r\n]")


def write(sheet: CueSheet) -> bytes:
    out = io.StringIO(BOM)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for position, cue in enumerate(sheet.cues, start=1):
        writer.writerow([neutral(cell) for cell in _cells(position, cue, sheet.rate)])
    return out.getvalue().encode()


def _cells(position: int, cue: Cue, rate: FrameRate) -> Iterator[str]:
    yield str(position)
    yield "" if cue.start is None else rate.text(cue.start)
    yield "" if cue.end is None else rate.text(cue.end)
    yield rate.label
    yield from (cue.title, cue.file_name, cue.sound_id, cue.cat_id, cue.seller)
    yield f"{cue.duration_ms / 1000:.3f}"
    yield cue.note


def read(content: bytes, rate: FrameRate) -> list[Row]:
    """Every row that is not empty. Raises Unreadable (encoding, no_columns, other_rate, broken_csv)."""
    text = _decoded(content)
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [clean_line(name).casefold() for name in next(reader, [])]
        if not any(name in columns for name in NAMING):
            raise Unreadable("no_columns")
        return [
            _row(reader.line_num, dict(zip(columns, cells, strict=False)), rate)
            for cells in reader
            if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise Unreadable("broken_csv", str(reader.line_num)) from error


def _row(place: int, cells: dict[str, str], rate: FrameRate) -> Row:
    said = {name: clean_line(_plain(cells.get(name, ""))) for name in COLUMNS}
    if said["frame_rate"]:
        _require_same_rate(said["frame_rate"], rate)
    start, end, problems = span(said["start"], said["end"], rate)
    if not any(said[name] for name in NAMING):
        problems.append(Problem("names_nothing"))
    cue = Cue(said["sound_id"], said["file_name"], said["title"], start, end, said["note"])
    return Row(place, cue, tuple(problems))


def _plain(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell


def _require_same_rate(said: str, rate: FrameRate) -> None:
    """`25` and `25.0` are one; an unknown word is not argued with: the time codes will tell."""
    known = {name.casefold() for one in RATES.values() for name in (one.code, one.label)}
    mine = {rate.code.casefold(), rate.label.casefold()}
    if said.casefold() in known - mine:
        raise Unreadable("other_rate", said)


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Korean spreadsheets write (CP949)."""
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "cp949"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")
