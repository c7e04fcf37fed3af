"""Writing and reading a cue sheet in any of its formats."""

from __future__ import annotations

from collections.abc import Callable

from ksound.lib.timecode import FrameRate
from marketplace.projects.cues import edl, otio, table
from marketplace.projects.cues.cue import CueSheet, Format, Row, Unreadable

# The fullest project there can be takes 7.3 MB as a timeline.
MAX_BYTES = 8 * 1024 * 1024
MAX_ROWS = 2_000
CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.EDL: "text/plain; charset=utf-8",
    Format.OTIO: "application/json",
}
_WRITE: dict[Format, Callable[[CueSheet], bytes]] = {
    Format.CSV: table.write,
    Format.EDL: edl.write,
    Format.OTIO: otio.write,
}
_READ: dict[Format, Callable[[bytes, FrameRate], list[Row]]] = {
    Format.CSV: table.read,
    Format.EDL: edl.read,
    Format.OTIO: otio.read,
}


def write(sheet: CueSheet, format: Format) -> bytes:
    return _WRITE[format](sheet)


def read(content: bytes, *, name: str, rate: FrameRate) -> list[Row]:
    """The rows of a file called `name`, time codes at `rate`. Never raises anything but Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large")
    rows = _READ[_format(content, name)](content, rate)
    if not rows:
        raise Unreadable("empty")
    if len(rows) > MAX_ROWS:
        raise Unreadable("too_many")
    return rows


def _format(content: bytes, name: str) -> Format:
    """By its extension; without one of ours, by how it begins."""
    extension = name.rpartition(".")[2].lower()
    if extension in _READ:
        return Format(extension)
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return Format.OTIO
    return Format.EDL if start.upper().startswith(b"TITLE:") else Format.CSV
