"""What a sound is like, as 64 numbers in four groups: neighbours in this space sound alike.

SPECTRUM (24): share of the energy in each of 24 equal steps of the ear's frequency scale up to 16 kHz, in dB.
TIMBRE (20): mean and deviation of 10 cepstral coefficients of the same bands, from spectrum to spectrum.
PITCH (12): how far single tones stand out, where the strongest lies, how it moves (`tonality`).
LEVEL (8): how loud, how uneven, how sudden, how long (`envelope`).

Only LEVEL hears a change of gain. Elsewhere a spectrum counts by the 0.3rd power of its energy: about as loud as it
seems, and other than with a threshold the balance between loud and quiet does not depend on the gain. Every number is
centred and scaled to a deviation of about one (`feature_scale`), so that the groups can be weighted against each other.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from . import erb
from .blocks import Stream
from .envelope import EnvelopeMeter
from .feature_scale import CENTRE, DEVIATION
from .moments import LEAST, Moments, Numbers
from .stft import Spectra, hop_frames, window_frames
from .tonality import TonalityMeter

SPECTRUM, TIMBRE, PITCH, LEVEL = slice(0, 24), slice(24, 44), slice(44, 56), slice(56, 64)
SIZE = 64

COEFFICIENTS = 10
# What lies 60 dB below the whole does not colour it.
FLOOR = 1e-6
# An odd sound may lie far out, but not so far that no other number counts.
FURTHEST = 6.0

# Orthonormal cosine transform (DCT-II) of the bands; the 0th coefficient would be the level.
_ORDER = np.arange(1, COEFFICIENTS + 1)[:, None]
_COSINES = np.cos(np.pi * _ORDER * (np.arange(erb.BANDS) + 0.5) / erb.BANDS) * np.sqrt(2 / erb.BANDS)


class FeatureMeter:
    """Listener. Keeps sums only, whatever the length of the sound."""

    def __init__(self, stream: Stream) -> None:
        rate = stream.sample_rate_hz
        edges = erb.bin_edges(rate)
        self._end = int(edges[-1])
        self._filled = np.flatnonzero(np.diff(edges))
        self._starts = edges[self._filled]
        self._energy = np.zeros(erb.BANDS)
        self._cepstrum = Moments(COEFFICIENTS)
        self._tonality = TonalityMeter(edges, rate / window_frames(rate))
        self._envelope = EnvelopeMeter(hop_frames(rate) / rate)

    def hear(self, spectra: Spectra) -> None:
        power = spectra.power[:, : self._end]
        sums, maxima = np.zeros((2, len(power), erb.BANDS))
        sums[:, self._filled] = np.add.reduceat(power, self._starts, axis=1)
        maxima[:, self._filled] = np.maximum.reduceat(power, self._starts, axis=1)
        total = sums.sum(axis=1)
        self._energy += sums.sum(axis=0)
        self._cepstrum.add(_shares_db(sums, total[:, None]) @ _COSINES.T, total[:, None] ** 0.3)
        self._tonality.hear(sums, maxima, power[:, erb.FIRST_BIN :].argmax(axis=1) + erb.FIRST_BIN)
        self._envelope.hear(total)

    def measured(self) -> Numbers:
        """Return the 64 numbers in their own units, float64."""
        return np.concatenate(
            (
                _shares_db(self._energy, self._energy.sum()),
                self._cepstrum.mean,
                self._cepstrum.deviation,
                self._tonality.finish(),
                self._envelope.finish(),
            )
        )

    def finish(self) -> npt.NDArray[np.float32]:
        """Return float32 (64,), finite also for silence; call once, after the last spectrum."""
        scaled = (self.measured() - CENTRE) / DEVIATION
        return np.clip(scaled, -FURTHEST, FURTHEST).astype(np.float32)


def _shares_db(energy: Numbers, total: Numbers) -> Numbers:
    """Energy in dB of the total, from 0 to −60."""
    shares: Numbers = 10 * np.log10(energy / np.maximum(total, LEAST) + FLOOR)
    return shares


def write(features: npt.NDArray[np.float32], path: Path) -> None:
    """Write 64 little endian float32."""
    path.write_bytes(features.astype("<f4").tobytes())


def read(data: bytes) -> list[float]:
    """Return the 64 numbers of a features file."""
    return [float(value) for value in np.frombuffer(data, "<f4", SIZE)]
