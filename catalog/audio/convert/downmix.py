"""Surround to stereo for formats that end there: the centre and the surrounds at −3 dB (ITU-R BS.775-4)."""

import numpy as np
import numpy.typing as npt
from av.audio.layout import AudioLayout

Matrix = npt.NDArray[np.float64]

HALF_POWER = 0.5**0.5
# (to the left, to the right) by FFmpeg's name of the loudspeaker. The LFE is left out, as the standard does.
SHARES = {
    "FL": (1.0, 0.0),
    "FR": (0.0, 1.0),
    "FC": (HALF_POWER, HALF_POWER),
    "LFE": (0.0, 0.0),
    "BL": (HALF_POWER, 0.0),
    "BR": (0.0, HALF_POWER),
    "SL": (HALF_POWER, 0.0),
    "SR": (0.0, HALF_POWER),
    "BC": (0.5, 0.5),
}


def to_stereo(channels: int, layout: str) -> Matrix:
    """Return (2, channels), scaled so that no sum passes full scale.

    Channels without a known place go left and right in turn: none is lost.
    """
    places = _places(channels, layout)
    shares = [SHARES[place] for place in places] if places else [(1.0, 0.0), (0.0, 1.0)] * channels
    matrix = np.array(shares[:channels]).T
    return matrix / matrix.sum(axis=1).max()


def _places(channels: int, layout: str) -> list[str]:
    try:
        names = [channel.name for channel in AudioLayout(layout).channels]
    except ValueError:
        return []
    return names if len(names) == channels and SHARES.keys() >= set(names) else []
