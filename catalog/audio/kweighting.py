"""The K-weighting filter of ITU-R BS.1770-5 Annex 1 (head and low frequencies), in rows of 64 samples.

The impulse response of its four poles is h[n] = d·δ[n] + 2 Re Σ rₘ λₘⁿ over two of them. So the output of a
row is the row through a triangular Toeplitz matrix, plus what two complex numbers remember of all before:
matrix products, ten times faster than the recursion sample by sample and equal to it within −120 dB.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from .blocks import Planar

ROW = 64
# A memory that has faded this far is forgotten: beyond wait denormal numbers, a hundred times slower.
FORGOTTEN = 1e-20

Complex = npt.NDArray[np.complex128]
Matrix = npt.NDArray[np.float32]


class KWeighting:
    """The filter of one sound; keeps its memory from call to call."""

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._filter = _row_filter(sample_rate_hz)
        self._memory: Complex = np.zeros((channels, 2), np.complex128)

    def weighted(self, samples: Planar) -> Planar:
        """Return the weighted (channels, frames); frames must be a multiple of `ROW`."""
        rows = samples.reshape(len(samples), -1, ROW)
        memory = self._remembered(rows @ self._filter.intake)
        weighted: Planar = rows @ self._filter.response
        weighted += memory.view(np.float64).astype(np.float32) @ self._filter.outflow
        return weighted.reshape(samples.shape)

    def _remembered(self, taken: Matrix) -> Complex:
        """Return the memory at the start of each row."""
        memory = np.empty((taken.shape[0], taken.shape[1] + 1, 2), np.complex128)
        memory[:, 0] = self._memory
        memory[:, 1:].view(np.float64)[...] = taken
        _accumulate(memory, self._filter.fade)
        self._memory = memory[:, -1].copy()
        self._memory[np.abs(self._memory) < FORGOTTEN] = 0
        return memory[:, :-1]


def _accumulate(values: Complex, fade: Complex) -> None:
    """Make of (channels, n, 2), in place, values[n] + fade · values[n − 1] + fade² · values[n − 2] + …"""
    if values.shape[1] < 2:
        return
    even, odd = values[:, ::2], values[:, 1::2]
    odd += fade * even[:, : odd.shape[1]]
    _accumulate(odd, fade * fade)
    even[:, 1:] += fade * odd[:, : even.shape[1] - 1]


@dataclass(frozen=True, slots=True)
class _RowFilter:
    """`response` (ROW, ROW): row → row. `intake` (ROW, 4): row → real and imaginary parts of what two modes take
    in. `outflow` (4, ROW): their part in the next row. `fade` (2,): what is left of them after a row."""

    response: Matrix
    intake: Matrix
    outflow: Matrix
    fade: Complex


@cache
def _row_filter(sample_rate_hz: int) -> _RowFilter:
    poles, residues, direct = _modes(*coefficients(sample_rate_hz))
    powers = poles ** np.arange(ROW + 1)[:, None]
    impulse = 2 * (powers[:ROW] @ residues).real
    impulse[0] += direct
    lag = np.arange(ROW) - np.arange(ROW)[:, None]
    taken, given = powers[:0:-1], 2 * (powers[:ROW] * residues).T
    return _RowFilter(
        response=np.where(lag >= 0, impulse[lag], 0).astype(np.float32),
        intake=np.stack((taken.real, taken.imag), axis=2).reshape(ROW, 4).astype(np.float32),
        outflow=np.stack((given.real, -given.imag), axis=1).reshape(4, ROW).astype(np.float32),
        fade=powers[ROW],
    )


def coefficients(sample_rate_hz: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return numerators (2, 3) and denominators (2, 3) of the shelf and of the high-pass.

    At 48 kHz they are those of BS.1770 tables 1 and 2; at other rates the same analogue filters, by bilinear
    transform with the frequency kept.
    """
    k = np.tan(np.pi * 1681.974450955533 / sample_rate_hz)
    gain, q = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    band = gain**0.4996667741545416
    shelf = [gain + band * k / q + k * k, 2 * (k * k - gain), gain - band * k / q + k * k]
    shelf_poles = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    k, q = np.tan(np.pi * 38.13547087602444 / sample_rate_hz), 0.5003270373238773
    pass_poles = [1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k]
    numerators = np.array((np.array(shelf) / shelf_poles[0], (1.0, -2.0, 1.0)))
    denominators = np.array((np.array(shelf_poles) / shelf_poles[0], np.array(pass_poles) / pass_poles[0]))
    return numerators, denominators


def _modes(
    numerators: npt.NDArray[np.float64], denominators: npt.NDArray[np.float64]
) -> tuple[Complex, Complex, float]:
    """Partial fractions of the cascade: two of its four poles, their residues, and the direct part."""
    poles = np.array([np.roots(row)[0] for row in denominators], np.complex128)
    every = np.concatenate((poles, poles.conj()))
    residues = []
    for pole in poles:
        value = np.prod([np.polyval(row, pole) / pole**2 for row in numerators])
        others = [other for other in every if other != pole]
        residues.append(value / np.prod([1 - other / pole for other in others]))
    direct = np.prod(numerators[:, 2] / denominators[:, 2])
    return poles, np.array(residues), float(direct)
