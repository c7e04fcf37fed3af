"""How far single tones stand out of a sound, where the strongest lies and how it moves: 12 numbers."""

import numpy as np
import numpy.typing as npt

from .erb import FIRST_BIN
from .moments import LEAST, Moments, Numbers

SIZE = 12
# In bands of the ERB scale: 160–600 Hz, to 1.4, 3.1, 6.5 and 16 kHz. Below, a band has too few bins to tell.
RANGES = (3, 8, 12, 16, 20)
MOST_OCTAVES = 1.0


class TonalityMeter:
    """Hears, per spectrum, what the bands hold together and their strongest bin."""

    def __init__(self, edges: npt.NDArray[np.intp], bin_hz: float) -> None:
        self._bin_hz = bin_hz
        widths = np.add.reduceat(np.diff(edges), RANGES).astype(np.float64)
        # The strongest of n bins of noise is this far above their mean.
        self._by_chance = (np.log(np.maximum(widths, 2)) + 0.58) / np.maximum(widths, 1)
        self._standing_out = Moments(len(RANGES))
        self._dominance = Moments(1)
        self._octaves, self._steps, self._place = Moments(1), Moments(1), Moments(1)
        self._rise = self._weight = 0.0
        self._class = 0j
        self._count = 0
        self._last: tuple[Numbers, Numbers] = (np.empty(0), np.empty(0))

    def hear(self, sums: Numbers, maxima: Numbers, strongest: npt.NDArray[np.intp]) -> None:
        """`sums` and `maxima` are (n, 24), `strongest` (n,) is the number of the strongest bin."""
        ranges = np.add.reduceat(sums, RANGES, axis=1)
        peaks = np.maximum.reduceat(maxima, RANGES, axis=1)
        share = np.maximum(peaks, LEAST) / np.maximum(ranges, LEAST)
        self._standing_out.add(10 * np.log10(share / self._by_chance), ranges**0.3)
        total = sums.sum(axis=1)
        dominance = maxima.max(axis=1) / np.maximum(total, LEAST)
        loudness = total**0.3
        self._dominance.add(10 * np.log10(dominance + 1e-6)[:, None], loudness[:, None])
        # In near silence a single tone rules easily: in the track loud spectra have more of a say.
        octaves = np.log2(np.maximum(strongest, FIRST_BIN) * self._bin_hz / 1_000)
        self._follow(octaves, np.sqrt(total) * dominance**2)

    def _follow(self, octaves: Numbers, weights: Numbers) -> None:
        """The strongest frequency in octaves from 1 kHz."""
        place = np.arange(self._count, self._count + len(octaves), dtype=np.float64)
        self._count += len(octaves)
        self._octaves.add(octaves[:, None], weights[:, None])
        self._place.add(place[:, None], weights[:, None])
        self._rise += float(weights @ (octaves * place))
        self._weight += float(weights.sum())
        self._class += complex(weights @ np.exp(2j * np.pi * octaves))
        track = np.concatenate((self._last[0], octaves))
        heard = np.concatenate((self._last[1], weights))
        steps = np.minimum(np.abs(np.diff(track)), MOST_OCTAVES)
        self._steps.add(steps[:, None], np.minimum(heard[1:], heard[:-1])[:, None])
        self._last = octaves[-1:], weights[-1:]

    def finish(self) -> Numbers:
        """Return float64 (12,)."""
        weight = max(self._weight, LEAST)
        # How the frequency goes with time: octaves per deviation of time, falling or rising.
        together = self._rise / weight - float(self._octaves.mean[0] * self._place.mean[0])
        return np.concatenate(
            (
                self._standing_out.mean,
                self._octaves.mean,
                self._octaves.deviation,
                self._steps.mean,
                [together / max(float(self._place.deviation[0]), 1.0)],
                self._dominance.mean,
                [(self._class / weight).real, (self._class / weight).imag],
            )
        )
