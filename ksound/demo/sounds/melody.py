"""Plucked zither, bamboo flute and a music box."""

from itertools import cycle
from typing import Final

import numpy as np
from scipy import signal

from ksound.demo.sounds.dsp import (
    bump,
    decay,
    drift,
    painted_noise,
    place,
    random_modes,
    ring,
    room,
    stereo,
    struck,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_hit

# 계면조 on D: semitones above the open string, and how many beats each note lasts.
GAYAGEUM_PHRASE: Final = (
    (0, 1.0),
    (5, 0.5),
    (7, 0.5),
    (10, 1.5),
    (7, 0.5),
    (5, 1.0),
    (3, 0.5),
    (0, 1.5),
    (-5, 1.0),
    (0, 2.0),
)


def _string(take: Take, pitch_hz: float, seconds: float, *, brightness: float) -> Signal:
    """Karplus–Strong (n,): a burst of noise going round a delay line that averages neighbours."""
    period = take.sample_rate_hz / pitch_hz - 0.5
    whole = int(period)
    part = period - whole
    pluck = take.rng.uniform(-1, 1, whole)
    # A comb notch puts the finger at a seventh of the string instead of everywhere at once.
    pluck -= np.roll(pluck, whole // 7)
    pluck = signal.lfilter([brightness], [1, brightness - 1], pluck)
    excitation = np.zeros(take.length(seconds))
    excitation[: min(whole, excitation.size)] = (pluck - pluck.mean())[: excitation.size]
    loss = 10 ** (-3 / (min(2.6, seconds * 1.1) * pitch_hz))
    feedback = np.zeros(whole + 3)
    feedback[0] = 1.0
    feedback[whole : whole + 3] -= loss * np.convolve([1 - part, part], [0.5, 0.5])
    return np.asarray(signal.lfilter([1.0], feedback, excitation))


def _pressed(take: Take, note: Signal, *, depth: float) -> Signal:
    """농현: the left hand presses the string after the pluck, so the pitch sways and sinks back."""
    clock = np.arange(note.size) / take.sample_rate_hz
    sway = depth * np.clip((clock - 0.12) / 0.25, 0, 1) * np.sin(2 * np.pi * 5.4 * clock) / (2 * np.pi * 5.4)
    return np.interp(clock + sway, clock, note)


def gayageum(take: Take, *, pitch: float = 1.0, beat_s: float = 0.52) -> Sound:
    """가야금: one pluck in a short take, a slow phrase with swaying pitch in a longer one."""
    mix, at_s = take.silence(), 0.03
    for semitones, length in cycle(GAYAGEUM_PHRASE):
        pitch_hz = 146.8 * pitch * 2 ** (semitones / 12)
        seconds = min(2.8, take.duration_s - at_s)
        if seconds < min(0.8, take.duration_s * 0.5):
            break
        note = _string(take, pitch_hz, seconds, brightness=0.55)
        note = _pressed(take, note, depth=0.02 if length >= 1 else 0.004)
        place(take, mix, note, at_s=at_s, gain=float(take.rng.uniform(0.8, 1.0)), pan=float(semitones) / 25)
        at_s += beat_s * length * (1 + float(take.rng.normal(0, 0.02)))
        if take.duration_s <= 2.5:
            break
    box = [(210.0, 0.09, 0.02), (395.0, 0.06, 0.015), (720.0, 0.05, 0.01)]
    for channel in range(take.channels):
        mix[:, channel] += ring(mix[:, channel], box, take.sample_rate_hz)
    return finish_hit(take, room(take, mix, t60_s=1.0, wet=0.15), peak_dbfs=-3)


def daegeum(take: Take, *, pitch: float = 1.0) -> Sound:
    """대금: breathy bamboo flute whose reed membrane (청) buzzes on the loud part of each note."""
    mix, at_s = take.silence(), 0.06
    while at_s < take.duration_s - 0.5 or at_s == 0.06:
        seconds = min(float(take.rng.uniform(1.1, 2.4)), take.duration_s - at_s - 0.1)
        degree = float(take.rng.choice((0, 3, 5, 7, 10)))
        clock = take.clock(seconds)
        shake = np.clip((clock - 0.35) / 0.5, 0, 1) * 0.018 * np.sin(2 * np.pi * 4.6 * clock)
        f0 = 349.2 * pitch * 2 ** (degree / 12) * (1 + shake - 0.05 * np.exp(-clock / 0.06))
        swell = np.sin(np.pi * np.clip(clock / seconds, 0, 1)) ** 0.6
        wave = sum(
            (g * tone_at(f0, n, take) for n, g in ((1, 1.0), (2, 0.45), (3, 0.25), (4, 0.08))), clock * 0
        )
        buzz = np.tanh(6 * wave) - wave
        buzz = signal.sosfilt(
            signal.butter(2, (2300, 7000), "bandpass", fs=take.sample_rate_hz, output="sos"), buzz
        )
        breath = 0.07 * signal.lfilter([0.3], [1, -0.7], take.rng.standard_normal(clock.size))
        place(take, mix, swell * (wave + 0.4 * swell**2 * buzz + breath), at_s=at_s)
        at_s += seconds + 0.07
    return finish_hit(take, room(take, mix, t60_s=2.0, wet=0.35), peak_dbfs=-8)


def tone_at(f0: Signal, harmonic: int, take: Take) -> Signal:
    """One harmonic of a gliding fundamental given per frame."""
    return np.sin(2 * np.pi * harmonic * np.cumsum(f0) / take.sample_rate_hz)


def wind_chime(take: Take, *, pitch: float = 1.0) -> Sound:
    """풍경: the small fish bell under temple eaves, rung by a breeze that comes and goes."""
    breeze = drift(take, period_s=1.6)
    bells = [
        random_modes(take.rng, 5, low_hz=low * pitch, high_hz=low * 5 * pitch, t60_s=2.6, tilt=0.7)
        for low in (1730.0, 1738.0, 2215.0)
    ]
    mix, at_s = take.silence(), 0.1
    while at_s < take.duration_s - 0.4:
        bell = struck(take, min(2.4, take.duration_s), bells[int(take.rng.integers(3))], hardness_s=0.0005)
        force = 0.25 + 0.75 * float(breeze(np.array(at_s)))
        place(take, mix, bell, at_s=at_s, gain=force, pan=float(take.rng.uniform(-0.4, 0.4)))
        at_s += float(take.rng.exponential(0.75 / force)) + 0.12
    air = painted_noise(take, lambda t, f: breeze(t) * bump(f, 420, 1.2))
    mix += 0.004 * stereo(take, air)
    return finish_hit(
        take, room(take, mix, t60_s=1.2, wet=0.15), peak_dbfs=-4, fade_out_s=take.duration_s * 0.2
    )


def music_box(take: Take, *, pitch: float = 1.0, beat_s: float = 0.28) -> Sound:
    """A comb of steel teeth playing a small round in a pentatonic mode."""
    mix, at_s, clock = take.silence(), 0.05, take.clock(1.4)
    for degree in cycle((0, 4, 7, 12, 9, 7, 4, 9, 7, 2, 4, 0)):
        if at_s > max(take.duration_s - 0.5, 0.05):
            break
        f0 = 880 * pitch * 2 ** (degree / 12)
        note = sum(
            (
                g * np.sin(2 * np.pi * f0 * r * clock) * decay(clock, life, attack_s=0.001)
                for r, g, life in ((1, 1.0, 1.3), (2.0, 0.12, 0.6), (5.42, 0.16, 0.25))
            ),
            clock * 0,
        )
        place(take, mix, note, at_s=at_s, gain=float(take.rng.uniform(0.7, 1.0)), pan=degree / 20 - 0.3)
        at_s += beat_s * (1 + float(take.rng.normal(0, 0.015)))
    return finish_hit(take, room(take, mix, t60_s=0.5, wet=0.15), peak_dbfs=-9)
