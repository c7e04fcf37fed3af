"""The ear's own frequency scale: each band is as wide as what the ear hears as one (Glasberg & Moore 1990)."""

import numpy as np
import numpy.typing as npt

from .stft import window_frames

BANDS = 24
HIGHEST_HZ = 16_000.0
# Below the lowest edge there is only what a recording's offset leaves.
FIRST_BIN = 1


def bin_edges(sample_rate_hz: int) -> npt.NDArray[np.intp]:
    """The first bin of each of 24 bands up to 16 kHz, and the one after the last; (25,).

    Bands above half the sample rate are empty: their edges are equal.
    """
    window = window_frames(sample_rate_hz)
    highest = 21.4 * np.log10(1 + 0.00437 * HIGHEST_HZ)
    hz = (10 ** (np.linspace(0, highest, BANDS + 1) / 21.4) - 1) / 0.00437
    edges = np.ceil(hz * window / sample_rate_hz).astype(np.intp)
    edges[0] = FIRST_BIN
    return np.minimum(edges, window // 2 + 1)
