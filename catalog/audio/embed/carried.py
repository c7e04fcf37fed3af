"""What the master's own metadata hands on to the delivered file: time code, UMID, history, track names.

Everything else of it is replaced. Free text that tells of the supplier's machine or person is left out.
"""

import re
from dataclasses import dataclass, field

from ..metadata import bext, ixml
from ..metadata.bext import Bext
from ..metadata.folding import ascii_folded
from . import texts

MAX_HISTORY_CHARS = 4_000
MAX_TRACKS = 128
SPEED_KEYS = ("MASTER_SPEED", "CURRENT_SPEED", "TIMECODE_RATE", "TIMECODE_FLAG")
TRACK_KEYS = ("CHANNEL_INDEX", "INTERLEAVE_INDEX", "NAME", "FUNCTION")
_PRIVATE = re.compile(
    r"[A-Za-z]:[\\/]|\\\\|~/|/(?:Users|home|Volumes|mnt|media|Applications)/|file:|[\w.+-]+@[\w-]+\.\w|serial|s/n\b",
    re.IGNORECASE,
)
_SPEED = re.compile(r"[\w/ .-]{1,31}", re.ASCII)
_DATE = re.compile(r"(\d{4})[-_:./ ](\d\d)[-_:./ ](\d\d)")
_TIME = re.compile(r"(\d\d)[-_:./ ](\d\d)[-_:./ ](\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """`date` and `time` as a bext writes them; `tracks` are TRACK elements of an iXML, one dict each."""

    time_reference: int = 0
    umid: bytes = bytes(64)
    coding_history: str = ""
    date: str = ""
    time: str = ""
    speed: dict[str, str] = field(default_factory=dict)
    tracks: tuple[dict[str, str], ...] = ()


def carried(bext_body: bytes, ixml_body: bytes) -> Carried:
    """Return what the master's `bext` and `iXML` bodies hand on (empty bytes where it has none)."""
    own = bext.parse(bext_body) if bext_body else Bext()
    speed: dict[str, str] = {}
    tracks: dict[str, dict[str, str]] = {}
    for container, key, text in ixml.elements(ixml_body) if ixml_body else ():
        name = key.upper()
        if container == "ixml.speed" and name in SPEED_KEYS and _SPEED.fullmatch(text.strip()):
            speed.setdefault(name, text.strip())
        elif container.startswith("ixml.track_list.") and name in TRACK_KEYS and not is_private(text):
            tracks.setdefault(container, {}).setdefault(name, texts.cleaned(text, 64))
    found_date, found_time = _DATE.fullmatch(own.origination_date), _TIME.fullmatch(own.origination_time)
    return Carried(
        time_reference=own.time_reference,
        umid=own.umid,
        coding_history=public_history(own.coding_history),
        date="-".join(found_date.groups()) if found_date else "",
        time=":".join(found_time.groups()) if found_time and found_date else "",
        speed=speed,
        tracks=tuple(tracks.values())[:MAX_TRACKS],
    )


def is_private(text: str) -> bool:
    """Whether a text holds a path, an address or a serial number."""
    return bool(_PRIVATE.search(text))


def public_history(history: str) -> str:
    """Return the lines of a CodingHistory in ASCII (EBU R 98), without parts that are private."""
    lines = []
    for line in history[:MAX_HISTORY_CHARS].splitlines():
        parts = [part for part in ascii_folded(line).split(",") if part and not is_private(part)]
        lines += [",".join(parts)] if parts else []
    return "".join(f"{line}\r\n" for line in lines)
