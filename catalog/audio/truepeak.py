"""Sample peak and true peak (ITU-R BS.1770-5 Annex 2): oversampling to 192 kHz, only where it can matter."""

import math

import numpy as np
import numpy.typing as npt

from .blocks import Block, Planar, Stream

OVERSAMPLED_HZ = 192_000
MIN_FACTOR, MAX_FACTOR = 2, 8
# Taps of the interpolator in input samples, and the hop it is applied in.
TAPS = 32
KAISER_BETA = 8.0
ROWS_AT_ONCE = 1_024

Matrix = npt.NDArray[np.float32]


def decibels(amplitude: float) -> float | None:
    """Return dB relative to full scale, None for silence."""
    return 20 * math.log10(amplitude) if amplitude > 0 else None


def oversampling(sample_rate_hz: int) -> int:
    """Return a power of two: odd factors have no value in the middle, where a crest hides best."""
    needed = math.ceil(math.log2(OVERSAMPLED_HZ / sample_rate_hz))
    return min(MAX_FACTOR, max(MIN_FACTOR, 1 << max(0, needed)))


class PeakMeter:
    """Consumer. After the last block `sample_peak` and `finish()` give linear maxima over all channels."""

    def __init__(self, stream: Stream) -> None:
        self._first, self._second, self._gain = _interpolator(oversampling(stream.sample_rate_hz))
        self._tail = np.zeros((stream.channels, TAPS), np.float32)
        self._true_peak = 0.0
        self.sample_peak = 0.0

    def feed(self, block: Block) -> None:
        samples = block.samples
        self.sample_peak = max(self.sample_peak, float(samples.max()), -float(samples.min()))
        self._oversample(np.concatenate((self._tail, samples), axis=1))

    def finish(self) -> float:
        """Return the true peak, never below the sample peak."""
        self._oversample(np.pad(self._tail, ((0, 0), (0, 3 * TAPS))))
        return max(self._true_peak, self.sample_peak)

    def _oversample(self, samples: Planar) -> None:
        """Measure all whole rows and keep the last one, with what does not fill a row, for the next call."""
        count = samples.shape[1] // TAPS
        for channel in samples:
            rows = channel[: count * TAPS].reshape(count, TAPS)
            highest = np.abs(rows).max(axis=1)
            self._measure(rows, np.maximum(highest[:-1], highest[1:]))
        self._tail = samples[:, (count - 1) * TAPS :].copy()

    def _measure(self, rows: Matrix, highest: npt.NDArray[np.float32]) -> None:
        """Interpolate the pairs of neighbouring rows that could exceed what is known, loudest batch first."""
        known = max(self._true_peak, self.sample_peak)
        candidates = np.flatnonzero(highest * self._gain > known)
        candidates = candidates[np.argsort(highest[candidates])[::-1]]
        for start in range(0, len(candidates), ROWS_AT_ONCE):
            batch = candidates[start : start + ROWS_AT_ONCE]
            if highest[batch[0]] * self._gain <= known:
                break
            between = rows[batch] @ self._first + rows[batch + 1] @ self._second
            known = max(known, float(between.max()), -float(between.min()))
        self._true_peak = max(self._true_peak, known)


def _interpolator(factor: int) -> tuple[Matrix, Matrix, float]:
    """Return A, B and the largest gain: row₀·A + row₁·B are the values between the samples of two rows.

    The output of a pair are the 32 positions from the middle of the first row to the middle of the second,
    each with `factor − 1` values behind it: a Kaiser-windowed sinc of 32 taps, as two Toeplitz halves.
    """
    columns = []
    for position in range(TAPS):
        for phase in range(1, factor):
            distance = np.arange(TAPS) - (TAPS // 2 - 1) - phase / factor
            window = np.i0(KAISER_BETA * np.sqrt(np.maximum(0, 1 - (distance / (TAPS / 2)) ** 2)))
            taps = np.sinc(distance) * window
            column = np.zeros(2 * TAPS)
            column[position : position + TAPS] = taps / taps.sum()
            columns.append(column)
    both = np.array(columns, np.float32).T
    return both[:TAPS].copy(), both[TAPS:].copy(), float(np.abs(both).sum(axis=0).max())
