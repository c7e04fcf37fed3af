"""Cue sheets out and in: what is written reads back equal, and what comes from outside harms nothing."""

from __future__ import annotations

import csv
import io
import json
import time
from typing import Any

import opentimelineio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksound.core.text import clean_line
from ksound.lib.cells import neutral
from ksound.lib.timecode import RATES
from marketplace.projects.cues import files, table
from marketplace.projects.cues.cue import Cue, CueSheet, Format, Unreadable, lanes
from tests.marketplace.projects.sheets import SHEETS, foreign_otio

BOM = b"\xef\xbb\xbf"
formats = pytest.mark.parametrize("format", list(Format))

texts = st.text(max_size=40).map(clean_line)
names = texts.filter(bool)


@st.composite
def sheets(draw: st.DrawFn) -> CueSheet:
    rate = draw(st.sampled_from(list(RATES.values())))
    cues = []
    for _number in range(draw(st.integers(1, 6))):
        start = draw(st.none() | st.integers(0, rate.day - 3))
        end = None if start is None else draw(st.none() | st.integers(start + 1, rate.day - 2))
        length = draw(st.integers(0, 10_000_000))
        cue = Cue(draw(texts), draw(names), draw(texts), start, end, draw(texts), duration_ms=length)
        cues.append(cue)
    return CueSheet(draw(texts), rate, tuple(cues))


@formats
@settings(max_examples=60, deadline=None)
@given(sheet=sheets())
def test_what_is_written_reads_back_equal(format: Format, sheet: CueSheet) -> None:
    rows = files.read(files.write(sheet, format), name=f"sheet.{format}", rate=sheet.rate)
    assert [row.cue for row in rows] == list(sheet.cues)
    assert not [row.problems for row in rows if row.problems]


@formats
def test_a_sheet_is_known_without_its_extension(format: Format) -> None:
    sheet = CueSheet("Reel 1", RATES["25"], (Cue("01A", "a.wav", "문", 25, 50, "note"),))
    rows = files.read(files.write(sheet, format), name="sheet", rate=sheet.rate)
    assert [row.cue for row in rows] == list(sheet.cues)


@formats
def test_a_sheet_at_another_frame_rate_is_refused(format: Format) -> None:
    sheet = CueSheet("Reel 1", RATES["29.97df"], (Cue("01A", "a.wav", "문", 25, 50),))
    with pytest.raises(Unreadable) as refusal:
        files.read(files.write(sheet, format), name=f"a.{format}", rate=RATES["25"])
    assert refusal.value.code == "other_rate"
    assert refusal.value.value in ("29.97 DF", "DROP FRAME")


def test_the_table_opens_in_a_spreadsheet_with_every_column() -> None:
    sheet = CueSheet(
        "Reel 1", RATES["25"], (Cue("01A", "a.wav", "문", 25, None, "=2+2", "DOORWood", "달빛", 1500),)
    )
    written = files.write(sheet, Format.CSV)
    assert written.startswith(BOM)
    header, row = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert tuple(header) == table.COLUMNS
    assert row == ["1", "00:00:01:00", "", "25", "문", "a.wav", "01A", "DOORWood", "달빛", "1.500", "'=2+2"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "'=1", "''@x", "'", "it's", "\t=1", "＝1", "plain"])
def test_no_cell_begins_like_a_formula_and_none_is_changed_by_the_way(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert table._plain(neutral(text)) == text


def test_the_edit_list_says_what_an_editing_system_expects() -> None:
    cues = (
        Cue("01A", "DOORWood_A_DALB_KSOUND.wav", "문", 107_892, 107_952, "loud"),
        Cue("01B", "b.wav", "비", 107_922, None, duration_ms=1000),
        Cue("01C", "c.wav", "종"),
    )
    lines = files.write(CueSheet("Reel 1", RATES["29.97df"], cues), Format.EDL).decode().split("\r\n")
    assert lines[:2] == ["TITLE: Reel 1", "FCM: DROP FRAME"]
    assert "001  AX       A     C        00:00:00;00 00:00:02;00 01:00:00;00 01:00:02;00" in lines
    assert "* FROM CLIP NAME: DOORWood_A_DALB_KSOUND.wav" in lines
    # The second overlaps the first: it stands on another channel, and is as long as its sound.
    assert "002  AX       A2    C        00:00:00;00 00:00:01;00 01:00:01;00 01:00:02;00" in lines
    assert lines[-5:] == ["* NO TIME CODE", "* FROM CLIP NAME: c.wav", "* TITLE: 종", "* SOUND ID: 01C", ""]


def test_the_timeline_starts_at_the_hour_of_its_first_sound() -> None:
    cues = (Cue("01A", "a.wav", "문", 90_050, 90_075), Cue("01B", "b.wav", "비", 90_060, 90_061))
    written = files.write(CueSheet("Reel 1", RATES["25"], cues), Format.OTIO).decode()
    timeline = opentimelineio.core.deserialize_json_from_string(written)
    assert timeline.global_start_time.to_timecode() == "01:00:00:00"
    assert [track.kind for track in timeline.tracks] == ["Audio", "Audio"]
    where = timeline.tracks[0].range_of_child_at_index(1)
    assert (where.start_time.value, where.duration.value) == (50, 25)


def test_sounds_that_overlap_lie_in_different_lanes() -> None:
    spans = ((0, 10), (10, 20), (5, 15), (None, None), (0, 20))
    cues = tuple(Cue("", "a", "", start, end) for start, end in spans)
    assert lanes(CueSheet("", RATES["25"], cues)) == [0, 0, 1, -1, 2]


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_of_other_programs_are_read(name: str) -> None:
    content, expected = SHEETS[name]
    rows = files.read(content, name=name, rate=RATES["25"])
    assert [(row.cue.file_name, row.cue.title, row.cue.start, row.cue.end) for row in rows] == expected


def test_every_bad_row_says_what_is_wrong_with_it() -> None:
    lines = [
        "start,end,title",
        "00:00:01:25,,A",
        "00:00:02:00,00:00:02:00,B",
        ",00:00:02:00,C",
        "00:00:01:00,00:00:02:00,",
        "1 second,,D",
        "00:00:01:00,00:00:02:00,E",
    ]
    rows = files.read("\n".join(lines).encode(), name="a.csv", rate=RATES["25"])
    assert [(row.place, [(one.code, one.value) for one in row.problems]) for row in rows] == [
        (2, [("timecode_frames", "00:00:01:25")]),
        (3, [("end_before_start", "00:00:02:00")]),
        (4, [("end_without_start", "00:00:02:00")]),
        (5, [("names_nothing", "")]),
        (6, [("timecode_form", "1 second")]),
        (7, []),
    ]


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


HOSTILE: dict[str, tuple[str, bytes, set[str]]] = {
    "ten megabytes": ("a.csv", b"title\n" + b"x" * 10_000_000, {"too_large"}),
    "deep nesting": ("a.otio", nested(1_000_000), {"too_deep"}),
    "deeper than any timeline": ("a.otio", nested(200), {"too_deep"}),
    "many empty lists": ("a.otio", b"[" + b"[]," * 1_000_000 + b"[]]", {"too_deep"}),
    "no timeline": ("a.otio", b"5", {"not_otio"}),
    "not JSON": ("a.otio", b'{"OTIO_SCHEMA": ', {"not_otio"}),
    "a surrogate": ("a.otio", b'{"OTIO_SCHEMA": "Timeline.1", "name": "\\ud800"}', {"not_otio"}),
    "no numbers": ("a.otio", foreign_otio(rate=float("nan")), {"not_otio"}),
    "no rate": ("a.otio", foreign_otio(rate=0), {"not_otio"}),
    "an unknown version": ("a.otio", foreign_otio().replace(b"Clip.2", b"Clip.99"), {"not_otio"}),
    "a row for every grain": ("a.csv", b"title\n" + b"x\n" * 2_001, {"too_many"}),
    "a header alone": ("a.csv", b"title,start\n", {"empty"}),
    "no known column": ("a.csv", b"a,b\n1,2\n", {"no_columns"}),
    "nothing": ("a.csv", b"", {"no_columns"}),
    "a cell without end": ("a.csv", b'title\n"' + b"x" * 200_000, {"broken_csv"}),
    "zeros": ("a.csv", bytes(1000), {"no_columns"}),
    "half of UTF-16": ("a.csv", b"\xff\xfea", {"encoding"}),
    "a picture as an edit list": ("a.edl", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), {"no_events"}),
    "XML": ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', {"no_columns"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_good_time(name: str) -> None:
    file_name, content, expected = HOSTILE[name]
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        files.read(content, name=file_name, rate=RATES["25"])
    assert {refusal.value.code} == expected
    assert time.monotonic() - begun < 5


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300), format=st.sampled_from(list(Format)))
def test_bytes_of_any_kind_are_read_or_refused(content: bytes, format: Format) -> None:
    try:
        files.read(content, name=f"a.{format}", rate=RATES["29.97df"])
    except Unreadable:
        return


def test_a_timeline_of_other_rates_keeps_its_place_in_time() -> None:
    rows = files.read(foreign_otio(rate=48_000.0, value=96_000.0), name="a.otio", rate=RATES["25"])
    assert [(row.cue.start, row.cue.end) for row in rows] == [(0, 50)]


@formats
def test_the_fullest_project_comes_in_again(format: Format) -> None:
    cues = tuple(
        Cue(f"{place:026}", "n" * 184, "제" * 120, place * 10, None, "메" * 500, duration_ms=1000)
        for place in range(files.MAX_ROWS)
    )
    sheet = CueSheet("Reel 1", RATES["29.97df"], cues)
    rows = files.read(files.write(sheet, format), name=f"a.{format}", rate=sheet.rate)
    assert tuple(row.cue for row in rows) == cues


def test_a_clip_before_or_behind_the_day_is_named() -> None:
    rows = files.read(foreign_otio(value=1e300), name="a.otio", rate=RATES["25"])
    assert [[one.code for one in row.problems] for row in rows] == [["outside_a_day"]]


def test_a_nested_sequence_is_named_not_guessed() -> None:
    timeline: dict[str, Any] = json.loads(foreign_otio())
    track = timeline["tracks"]["children"][0]
    track["children"] = [{**track, "name": "Scene 4"}]
    rows = files.read(json.dumps(timeline).encode(), name="a.otio", rate=RATES["25"])
    assert [[(one.code, one.value) for one in row.problems] for row in rows] == [[("nested", "Scene 4")]]
