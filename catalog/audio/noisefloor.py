"""The noise floor: how loud a sound is in its quietest moments, in dBFS RMS over all channels.

It is the level which a tenth of the windows of 100 ms do not exceed. A constant offset is no noise. A window
counts only when something sounds in every 10 ms of it: digital silence between takes is no recording, and a
window half of it would read too low.
"""

import math
from array import array

import numpy as np
import numpy.typing as npt

from .blocks import Block, Planar, Stream

PIECES_PER_S, PIECES = 100, 10
QUIET_SHARE = 0.1
# Float32 cannot tell noise this far (60 dB) below a constant offset from rounding.
LEAST_OF_OFFSET = 1e-6


class NoiseFloorMeter:
    """Consumer. Keeps four bytes for every window."""

    def __init__(self, stream: Stream) -> None:
        self._piece = stream.sample_rate_hz // PIECES_PER_S
        self._rest: Planar = np.empty((stream.channels, 0), np.float32)
        self._powers = array("f")
        self._has_window = False

    def feed(self, block: Block) -> None:
        samples = np.concatenate((self._rest, block.samples), axis=1)
        count = samples.shape[1] // (PIECES * self._piece)
        whole = count * PIECES * self._piece
        if count:
            self._has_window = True
            self._add(samples[:, :whole].reshape(len(samples), count, PIECES, self._piece))
        self._rest = samples[:, whole:].copy()

    def finish(self) -> float | None:
        """Return dBFS RMS, None when no window counts; a sound under 100 ms is one window. Call once."""
        if not self._has_window:
            self._add(self._rest[:, None, None, :])
        if not self._powers:
            return None
        return 10 * math.log10(np.quantile(np.frombuffer(self._powers, np.float32), QUIET_SHARE))

    def _add(self, pieces: npt.NDArray[np.float32]) -> None:
        """Keep the powers of those windows of (channels, windows, pieces, frames) that count."""
        frames = pieces.shape[2] * pieces.shape[3]
        squares = np.einsum("cwpf,cwpf->cwp", pieces, pieces)
        is_heard = squares.sum(axis=0).min(axis=1) > 0
        power = squares.sum(axis=2, dtype=np.float64) / frames
        noise = power - (pieces.sum(axis=3).sum(axis=2, dtype=np.float64) / frames) ** 2
        noise, power = noise.mean(axis=0), power.mean(axis=0)
        counted = noise[is_heard & (noise > LEAST_OF_OFFSET * power)]
        self._powers.frombytes(counted.astype(np.float32).tobytes())
