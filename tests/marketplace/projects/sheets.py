"""Cue sheets as other programs write them."""

from __future__ import annotations

import json
from typing import Any

Found = tuple[str, str, int | None, int | None]

EDL = b"""TITLE: REEL 1\r
FCM: NON-DROP FRAME\r
\r
001  A001C003 V     C        01:00:00:00 01:00:04:00 01:00:00:00 01:00:04:00\r
* FROM CLIP NAME: A001C003.MOV\r
002  AX       A     C        00:00:00:00 00:00:02:00 01:00:00:10 01:00:02:10\r
* FROM CLIP NAME: DOORWOOD_CLOSET.WAV\r
M2   AX       012.0                00:00:00:00\r
003  BL       A     C        00:00:00:00 00:00:01:00 01:00:02:10 01:00:03:10\r
004  WIND0001 AA/V  D    024 00:00:00:00 00:00:01:00 01:00:03:10 01:00:04:10\r
"""

EXCEL = "title;start;Note\r\n쾅;00:00:01:00;loud\r\n\r\n비;;\r\n".encode("cp949")


def foreign_otio(*, rate: float = 25.0, value: float = 50.0) -> bytes:
    """One audio clip that begins where the timeline does and lasts `value` at `rate`."""

    def at(moment: float) -> dict[str, Any]:
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": moment}

    clip = {
        "OTIO_SCHEMA": "Clip.2",
        "name": "rain loop",
        "source_range": {"OTIO_SCHEMA": "TimeRange.1", "start_time": at(0.0), "duration": at(value)},
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                "target_url": "file:///Volumes/SFX/RAINConc_Roof_ABC_LIB.wav",
            }
        },
        "active_media_reference_key": "DEFAULT_MEDIA",
        "metadata": {},
    }
    track = {"OTIO_SCHEMA": "Track.1", "name": "A1", "kind": "Audio", "children": [clip], "metadata": {}}
    stack = {"OTIO_SCHEMA": "Stack.1", "name": "tracks", "children": [track], "metadata": {}}
    return json.dumps({"OTIO_SCHEMA": "Timeline.1", "name": "Cut", "tracks": stack, "metadata": {}}).encode()


SHEETS: dict[str, tuple[bytes, list[Found]]] = {
    "cut.edl": (
        EDL,
        [("DOORWOOD_CLOSET.WAV", "", 90_010, 90_060), ("WIND0001", "", 90_085, 90_110)],
    ),
    "excel.csv": (EXCEL, [("", "쾅", 25, None), ("", "비", None, None)]),
    "cut.otio": (foreign_otio(), [("RAINConc_Roof_ABC_LIB.wav", "rain loop", 0, 50)]),
}
