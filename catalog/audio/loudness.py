"""Loudness and its range: ITU-R BS.1770-5 Annex 1, EBU Tech 3341 and 3342."""

import math
from array import array
from dataclasses import dataclass

import av
import numpy as np
import numpy.typing as npt

from .blocks import Block, Planar, Stream
from .kweighting import ROW, KWeighting

# Mean squares are kept of pieces of 10 ms; every window of the standards is a number of them.
PIECES_PER_S = 100
MOMENTARY, SHORT_TERM, STEP = 40, 300, 10
# One gating block: shorter sounds have no integrated loudness of their own.
GATING_BLOCK_S = 0.4
# A short sound is looped to this length and measured after the first second, when the filter has settled.
LOOPED_S = 3.0
ABSOLUTE_GATE_LUFS, RELATIVE_GATE_LU, RANGE_GATE_LU = -70.0, -10.0, -20.0
RANGE_QUANTILES = (0.10, 0.95)
# BS.1770-5 table 4: loudspeakers from 60° to 120° count 1.5 dB more, low-frequency channels not at all.
SIDE_GAIN = 1.41
SIDES = frozenset(("SL", "SR", "SDL", "SDR", "WL", "WR"))
BACKS = frozenset(("BL", "BR"))
LOW_FREQUENCY = frozenset(("LFE", "LFE2"))

Series = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Loudness:
    """None means there is nothing to measure: digital silence, or all below the gate of −70 LUFS.

    The maxima are of complete windows only, momentary (400 ms) at every 10 ms and short-term (3 s) at every
    100 ms; a sound under 3 s has no short-term loudness, and no range under 3.1 s. A sound under 400 ms is
    looped: its integrated and momentary loudness are those of the loop.
    """

    integrated_lufs: float | None
    loudness_range_lu: float | None
    max_momentary_lufs: float | None
    max_short_term_lufs: float | None
    is_looped: bool


class LoudnessMeter:
    """Consumer. A mono file counts as one loudspeaker, as BS.1770 has it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._power = _WeightedPower(stream)
        self._short: list[Planar] = []
        self._frames = 0

    def feed(self, block: Block) -> None:
        self._frames += block.frames
        self._power.feed(block.samples)
        is_short = self._frames < self._stream.sample_rate_hz * GATING_BLOCK_S
        self._short = [*self._short, block.samples] if is_short else []

    def finish(self) -> Loudness:
        """Return the result; call once, after the last block."""
        if not self._short:
            return _measured(self._power.finish(), is_looped=False)
        clip = np.concatenate(self._short, axis=1)
        times = math.ceil(LOOPED_S * self._stream.sample_rate_hz / clip.shape[1])
        looped = _WeightedPower(self._stream)
        looped.feed(np.tile(clip, (1, times)))
        return _measured(looped.finish()[PIECES_PER_S:], is_looped=True)


class _WeightedPower:
    """Mean square of every 10 ms, K-weighted, the channels added by their weight."""

    def __init__(self, stream: Stream) -> None:
        self._filter = KWeighting(stream.sample_rate_hz, stream.channels)
        self._weights = channel_weights(stream.layout)
        self._rate = stream.sample_rate_hz
        self._rest: Planar = np.empty((stream.channels, 0), np.float32)
        self._powers = array("d")
        self._begun = np.zeros(stream.channels)
        self._frames = self._filtered = 0

    def feed(self, samples: Planar) -> None:
        self._frames += samples.shape[1]
        if self._rest.size:
            samples = np.concatenate((self._rest, samples), axis=1)
        whole = samples.shape[1] // ROW * ROW
        self._rest = samples[:, whole:].copy()
        if whole:
            self._add(self._filter.weighted(samples[:, :whole]))

    def _add(self, weighted: Planar) -> None:
        """Add up the squares from edge to edge; the last piece may go on in the next block."""
        first, frames = len(self._powers), weighted.shape[1]
        count = _pieces(self._filtered + frames, self._rate) - first
        edges = np.arange(first, first + count + 1) * self._rate // PIECES_PER_S
        starts = np.maximum(edges - self._filtered, 0)
        squares = np.multiply(weighted, weighted, out=weighted)
        sums = np.add.reduceat(squares, starts[starts < frames], axis=1).astype(np.float64)
        sums[:, 0] += self._begun
        self._powers.frombytes((self._weights @ sums[:, :count] / np.diff(edges)).tobytes())
        self._begun = sums[:, count:].sum(axis=1)
        self._filtered += frames

    def finish(self) -> Series:
        """Return the powers of all complete pieces."""
        count = _pieces(self._frames, self._rate)
        self.feed(np.zeros((len(self._weights), ROW), np.float32))
        return np.frombuffer(self._powers, np.float64)[:count]


def _pieces(frames: int, sample_rate_hz: int) -> int:
    """How many pieces of 10 ms are complete; piece n ends before frame ⌊(n + 1) · rate / 100⌋."""
    return ((frames + 1) * PIECES_PER_S - 1) // sample_rate_hz


def channel_weights(layout: str) -> Series:
    """Return the weight of each channel of an FFmpeg layout; the backs of 4.0 to 5.1 are its sides."""
    names = [channel.name for channel in av.AudioLayout(layout).channels]
    sides = SIDES if SIDES & set(names) else BACKS
    return np.array([0.0 if n in LOW_FREQUENCY else SIDE_GAIN if n in sides else 1.0 for n in names])


def _measured(powers: Series, *, is_looped: bool) -> Loudness:
    momentary, short_term = _sliding(powers, MOMENTARY, 1), _sliding(powers, SHORT_TERM, STEP)
    return Loudness(
        integrated_lufs=_gated(momentary[::STEP]),
        loudness_range_lu=_range(short_term),
        max_momentary_lufs=_highest(momentary),
        max_short_term_lufs=_highest(short_term),
        is_looped=is_looped,
    )


def _sliding(powers: Series, length: int, step: int) -> Series:
    if len(powers) < length:
        return np.empty(0)
    means: Series = np.lib.stride_tricks.sliding_window_view(powers, length)[::step].mean(axis=1)
    return means


def _gated(blocks: Series) -> float | None:
    """Integrated loudness (BS.1770-5 Annex 1, equations 5 to 7)."""
    loud = blocks[blocks > _power(ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return None
    return _lufs(loud[loud > loud.mean() * 10 ** (RELATIVE_GATE_LU / 10)].mean())


def _range(short_term: Series) -> float | None:
    """Loudness range (EBU Tech 3342, 3.2); one window alone has none."""
    loud = short_term[short_term >= _power(ABSOLUTE_GATE_LUFS)]
    if len(short_term) < 2 or not len(loud):
        return None
    heard = loud[loud >= loud.mean() * 10 ** (RANGE_GATE_LU / 10)]
    low, high = np.quantile(heard, RANGE_QUANTILES, method="nearest")
    return _lufs(high) - _lufs(low)


def _highest(powers: Series) -> float | None:
    return _lufs(powers.max()) if len(powers) and powers.max() > _power(ABSOLUTE_GATE_LUFS) else None


def _lufs(power: float) -> float:
    return 10 * math.log10(power) - 0.691


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
