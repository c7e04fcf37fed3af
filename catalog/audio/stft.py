"""One short-time Fourier transform for everything that looks at frequencies.

The hop is a fixed time, not a fixed number of samples: 1,024 frames at 48 kHz (21.3 ms). A hop tied to the
FFT size would make the same sound at two sample rates look different.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import scipy.fft

from .blocks import Block, Planar, Stream

HOP_AT_48K = 1_024
WINDOW_HOPS = 2
# Spectra made at once hold this many frames: what listens to them counts by the call.
BATCH_FRAMES = 1 << 18


@dataclass(frozen=True, slots=True)
class Spectra:
    """Consecutive spectra from number `start` on.

    `power` is float32 (spectra, bins): |X|² summed over the channels, scaled so that a full-scale sine in
    one channel reaches 1.0; bin k lies at k · rate / window Hz. Spectrum n is centred on frame n · hop.
    """

    start: int
    power: npt.NDArray[np.float32]


class SpectraListener(Protocol):
    """Hears all spectra of a sound, once, in order."""

    def hear(self, spectra: Spectra) -> None: ...


def hop_frames(sample_rate_hz: int) -> int:
    return round(sample_rate_hz * HOP_AT_48K / 48_000)


def window_frames(sample_rate_hz: int) -> int:
    """Length of the window in frames, an even number, which is also the length of the transform."""
    return WINDOW_HOPS * hop_frames(sample_rate_hz)


class Stft:
    """Consumer. The channels' powers are added, so nothing cancels, as it does in a mono mix."""

    def __init__(self, stream: Stream, listeners: Sequence[SpectraListener]) -> None:
        self._listeners = listeners
        self._hop = hop_frames(stream.sample_rate_hz)
        self._size = window_frames(stream.sample_rate_hz)
        window = np.hanning(self._size + 1)[:-1]
        # A sine of amplitude 1 has |X| = sum(window) / 2.
        self._window = (window * 2 / window.sum()).astype(np.float32)
        self._windowed = np.empty((BATCH_FRAMES // self._size, self._size), np.float32)
        # The first spectrum is centred on frame 0.
        self._tail: Planar = np.zeros((stream.channels, self._size // 2), np.float32)
        self._count = 0

    def feed(self, block: Block) -> None:
        self._transform(np.concatenate((self._tail, block.samples), axis=1))

    def finish(self) -> None:
        """Transform what is left, with silence behind it; call once, after the last block."""
        self._transform(np.pad(self._tail, ((0, 0), (0, self._size))))

    def _transform(self, samples: Planar) -> None:
        if samples.shape[1] < self._size:
            self._tail = samples
            return
        count = (samples.shape[1] - self._size) // self._hop + 1
        windows = np.lib.stride_tricks.sliding_window_view(samples, self._size, axis=1)[:, :: self._hop]
        batch = len(self._windowed)
        for start in range(0, count, batch):
            power = self._power(windows[:, start : min(start + batch, count)])
            spectra = Spectra(self._count, power)
            for listener in self._listeners:
                listener.hear(spectra)
            self._count += len(power)
        self._tail = samples[:, count * self._hop :].copy()

    def _power(self, windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return (spectra, bins) of (channels, spectra, size)."""
        total = self._squares(windows[0])
        for channel in windows[1:]:
            total += self._squares(channel)
        power: npt.NDArray[np.float32] = total[:, ::2] + total[:, 1::2]
        return power

    def _squares(self, windows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return (spectra, 2 · bins): real and imaginary parts in turn, each squared."""
        windowed = self._windowed[: len(windows)]
        np.multiply(windows, self._window, out=windowed)
        parts: npt.NDArray[np.float32] = scipy.fft.rfft(windowed, axis=1).view(np.float32)
        return np.multiply(parts, parts, out=parts)
