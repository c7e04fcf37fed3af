"""How loud, how uneven, how sudden and how long a sound is: 8 numbers."""

import numpy as np

from .moments import LEAST, Moments, Numbers

SIZE = 8
QUIETEST_DB, LOUDEST_DB = -100, 30
MOST_FALL_DB, MOST_RISE_DB = 60.0, 30.0


class EnvelopeMeter:
    """Hears the energy of each spectrum, of which there is one every 21.3 ms."""

    def __init__(self, hop_s: float) -> None:
        self._hop_s = hop_s
        # Spectra by level in steps of 1 dB: enough for percentiles, whatever the length.
        self._levels = np.zeros(LOUDEST_DB - QUIETEST_DB + 1, np.int64)
        self._energy = self._centre = 0.0
        self._count = 0
        self._loudest, self._loudest_at = float(QUIETEST_DB), 0
        self._rises = Moments(1)
        self._last = np.empty(0)

    def hear(self, energy: Numbers) -> None:
        """`energy` is (n,)."""
        level = np.clip(10 * np.log10(np.maximum(energy, LEAST)), QUIETEST_DB, LOUDEST_DB)
        self._levels += np.bincount((level - QUIETEST_DB).astype(np.intp), minlength=len(self._levels))
        self._energy += float(energy.sum())
        self._centre += float(energy @ np.arange(self._count, self._count + len(energy)))
        if level.max() > self._loudest:
            self._loudest, self._loudest_at = float(level.max()), self._count + int(level.argmax())
        self._count += len(energy)
        track = np.concatenate((self._last, level))
        rises = np.clip(np.diff(track), 0, MOST_RISE_DB)
        self._rises.add(rises[:, None], energy[len(energy) - len(rises) :, None] ** 0.3)
        self._last = level[-1:]

    def finish(self) -> Numbers:
        """Return float64 (8,)."""
        last = max(self._count - 1, 1)
        mean = max(10 * np.log10(max(self._energy / max(self._count, 1), LEAST)), QUIETEST_DB)
        quiet = QUIETEST_DB + int(np.searchsorted(np.cumsum(self._levels), self._count / 10))
        return np.array(
            [
                mean,
                self._loudest,
                np.clip(self._loudest - quiet, 0, MOST_FALL_DB),
                self._loudest - mean,
                self._loudest_at / last,
                self._centre / max(self._energy, LEAST) / last,
                float(self._rises.mean[0]),
                np.log10(max(self._count, 1) * self._hop_s),
            ]
        )
