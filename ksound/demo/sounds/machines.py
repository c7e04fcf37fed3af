"""Engines, trains, fans and hums."""

import numpy as np

from ksound.demo.sounds.dsp import (
    below,
    bump,
    burst,
    decay,
    drift,
    place,
    pulses,
    random_modes,
    ring,
    room,
    stereo,
    struck,
    wide_noise,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed, finish_hit


def engine(take: Take, *, rev: float = 0.6, cylinders: float = 4) -> Sound:
    """A petrol engine: idle, a blip of the throttle, back to idle. `rev` says how far it is opened."""
    clock = take.clock()
    middle, width = take.duration_s * 0.45, take.duration_s * 0.16
    throttle = rev * np.exp(-np.square((clock - middle) / width))
    rpm = 820 * (1 + 4.2 * throttle) * (1 + 0.025 * drift(take, period_s=0.15, low=-1, high=1)(clock))
    firing_hz = rpm / 60 * cylinders / 2
    phase = np.cumsum(firing_hz) / take.sample_rate_hz
    order = np.floor(phase).astype(int) % round(cylinders)
    uneven = take.rng.uniform(0.75, 1.1, round(cylinders))[order]
    gas = take.rng.standard_normal(take.frames) * np.exp(-7 * np.mod(phase, 1.0)) * uneven
    pipe = [
        (52.0, 0.12, 0.5),
        (104.0, 0.09, 0.6),
        (163.0, 0.06, 0.5),
        (290.0, 0.04, 0.4),
        (620.0, 0.02, 0.35),
        (1450.0, 0.01, 0.3),
    ]
    drive = 3.0 * pulses(firing_hz, take.sample_rate_hz) * uneven + 0.05 * gas * (0.5 + throttle)
    sound = ring(drive, pipe, take.sample_rate_hz)
    sound = np.tanh(0.9 * sound * (0.5 + 0.8 * throttle)) + 0.05 * gas * (0.3 + throttle)
    return finish_bed(take, room(take, stereo(take, sound), t60_s=0.3, wet=0.2), lufs=-20, fade_in_s=0.08)


def train(take: Take, *, speed: float = 0.5) -> Sound:
    """Riding on jointed track: a rolling floor of rumble and the four-beat clack of two bogies."""
    sway = drift(take, period_s=0.8, low=0.7, high=1.1)

    def rumble(t: Signal, f: Signal) -> Signal:
        return sway(t) * (1.2 * bump(f, 62, 0.6) + 0.5 * bump(f, 210, 0.8) + 0.16 * bump(f, 1250, 0.9))

    mix = wide_noise(take, rumble, shared=0.5, window_s=0.06)
    rail = random_modes(take.rng, 10, low_hz=120, high_hz=3600, t60_s=0.15, tilt=0.6)
    gap_s = 1.5 - 0.9 * speed
    at_s = 0.2
    while at_s < take.duration_s:
        for delay, gain in ((0.0, 1.0), (0.13, 0.8), (0.42, 0.9), (0.55, 0.7)):
            clack = struck(take, 0.3, rail, hardness_s=0.0016)
            place(
                take,
                mix,
                clack,
                at_s=at_s + delay * gap_s,
                gain=26 * gain * float(take.rng.uniform(0.8, 1)),
                pan=delay - 0.3,
            )
            place(
                take,
                mix,
                burst(take, 0.06, t60_s=0.05, low_hz=1800, high_hz=6500),
                at_s=at_s + delay * gap_s,
                gain=0.5 * gain,
            )
        at_s += gap_s
    return finish_bed(take, mix, lufs=-21)


def train_horn(take: Take, *, pitch: float = 1.0) -> Sound:
    """A diesel locomotive's air horn: a chord of five reeds, speaking slowly and dying in the valley."""
    hold_s = take.duration_s * 0.55
    clock = take.clock()
    speak = (1 - np.exp(-clock / 0.06)) * np.where(clock < hold_s, 1.0, decay(clock - hold_s, 0.25))
    mono = np.zeros(take.frames)
    for f0 in (311.1, 370.0, 415.3, 493.9, 622.3):
        bend = (
            pitch
            * f0
            * (1 - 0.05 * np.exp(-clock / 0.08))
            * (1 + 0.002 * drift(take, period_s=0.2, low=-1, high=1)(clock))
        )
        phase = np.cumsum(bend) / take.sample_rate_hz
        mono += sum((np.sin(2 * np.pi * n * phase) / n**0.85 for n in range(1, 11)), clock * 0)
    mono += 0.5 * take.rng.standard_normal(take.frames) * 0.2
    return finish_hit(
        take,
        room(take, stereo(take, np.tanh(mono * 0.25) * speak), t60_s=2.6, wet=0.45, bright_hz=2200),
        peak_dbfs=-7,
        fade_in_s=0.01,
        fade_out_s=take.duration_s * 0.2,
    )


def mains_hum(take: Take, *, buzz: float = 0.5) -> Sound:
    """A transformer on the 60 Hz Korean mains: 120 Hz and its harmonics with a flickering edge."""
    clock = take.clock()
    mono = np.zeros(take.frames)
    for n in range(1, 24):
        level = (0.25 if n % 2 else 1.0) / n ** (1.5 - 0.7 * buzz)
        mono += level * np.sin(2 * np.pi * 60 * n * clock + float(take.rng.uniform(0, 6.28)))
    flicker = 1 + 0.25 * buzz * drift(take, period_s=0.05, low=-1, high=1)(clock)
    mix = stereo(take, mono * flicker)
    mix += (
        0.12
        * buzz
        * wide_noise(take, lambda t, f: bump(f, 3800, 0.7) + 0 * t)
        * np.abs(np.sin(2 * np.pi * 60 * clock))[:, None]
    )
    return finish_bed(take, mix, lufs=-25)


def fan(take: Take, *, speed: float = 0.5) -> Sound:
    """An electric fan: air chopped by blades, a motor's whine, one loose grille."""
    blade_hz = 26 + 34 * speed

    def chopped(t: Signal, f: Signal) -> Signal:
        return bump(f, 340, 1.1) + 0.35 * bump(f, 1700, 1.0) + 0 * t

    clock = take.clock()
    chop = 1 + 0.3 * np.sin(2 * np.pi * blade_hz * clock) + 0.15 * np.sin(4 * np.pi * blade_hz * clock)
    motor = sum(
        (
            np.sin(2 * np.pi * f0 * clock) * g
            for f0, g in ((120, 0.30), (blade_hz * 7, 0.06), (blade_hz * 14, 0.03))
        ),
        clock * 0,
    )
    mix = wide_noise(take, chopped, shared=0.5) * chop[:, None] + stereo(take, motor) * 0.8
    return finish_bed(take, mix, lufs=-26, fade_in_s=0.3)


def jet_pass(take: Take, *, height: float = 0.5) -> Sound:
    """A jet overhead: whine on the approach, Doppler drop, then the roar it drags behind."""
    closest, width = take.duration_s * 0.42, take.duration_s * (0.12 + 0.08 * height)

    def roar(t: Signal, f: Signal) -> Signal:
        since = (t - closest) / width
        near = 1 / (1 + np.square(since - 0.4))
        doppler = 1.18 - 0.16 * np.tanh(since)
        whine = (
            0.8
            / (1 + np.square(since + 0.4))
            * (bump(f, 2350 * doppler, 0.03) + 0.6 * bump(f, 3600 * doppler, 0.03))
        )
        return near * (below(f, 420 + 900 * near, steepness=1.6) + whine)

    return finish_bed(
        take,
        wide_noise(take, roar, shared=0.5, window_s=0.06),
        lufs=-20,
        fade_in_s=take.duration_s * 0.2,
        fade_out_s=take.duration_s * 0.25,
    )
