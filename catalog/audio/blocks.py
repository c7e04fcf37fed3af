"""The one unit that flows from the decoder to everything which measures or writes."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Planar = npt.NDArray[np.float32]

BLOCK_FRAMES = 131_072


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Stream:
    """What every consumer may know before the first block. `layout` is an FFmpeg channel layout name."""

    sample_rate_hz: int
    channels: int
    layout: str


class Consumer(Protocol):
    """Takes each block once, in order. Spectrogram, features and fingerprint join here."""

    def feed(self, block: Block) -> None: ...
