"""One recording to be synthesised, and the mastering every recording goes through."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import signal

Signal: TypeAlias = npt.NDArray[np.float64]
Sound: TypeAlias = npt.NDArray[np.float32]

CEILING = 10 ** (-1.0 / 20)
KNEE = 0.55


@dataclass(frozen=True)
class Take:
    """What a generator is asked for: a source of chance and the shape of the result."""

    rng: np.random.Generator
    sample_rate_hz: int
    duration_s: float
    channels: int

    @property
    def frames(self) -> int:
        return round(self.duration_s * self.sample_rate_hz)

    def length(self, seconds: float) -> int:
        """Whole frames in `seconds`, never fewer than two."""
        return max(2, round(seconds * self.sample_rate_hz))

    def clock(self, seconds: float | None = None) -> Signal:
        """Time of every frame in seconds, over the whole take or over its first `seconds`."""
        frames = self.frames if seconds is None else self.length(seconds)
        return np.arange(frames) / self.sample_rate_hz

    def silence(self) -> Signal:
        return np.zeros((self.frames, self.channels))


def fade_window(take: Take, *, fade_in_s: float, fade_out_s: float) -> Signal:
    """Raised-cosine gain (frames,) that starts and ends at exactly zero."""
    window = np.ones(take.frames)
    longest = take.frames // 2
    rise = min(take.length(fade_in_s), longest)
    fall = min(take.length(fade_out_s), longest)
    window[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    window[-fall:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    return window


def _faded(take: Take, mix: Signal, *, fade_in_s: float, fade_out_s: float) -> Signal:
    """High-passed at 18 Hz and faded, with the remaining mean removed under the fade."""
    sections = signal.butter(2, 18.0, "highpass", fs=take.sample_rate_hz, output="sos")
    window = fade_window(take, fade_in_s=fade_in_s, fade_out_s=fade_out_s)[:, None]
    faded: Signal = signal.sosfilt(sections, mix, axis=0) * window
    # Subtracting a plain mean would lift the silent ends off zero and click.
    return faded - window * (faded.mean(axis=0) / window.mean())


def finish_hit(
    take: Take,
    mix: Signal,
    *,
    peak_dbfs: float = -1.5,
    fade_in_s: float = 0.001,
    fade_out_s: float | None = None,
) -> Sound:
    """Master a sound that is judged by its peak. `mix` is (frames, channels) at any level."""
    release_s = take.duration_s * 0.15 if fade_out_s is None else fade_out_s
    faded = _faded(take, mix, fade_in_s=fade_in_s, fade_out_s=release_s)
    peak = float(np.abs(faded).max())
    return (faded * (10 ** (peak_dbfs / 20) / max(peak, 1e-9))).astype(np.float32)


def finish_bed(
    take: Take,
    mix: Signal,
    *,
    lufs: float = -23.0,
    fade_in_s: float = 0.25,
    fade_out_s: float = 0.5,
) -> Sound:
    """Master a continuous sound to an (ungated) programme loudness, peaks kept under −1 dBFS."""
    edge = take.duration_s / 4
    faded = _faded(take, mix, fade_in_s=min(fade_in_s, edge), fade_out_s=min(fade_out_s, edge))
    level = loudness_lufs(faded, sample_rate_hz=take.sample_rate_hz)
    return _limited(faded * 10 ** ((lufs - level) / 20)).astype(np.float32)


def loudness_lufs(mix: Signal, *, sample_rate_hz: int) -> float:
    """Loudness of (frames, channels) after ITU-R BS.1770-4, without its gate."""
    sections = np.vstack([_shelf(sample_rate_hz), _high_pass(sample_rate_hz)])
    power = float(np.square(signal.sosfilt(sections, mix, axis=0)).mean(axis=0).sum())
    return -0.691 + 10 * float(np.log10(max(power, 1e-12)))


def _shelf(rate: int) -> Signal:
    """BS.1770 stage 1: +4 dB above about 1.7 kHz, re-derived for any sample rate."""
    k = np.tan(np.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    low = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = [high + low * k / q + k * k, 2 * (k * k - high), high - low * k / q + k * k]
    return np.array([[*b, a0, 2 * (k * k - 1), 1 - k / q + k * k]]) / a0


def _high_pass(rate: int) -> Signal:
    """BS.1770 stage 2: the low-frequency roll-off."""
    k = np.tan(np.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    return np.array([[1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]])


def _limited(mix: Signal) -> Signal:
    """Bend what rises above the knee so that nothing passes the ceiling."""
    loud = np.abs(mix)
    room = CEILING - KNEE
    bent = KNEE + room * np.tanh((loud - KNEE) / room)
    return np.where(loud > KNEE, np.sign(mix) * bent, mix)
