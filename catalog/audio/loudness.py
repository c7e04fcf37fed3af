"""Integrated loudness and loudness range (ITU-R BS.1770-5, EBU Tech 3341 and 3342) by FFmpeg's `ebur128`."""

import math
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from .blocks import Block, Planar, Stream

# One gating block: shorter sounds have no integrated loudness of their own.
GATING_BLOCK_S = 0.4
# A short sound is looped to this length and measured: the start of the filter no longer counts.
LOOPED_S = 3.0
# FFmpeg's percentiles are wrong (20 LU) for fewer than five short-term values.
RANGE_NEEDS_S = 3.5
ABSOLUTE_GATE_LUFS = -70.0
MAX_PLANES = 8
# ±2⁻³¹ (−186 dBFS) keeps the filters out of denormal numbers, which cost twenty times the time.
DITHER = 2.0**-31


@dataclass(frozen=True, slots=True)
class Loudness:
    """None means there is nothing to measure: digital silence, or all below the gate of −70 LUFS."""

    integrated_lufs: float | None
    loudness_range_lu: float | None
    is_looped: bool


class LoudnessMeter:
    """Consumer. A mono file counts as one loudspeaker, as BS.1770 has it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._gate = _Ebur128(stream)
        self._short: list[Planar] = []
        self._frames = 0
        self._is_silent = True

    def feed(self, block: Block) -> None:
        if self._frames < self._stream.sample_rate_hz * GATING_BLOCK_S:
            self._short.append(block.samples)
        self._is_silent = self._is_silent and not block.samples.any()
        self._frames += block.frames
        self._gate.feed(block.samples)

    def finish(self) -> Loudness:
        """Return the result; call once, after the last block."""
        seconds = self._frames / self._stream.sample_rate_hz
        is_looped = 0 < seconds < GATING_BLOCK_S
        if self._is_silent:
            return Loudness(None, None, is_looped)
        if is_looped:
            return Loudness(self._looped(), None, is_looped)
        integrated, spread = self._gate.finish()
        return Loudness(integrated, spread if seconds >= RANGE_NEEDS_S else None, is_looped)

    def _looped(self) -> float | None:
        clip = np.concatenate(self._short, axis=1)
        times = math.ceil(LOOPED_S * self._stream.sample_rate_hz / clip.shape[1])
        gate = _Ebur128(self._stream)
        gate.feed(np.tile(clip, (1, times)))
        return gate.finish()[0]


class _Ebur128:
    """The filter graph. The Graph must outlive its filters: FFmpeg's memory is freed with it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._is_packed = stream.channels > MAX_PLANES
        self._format = "flt" if self._is_packed else "fltp"
        self._time_base = Fraction(1, stream.sample_rate_hz)
        self._graph = Graph()
        self._source = self._graph.add_abuffer(
            format=self._format,
            sample_rate=stream.sample_rate_hz,
            layout=stream.layout,
            time_base=self._time_base,
        )
        meter = self._graph.add("ebur128", "metadata=1:framelog=quiet")
        self._sink = self._graph.add("abuffersink")
        self._source.link_to(meter)
        meter.link_to(self._sink)
        self._graph.configure()
        self._at = 0
        self._last: dict[str, str] = {}

    def feed(self, samples: Planar) -> None:
        sound = samples.copy()
        sound[:, ::2] += np.float32(DITHER)
        sound[:, 1::2] -= np.float32(DITHER)
        if self._is_packed:
            sound = np.ascontiguousarray(sound.T).reshape(1, -1)
        frame = AudioFrame.from_ndarray(sound, format=self._format, layout=self._stream.layout)
        frame.sample_rate, frame.time_base, frame.pts = self._stream.sample_rate_hz, self._time_base, self._at
        self._at += samples.shape[1]
        self._source.push(frame)
        self._drain()

    def finish(self) -> tuple[float | None, float | None]:
        """Return integrated LUFS and range LU."""
        self._source.push(None)
        self._drain()
        integrated = float(self._last.get("lavfi.r128.I", "-inf"))
        if not math.isfinite(integrated) or integrated <= ABSOLUTE_GATE_LUFS:
            return None, None
        return integrated, float(self._last["lavfi.r128.LRA"])

    def _drain(self) -> None:
        while True:
            try:
                frame = self._sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            # The last frame is shorter than 100 ms as a rule and then carries no result.
            self._last = dict(frame.metadata) or self._last
