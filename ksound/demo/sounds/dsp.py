"""Shared primitives: painted noise, envelopes, resonators, grains, panning, rooms."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np
from scipy import signal

from ksound.demo.sounds.take import Signal, Take

# A magnitude picture: (times (T, 1) in s, frequencies (1, F) in Hz) -> magnitudes (T, F).
Shape: TypeAlias = Callable[[Signal, Signal], Signal]
# (frequency in Hz, time to fall by 60 dB in s, gain)
Mode: TypeAlias = tuple[float, float, float]


def painted_noise(take: Take, shape: Shape, *, window_s: float = 0.04, lag_s: float = 0.0) -> Signal:
    """Noise (frames,) whose short-time spectrum follows `shape`; unit RMS where shape is 1.

    Sine windows at half overlap are power complementary, so independent random spectra join
    without a ripple in level.
    """
    size = 2 * (take.length(window_s) // 2)
    hop = size // 2
    count = 2 * (take.frames // size + 2)
    times = (np.arange(count)[:, None] - 1.0) * hop / take.sample_rate_hz + lag_s
    frequencies = np.maximum(np.fft.rfftfreq(size, 1 / take.sample_rate_hz), 1.0)[None, :]
    spectra = take.rng.standard_normal((count, hop + 1, 2)).view(np.complex128)[..., 0]
    spectra *= np.broadcast_to(shape(times, frequencies), spectra.shape)
    blocks = np.fft.irfft(spectra, size) * (
        np.sin(np.pi * (np.arange(size) + 0.5) / size) * np.sqrt(size / 2)
    )
    joined = np.zeros(hop + count // 2 * size)
    joined[:-hop] += blocks[0::2].ravel()
    joined[hop:] += blocks[1::2].ravel()
    return joined[hop : hop + take.frames]


def wide_noise(
    take: Take, shape: Shape, *, shared: float = 0.5, window_s: float = 0.04, lag_s: float = 0.0
) -> Signal:
    """Painted noise (frames, channels); the channels have `shared` of their amplitude in common."""
    if take.channels == 1:
        return painted_noise(take, shape, window_s=window_s)[:, None]
    common = painted_noise(take, shape, window_s=window_s)
    sides = [painted_noise(take, shape, window_s=window_s, lag_s=lag) for lag in (0.0, lag_s)]
    return shared * common[:, None] + np.sqrt(1 - shared**2) * np.stack(sides, axis=1)


def bump(frequencies: Signal, centre_hz: Signal | float, octaves: float) -> Signal:
    """A bell of magnitude 1 at `centre_hz` on a logarithmic frequency axis."""
    return np.exp(-0.5 * np.square(np.log2(frequencies / centre_hz) / octaves))


def below(frequencies: Signal, cutoff_hz: Signal | float, *, steepness: float = 2.0) -> Signal:
    """A low-pass magnitude that also rolls off under 30 Hz."""
    return frequencies / np.hypot(frequencies, 30.0) / (1 + np.power(frequencies / cutoff_hz, steepness))


def drift(take: Take, *, period_s: float, low: float = 0.0, high: float = 1.0) -> Callable[[Signal], Signal]:
    """A smooth random curve between `low` and `high`, as a function of time in seconds."""
    groups = int(take.duration_s / period_s) // 3 + 2
    count = 3 * groups
    # One low, one middling and one high knot in every three: chance alone may leave a take flat.
    thirds = take.rng.permuted(np.tile(np.arange(3.0), (groups, 1)), axis=1).ravel()
    knots = low + (high - low) * (thirds + take.rng.uniform(0, 1, count)) / 3
    # A random start keeps the extremes of several drifts from falling together.
    start = -period_s * take.rng.uniform(1.0, 2.0)

    def curve(times: Signal) -> Signal:
        place = np.clip((times - start) / period_s, 0, count - 1.001)
        index = place.astype(int)
        ease = 0.5 - 0.5 * np.cos(np.pi * (place - index))
        return knots[index] + (knots[index + 1] - knots[index]) * ease

    return curve


def decay(times: Signal, t60_s: float, *, attack_s: float = 0.0) -> Signal:
    """Exponential fall of 60 dB in `t60_s`, after an optional soft attack; 0 before time 0."""
    fall = np.exp(-6.908 * np.maximum(times, 0) / t60_s) * (times >= 0)
    return fall if attack_s <= 0 else fall * (1 - np.exp(-np.maximum(times, 0) / attack_s * 3))


def burst(take: Take, seconds: float, *, t60_s: float, low_hz: float, high_hz: float) -> Signal:
    """A band of noise (n,) that dies away: the noise of a blow or a scrape."""
    band = signal.butter(
        2,
        (low_hz, min(high_hz, take.sample_rate_hz * 0.45)),
        "bandpass",
        fs=take.sample_rate_hz,
        output="sos",
    )
    clock = take.clock(seconds)
    filtered: Signal = signal.sosfilt(band, take.rng.standard_normal(clock.size))
    return filtered * decay(clock, t60_s, attack_s=0.0004)


def tone(frequency_hz: Signal, sample_rate_hz: int) -> Signal:
    """A sine that follows a frequency curve given per frame."""
    return np.sin(2 * np.pi * np.cumsum(frequency_hz) / sample_rate_hz)


def pulses(frequency_hz: Signal, sample_rate_hz: int) -> Signal:
    """Unit impulses at a frequency given per frame, each shared by the two frames around its moment."""
    step = frequency_hz / sample_rate_hz
    phase = np.cumsum(step)
    fired = np.flatnonzero(np.diff(np.floor(phase), prepend=0.0))
    late = np.mod(phase[fired], 1.0) / step[fired]
    train = np.zeros(phase.size)
    train[fired] += 1 - late
    np.add.at(train, np.maximum(fired - 1, 0), late)
    return train


def ring(excitation: Signal, modes: Iterable[Mode], sample_rate_hz: int) -> Signal:
    """Modal synthesis: two-pole resonators in parallel, all driven by `excitation` (frames,)."""
    total = np.zeros_like(excitation)
    for frequency, t60_s, gain in modes:
        if frequency >= 0.45 * sample_rate_hz:
            continue
        angle = 2 * np.pi * frequency / sample_rate_hz
        radius = 10 ** (-3 / (t60_s * sample_rate_hz))
        feedback = [1.0, -2 * radius * np.cos(angle), radius**2]
        total += gain * signal.lfilter([0.0, radius * np.sin(angle)], feedback, excitation)
    return total


def struck(take: Take, seconds: float, modes: Iterable[Mode], *, hardness_s: float = 0.001) -> Signal:
    """A body (n,) hit once; `hardness_s` is the time the mallet stays in contact."""
    excitation = np.zeros(take.length(seconds))
    contact = min(take.length(hardness_s) + 1, excitation.size)
    excitation[:contact] = np.hanning(contact + 2)[1:-1]
    return ring(excitation / excitation.sum(), modes, take.sample_rate_hz)


def random_modes(
    rng: np.random.Generator, count: int, *, low_hz: float, high_hz: float, t60_s: float, tilt: float = 0.5
) -> list[Mode]:
    """`count` inharmonic modes spread evenly over the octaves; high ones die faster and speak softer."""
    frequencies = low_hz * (high_hz / low_hz) ** ((np.arange(count) + rng.uniform(0.1, 0.9, count)) / count)
    falls = t60_s * (low_hz / frequencies) ** tilt * rng.uniform(0.6, 1.3, count)
    gains = (low_hz / frequencies) ** (tilt / 2) * rng.uniform(0.4, 1.0, count)
    return [(float(f), float(t), float(g)) for f, t, g in zip(frequencies, falls, gains, strict=True)]


def sparks(take: Take, per_second: float, *, spread: float = 1.0) -> Signal:
    """Impulses (frames,) at random moments with log-normal sizes of either sign."""
    train = np.zeros(take.frames)
    count = int(take.rng.poisson(per_second * take.duration_s))
    where = take.rng.integers(0, take.frames, count)
    sizes = take.rng.lognormal(0.0, spread, count) * take.rng.choice((-1.0, 1.0), count)
    np.add.at(train, where, sizes)
    return train


def random_moments(take: Take, per_second: float) -> list[float]:
    """Moments in seconds of a Poisson process over the take, in order."""
    count = int(take.rng.poisson(per_second * take.duration_s))
    return sorted(take.rng.uniform(0, take.duration_s, count).tolist())


def beats(
    take: Take, interval_s: float, *, start_s: float = 0.05, tail_s: float = 0.3, jitter: float = 0.0
) -> list[float]:
    """Regular moments that leave `tail_s` free at the end; `jitter` is a share of the interval."""
    count = max(1, int((take.duration_s - tail_s - start_s) / interval_s) + 1)
    shifts = take.rng.uniform(-jitter, jitter, count)
    return [max(0.0, start_s + interval_s * (i + float(s))) for i, s in enumerate(shifts)]


def place(
    take: Take, mix: Signal, grain: Signal, *, at_s: float, gain: float = 1.0, pan: float = 0.0
) -> None:
    """Add a mono grain to `mix` in place; `pan` runs from −1 (left) to +1 with constant power."""
    start = int(at_s * take.sample_rate_hz)
    room_left = take.frames - start
    if start < 0 or room_left <= 0:
        return
    heard = grain[:room_left, None]
    angle = (pan + 1) * np.pi / 4
    sides = np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2) if take.channels == 2 else np.ones(1)
    mix[start : start + heard.shape[0]] += gain * heard * sides


def room(take: Take, mix: Signal, *, t60_s: float, wet: float, bright_hz: float = 4000.0) -> Signal:
    """`mix` with the tail of a diffuse room, different in each channel; length unchanged."""
    clock = take.clock(min(t60_s, take.duration_s))
    tails = (
        take.rng.standard_normal((clock.size, take.channels)) * decay(clock, t60_s, attack_s=0.01)[:, None]
    )
    cutoff = min(bright_hz, take.sample_rate_hz * 0.4)
    tails = signal.sosfilt(signal.butter(1, cutoff, fs=take.sample_rate_hz, output="sos"), tails, axis=0)
    tails /= np.sqrt(np.square(tails).sum(axis=0))
    return mix + wet * signal.oaconvolve(mix, tails, axes=0)[: take.frames]


def stereo(take: Take, mono: Signal) -> Signal:
    """A mono signal (frames,) laid in the middle of the take's channels."""
    return np.repeat(mono[:, None], take.channels, axis=1)
