"""Time codes as film editors write them: HH:MM:SS:FF, counted in whole frames (SMPTE ST 12-1).

Drop frame leaves out *numbers*, never pictures: at 29.97 the numbers ;00 and ;01 (at 59.94 also ;02 and ;03) do not
exist in the first second of a minute, except of every tenth minute, so that the count stays beside the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

_FORM = re.compile(r"(\d\d):(\d\d):(\d\d)([:;.])(\d\d)", re.ASCII)
_DAY_S = 24 * 60 * 60


class Fault(StrEnum):
    """What is wrong with a text that should be a time code."""

    FORM = "form"
    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"
    FRAMES = "frames"
    DROPPED = "dropped"
    NOT_DROP_FRAME = "not_drop_frame"


class BadTimecode(ValueError):
    """The text is no time code at this rate; `fault` says why, `text` is what was given."""

    def __init__(self, fault: Fault, text: str) -> None:
        super().__init__(f"{fault}: {text}")
        self.fault = fault
        self.text = text


@dataclass(frozen=True, slots=True)
class FrameRate:
    """`per_second` numbers a second; `exact` pictures a second; `dropped` numbers left out of most minutes."""

    code: str
    label: str
    per_second: int
    exact: Fraction
    dropped: int = 0

    @property
    def is_drop_frame(self) -> bool:
        return self.dropped > 0

    @property
    def day(self) -> int:
        """Frames in 24 hours: one more than the last time code."""
        return _DAY_S * self.per_second - self.dropped * (24 * 60 - 24 * 6)

    def frames(self, text: str) -> int:
        """The frame that `text` names, counted from 00:00:00:00. Raises BadTimecode."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise BadTimecode(Fault.FORM, text)
        hours, minutes, seconds, frames = (int(found[part]) for part in (1, 2, 3, 5))
        for fault, is_wrong in (
            (Fault.HOURS, hours > 23),
            (Fault.MINUTES, minutes > 59),
            (Fault.SECONDS, seconds > 59),
            (Fault.FRAMES, frames >= self.per_second),
            (Fault.NOT_DROP_FRAME, found[4] != ":" and not self.is_drop_frame),
            (Fault.DROPPED, frames < self.dropped and seconds == 0 and minutes % 10 != 0),
        ):
            if is_wrong:
                raise BadTimecode(fault, text)
        whole_minutes = hours * 60 + minutes
        counted = (whole_minutes * 60 + seconds) * self.per_second + frames
        return counted - self.dropped * (whole_minutes - whole_minutes // 10)

    def text(self, frame: int) -> str:
        """The time code of `frame`; the last colon is a semicolon in drop frame. Raises ValueError outside a day."""
        if not 0 <= frame < self.day:
            raise ValueError(f"frame {frame} is not within a day")
        number = frame + self.dropped * self._minutes_with_drops(frame)
        rest, frames = divmod(number, self.per_second)
        rest, seconds = divmod(rest, 60)
        hours, minutes = divmod(rest, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}{';' if self.dropped else ':'}{frames:02}"

    def frames_in(self, milliseconds: int) -> int:
        """How many frames a sound of this length touches, at least one."""
        return max(1, -(-milliseconds * self.exact // 1000))

    def _minutes_with_drops(self, frame: int) -> int:
        """How often numbers were left out before `frame`."""
        ten_minutes, rest = divmod(frame, 600 * self.per_second - 9 * self.dropped)
        first_minute = 60 * self.per_second
        if rest < first_minute:
            return 9 * ten_minutes
        return 9 * ten_minutes + 1 + (rest - first_minute) // (first_minute - self.dropped)


def _rate(code: str, label: str, per_second: int, *, ntsc: bool = False, dropped: int = 0) -> FrameRate:
    exact = Fraction(per_second * 1000, 1001) if ntsc else Fraction(per_second)
    return FrameRate(code, label, per_second, exact, dropped)


RATES = {
    rate.code: rate
    for rate in (
        _rate("23.976", "23.976", 24, ntsc=True),
        _rate("24", "24", 24),
        _rate("25", "25", 25),
        _rate("29.97df", "29.97 DF", 30, ntsc=True, dropped=2),
        _rate("29.97", "29.97 NDF", 30, ntsc=True),
        _rate("30", "30", 30),
        _rate("50", "50", 50),
        _rate("59.94df", "59.94 DF", 60, ntsc=True, dropped=4),
        _rate("59.94", "59.94 NDF", 60, ntsc=True),
        _rate("60", "60", 60),
    )
}
