"""Waveform peaks: minimum and maximum of every 256 frames and of ever coarser groups, one small binary file.

Little endian: magic "KSPK", u8 version, u8 channels, u16 level count, u32 sample rate, u32 base frames,
u64 frames; then per level u32 frames per peak, u32 peak count, u32 byte offset, u32 0; then the levels as
int8 [peak][channel][min, max].
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .blocks import UNIT_FRAMES, Block, Stream

MAGIC, VERSION = b"KSPK", 1
HEADER = struct.Struct("<4sBBHIIQ")
LEVEL = struct.Struct("<IIII")
FULL_SCALE = 127
COARSEST_PEAKS = 512
# Memory and file stay bounded: when the finest level outgrows this, pairs are merged and the base doubles.
MAX_PEAKS = 1 << 18
MAX_LEVEL_BYTES = 4 << 20

Pairs = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Level:
    """`values` is int8 (peaks, channels, 2): minimum and maximum, full scale ±127."""

    frames_per_peak: int
    values: Pairs


@dataclass(frozen=True, slots=True)
class Peaks:
    sample_rate_hz: int
    channels: int
    frames: int
    levels: tuple[Level, ...]


class PeakDrawer:
    """Consumer. Keeps one level in memory, whatever the length of the sound.

    The level lives in one array allocated at the start: small arrays kept from block to block would pin
    the decoder's large ones in the heap and cost half a gigabyte on ten minutes.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._max_peaks = min(MAX_PEAKS, MAX_LEVEL_BYTES // (2 * stream.channels))
        self._values = np.empty((self._max_peaks, stream.channels, 2), np.int8)
        self._count = 0
        self._group = 1
        self._rest = np.empty((0, stream.channels, 2), np.int8)
        self._frames = 0

    def feed(self, block: Block) -> None:
        self._frames += block.frames
        units = np.concatenate((self._rest, _units(block)))
        while self._count + len(units) // self._group > self._max_peaks:
            units = self._coarser(units)
        whole = len(units) // self._group * self._group
        added = merge(units[:whole], self._group)
        self._values[self._count : self._count + len(added)] = added
        self._count += len(added)
        self._rest = units[whole:].copy()

    def _coarser(self, units: Pairs) -> Pairs:
        """Merge pairs; an odd last peak goes back to the units it stands for, which merge again without loss."""
        even = self._count // 2 * 2
        odd = np.repeat(self._values[even : self._count], self._group, axis=0)
        self._values[: even // 2] = merge(self._values[:even], 2)
        self._count, self._group = even // 2, self._group * 2
        return np.concatenate((odd, units))

    def finish(self) -> Peaks:
        """Return all levels, finest first; call once, after the last block."""
        finest = np.concatenate((self._values[: self._count], merge(self._rest, self._group)))
        levels = [Level(UNIT_FRAMES * self._group, finest)]
        while len(levels[-1].values) > COARSEST_PEAKS:
            levels.append(Level(levels[-1].frames_per_peak * 2, merge(levels[-1].values, 2)))
        return Peaks(self._stream.sample_rate_hz, self._stream.channels, self._frames, tuple(levels))


def _units(block: Block) -> Pairs:
    """Return the peaks of each 256 frames; only the last block of a sound has an incomplete unit."""
    both = np.stack(block.extremes, axis=2)
    return np.rint(np.clip(both, -1, 1) * FULL_SCALE).astype(np.int8).swapaxes(0, 1)


def merge(values: Pairs, group: int) -> Pairs:
    """Return the peaks of each `group` neighbours; the last may stand for fewer."""
    if group == 1 or not len(values):
        return values
    starts = np.arange(0, len(values), group)
    low = np.minimum.reduceat(values[:, :, 0], starts, axis=0)
    high = np.maximum.reduceat(values[:, :, 1], starts, axis=0)
    return np.stack((low, high), axis=2)


def write(peaks: Peaks, path: Path) -> None:
    """Write the binary file."""
    offset = HEADER.size + LEVEL.size * len(peaks.levels)
    head = [
        HEADER.pack(
            MAGIC,
            VERSION,
            peaks.channels,
            len(peaks.levels),
            peaks.sample_rate_hz,
            peaks.levels[0].frames_per_peak,
            peaks.frames,
        )
    ]
    for level in peaks.levels:
        head.append(LEVEL.pack(level.frames_per_peak, len(level.values), offset, 0))
        offset += level.values.size
    with path.open("wb") as file:
        file.write(b"".join(head))
        for level in peaks.levels:
            file.write(np.ascontiguousarray(level.values).tobytes())


def read(path: Path) -> Peaks:
    """Return the content of a peaks file; raise ValueError when it is none."""
    return parse(path.read_bytes())


def parse(data: bytes) -> Peaks:
    """Return the content of a peaks file, given as its bytes; raise ValueError when it is none."""
    if len(data) < HEADER.size or data[:4] != MAGIC or data[4] != VERSION:
        raise ValueError("not a peaks file")
    _, _, channels, count, rate, _, frames = HEADER.unpack_from(data)
    levels = []
    for index in range(count):
        per_peak, peaks, offset, _ = LEVEL.unpack_from(data, HEADER.size + index * LEVEL.size)
        values = np.frombuffer(data, np.int8, peaks * channels * 2, offset)
        levels.append(Level(per_peak, values.reshape(peaks, channels, 2)))
    return Peaks(rate, channels, frames, tuple(levels))
