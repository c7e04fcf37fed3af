"""How far a long command is: one line that moves on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

PLAIN_EVERY_S = 10.0
BAR_CELLS = 24


class ProgressLine:
    """Counts towards `total`; `out` is stderr where results may be piped."""

    def __init__(self, total: int, out: TextIO) -> None:
        self._total = total
        self._out = out
        self._began = self._said = time.monotonic()
        self._moves = out.isatty()

    def show(self, done: int) -> None:
        now = time.monotonic()
        if self._moves:
            self._out.write(f"\r\x1b[K{self._bar(done)} {self._text(done, now)}")
            self._out.flush()
        elif now - self._said >= PLAIN_EVERY_S or done == self._total:
            self._said = now
            self._out.write(f"{self._text(done, now)}\n")

    def close(self) -> None:
        if self._moves:
            self._out.write("\n")

    def _bar(self, done: int) -> str:
        full = BAR_CELLS * done // max(1, self._total)
        return "█" * full + "░" * (BAR_CELLS - full)

    def _text(self, done: int, now: float) -> str:
        rate = done / max(now - self._began, 0.001)
        told = f"{done}/{self._total}  {rate:.1f} files/s"
        if not done or done >= self._total:
            return told
        return f"{told}  {_clock((self._total - done) / rate)} left"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
