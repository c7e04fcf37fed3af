"""From computed samples to the bits of a format."""

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

# Dither is noise; the same sound gets the same noise, so that what is made again is the same file.
SEED = 16


class Requantiser:
    """Rounds to `depth` bits, with triangular dither where `is_dithered`.

    The dither is the difference of two even ones: ±1 LSB, white, its power independent of the signal
    (Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither", 1992).
    """

    def __init__(self, depth: int, *, is_dithered: bool) -> None:
        self._top = 1 << (depth - 1)
        self._shift = 32 - depth
        self._noise = np.random.default_rng(SEED) if is_dithered else None

    def __call__(self, frames: Frames) -> Integers:
        """Return int32, left-justified, of (frames, channels) with full scale ±1.0; what is beyond is clipped."""
        steps = frames * self._top
        if self._noise is not None:
            steps += self._noise.random(frames.shape, np.float32)
            steps -= self._noise.random(frames.shape, np.float32)
        np.rint(steps, out=steps)
        np.clip(steps, -self._top, self._top - 1, out=steps)
        return steps.astype(np.int32) << self._shift
