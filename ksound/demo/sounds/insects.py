"""Crickets, cicadas and the summer night."""

import numpy as np

from ksound.demo.sounds.dsp import bump, drift, place, room, tone, wide_noise
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed


def _stridulation(take: Take, pitch_hz: float, *, pulses: int, pulse_s: float) -> Signal:
    """One cricket chirp (n,): a few pulses of nearly pure tone, each a stroke of the wing."""
    clock = take.clock(pulse_s)
    way = clock / pulse_s
    stroke = tone(pitch_hz * (1.015 - 0.03 * way), take.sample_rate_hz) * np.sin(np.pi * way) ** 0.8
    gap = np.zeros(take.length(pulse_s * 0.55))
    parts = [np.r_[stroke * (0.6 + 0.4 * (i + 1) / pulses), gap] for i in range(pulses)]
    return np.concatenate(parts)


def cricket(take: Take, *, singers: float = 1, pitch: float = 1.0) -> Sound:
    """귀뚜라미: triple chirps near 4.6 kHz, steady as a clock; others answer farther away."""
    mix = take.silence()
    for i in range(round(singers)):
        pitch_hz = 4600 * pitch * float(take.rng.uniform(0.94, 1.06))
        chirp = _stridulation(take, pitch_hz, pulses=3, pulse_s=0.021)
        gap, at_s = float(take.rng.uniform(0.36, 0.5)), float(take.rng.uniform(0.02, 0.3))
        gain, pan = 1.0 / (1 + 1.4 * i), float(take.rng.uniform(-0.8, 0.8)) * min(i, 1)
        while at_s < take.duration_s - 0.1:
            place(take, mix, chirp, at_s=at_s, gain=gain * float(take.rng.uniform(0.85, 1)), pan=pan)
            at_s += gap * float(take.rng.uniform(0.98, 1.02))
    mix += 0.012 * wide_noise(take, lambda t, f: bump(f, 300, 1.5) + 0 * t)
    return finish_bed(take, room(take, mix, t60_s=0.5, wet=0.1), lufs=-27)


def cicada(take: Take, *, pitch: float = 1.0) -> Sound:
    """참매미: the call 맴-맴-맴-맴-미이, pulsing buzz that ends in a long falling note."""
    phrase_s, clock = 5.2, take.clock()
    place_in = np.mod(clock + 0.1, phrase_s)
    pulsing = place_in < 3.7
    beat = 0.5 - 0.5 * np.cos(2 * np.pi * place_in * 2.2)
    level = np.where(pulsing, 0.12 + 0.88 * beat**1.5, 0.9 * np.exp(-(place_in - 3.7) / 0.6))
    glide = np.where(pulsing, 1 + 0.05 * beat, 1 - 0.1 * (place_in - 3.7) / 1.5)
    carrier = 4300 * pitch * glide
    # The ribs of the tymbal buckle one after another: a carrier cut by a fast pulse train.
    ribs = np.maximum(0, tone(np.full(take.frames, 155.0), take.sample_rate_hz)) ** 1.5
    grit = 1 + 0.5 * take.rng.standard_normal(take.frames)
    voice = sum(
        (g * tone(carrier * r, take.sample_rate_hz) for r, g in ((1.0, 1.0), (1.21, 0.5), (1.46, 0.3))),
        clock * 0,
    )
    mix = take.silence()
    place(take, mix, voice * ribs * grit * level, at_s=0.0, pan=0.15)
    field = drift(take, period_s=2.0, low=0.6, high=1.0)
    mix += 0.1 * wide_noise(take, lambda t, f: field(t) * bump(f, 5600, 0.22))
    return finish_bed(take, room(take, mix, t60_s=0.6, wet=0.15, bright_hz=6000), lufs=-21)


def summer_night(take: Take, *, density: float = 0.5) -> Sound:
    """A summer night in the country: a carpet of bell crickets and katydids, nobody near."""
    shimmer = drift(take, period_s=1.5, low=0.75, high=1.0)

    def carpet(t: Signal, f: Signal) -> Signal:
        pulse = 0.75 + 0.25 * np.sin(2 * np.pi * 14 * t)
        return shimmer(t) * (
            pulse * bump(f, 3500, 0.05) + 0.8 * bump(f, 5100, 0.06) + 0.5 * bump(f, 7600, 0.12)
        )

    mix = 0.6 * wide_noise(take, carpet, shared=0.1, window_s=0.03)
    for _ in range(4 + round(8 * density)):
        pitch_hz = float(take.rng.uniform(2700, 5400))
        trill = _stridulation(
            take, pitch_hz, pulses=int(take.rng.integers(4, 16)), pulse_s=float(take.rng.uniform(0.012, 0.03))
        )
        at_s, gap = (
            float(take.rng.uniform(0, 1)),
            float(take.rng.uniform(0.7, 2.0)) + trill.size / take.sample_rate_hz,
        )
        gain, pan = float(take.rng.lognormal(-1.4, 0.5)), float(take.rng.uniform(-0.95, 0.95))
        while at_s < take.duration_s:
            place(take, mix, trill, at_s=at_s, gain=gain, pan=pan)
            at_s += gap * float(take.rng.uniform(0.9, 1.1))
    mix += 0.06 * wide_noise(take, lambda t, f: bump(f, 220, 1.2) + 0 * t)
    return finish_bed(take, mix, lufs=-26)
