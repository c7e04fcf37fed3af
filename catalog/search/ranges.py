"""A span of numbers with either end open, as filters and field words use it. In a URL: `2..10`, `..2`, `60..`."""

from __future__ import annotations

import math
from dataclasses import dataclass

_GREATEST = 1e9
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None is open. Two open ends ask for nothing."""

    low: float | None = None
    high: float | None = None

    def __bool__(self) -> bool:
        return self.low is not None or self.high is not None

    def __str__(self) -> str:
        return f"{_written(self.low)}..{_written(self.high)}" if self else ""


ANY = Range()


def read(text: str) -> Range:
    """The range in a URL value; `ANY` for what is none. Ends the wrong way round are exchanged."""
    low, dots, high = text.partition("..")
    ends = [_read(low), _read(high)]
    if not dots or any(end is None for end, part in zip(ends, (low, high), strict=True) if part.strip()):
        return ANY
    if None not in ends:
        ends.sort(key=lambda end: end or 0)
    return Range(*ends)


def _read(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number) or abs(number) > _GREATEST:
        return None
    return round(number, _DECIMALS) + 0.0


def _written(end: float | None) -> str:
    return "" if end is None else f"{end:.{_DECIMALS}f}".rstrip("0").rstrip(".")
