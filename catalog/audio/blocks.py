"""The one unit that flows from the decoder to everything which measures or writes."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

Planar = npt.NDArray[np.float32]

BLOCK_FRAMES = 131_072
UNIT_FRAMES = 256


@dataclass(frozen=True)
class Block:
    """Up to 131,072 consecutive frames.

    `samples` is planar float32 (channels, frames), full scale ±1.0, finite.
    `canonical` is the same sound interleaved and without loss: int32 left-justified for integer sources,
    float32 or float64 as decoded for the others; little endian.
    """

    start: int
    samples: Planar
    canonical: npt.NDArray[np.generic]

    @property
    def frames(self) -> int:
        return int(self.samples.shape[1])

    @cached_property
    def extremes(self) -> tuple[Planar, Planar]:
        """Minima and maxima of every 256 frames, each (channels, units); the last unit may be shorter."""
        return unit_extremes(self.samples)


def unit_extremes(samples: Planar) -> tuple[Planar, Planar]:
    """Return minima and maxima (channels, units) of (channels, frames)."""
    starts = np.arange(0, samples.shape[1], UNIT_FRAMES)
    return np.minimum.reduceat(samples, starts, axis=1), np.maximum.reduceat(samples, starts, axis=1)


@dataclass(frozen=True, slots=True)
class Stream:
    """What every consumer may know before the first block. `layout` is an FFmpeg channel layout name."""

    sample_rate_hz: int
    channels: int
    layout: str


class Consumer(Protocol):
    """Takes each block once, in order. Spectrogram, features and fingerprint join here."""

    def feed(self, block: Block) -> None: ...
