"""Clocks, typewriters and keyboards."""

from typing import Final

import numpy as np

from ksound.demo.sounds.dsp import beats, burst, place, random_modes, room, struck
from ksound.demo.sounds.take import Sound, Take, finish_hit

CHIME_HZ: Final = (659.3, 523.3, 587.3, 392.0)


def clock_tick(take: Take, *, interval_s: float = 0.5, size: float = 0.3) -> Sound:
    """A clock's escapement: tick and tock at exactly `interval_s` between them."""
    voices = [
        random_modes(
            take.rng, 7, low_hz=low / (0.6 + size), high_hz=6500, t60_s=0.04 + 0.07 * size, tilt=0.45
        )
        for low in (980.0, 760.0)
    ]
    ticks = [struck(take, 0.2, modes, hardness_s=0.0005) for modes in voices]
    mix = take.silence()
    for i, at_s in enumerate(beats(take, interval_s, start_s=0.06, tail_s=0.15)):
        place(take, mix, ticks[i % 2], at_s=at_s, gain=1.0 - 0.15 * (i % 2), pan=0.05)
        place(take, mix, ticks[1 - i % 2], at_s=at_s + 0.022, gain=0.22, pan=0.05)
    return finish_hit(take, room(take, mix, t60_s=0.3, wet=0.10), peak_dbfs=-6 + 4 * size)


def clock_chime(take: Take, *, pitch: float = 1.0) -> Sound:
    """A standing clock: four descending notes on rods, then the hour on the lowest."""
    mix = take.silence()
    notes = [(0.05 + 0.7 * i, f) for i, f in enumerate(CHIME_HZ)] + [(3.4 + 1.5 * i, 196.0) for i in range(8)]
    for at_s, f0 in notes:
        if at_s > max(take.duration_s - 0.9, 0.05):
            break
        f0 *= pitch
        rod = [
            (f0, 3.0, 1.0),
            (f0 * 2.76, 1.4, 0.4),
            (f0 * 5.4, 0.7, 0.2),
            (f0 * 8.93, 0.3, 0.1),
            (f0 * 1.003, 3.0, 0.5),
        ]
        note = struck(take, min(3.0, take.duration_s), rod, hardness_s=0.0012)
        place(take, mix, note, at_s=at_s, gain=1.0 if f0 > 300 else 1.3)
    return finish_hit(
        take, room(take, mix, t60_s=1.4, wet=0.2), peak_dbfs=-8, fade_out_s=min(2.0, take.duration_s * 0.25)
    )


def typewriter(take: Take, *, speed: float = 6.0) -> Sound:
    """A manual typewriter: type bars slapping the platen, and the bell and carriage at the line end."""
    bars = [
        random_modes(take.rng, 9, low_hz=float(low), high_hz=7500, t60_s=0.05, tilt=0.4)
        for low in take.rng.uniform(330, 620, 8)
    ]
    bell = struck(take, 1.2, [(2350, 1.1, 1.0), (4890, 0.6, 0.4), (7310, 0.3, 0.2)], hardness_s=0.0004)
    pawl = struck(
        take, 0.03, random_modes(take.rng, 4, low_hz=1200, high_hz=5000, t60_s=0.018), hardness_s=0.0004
    )
    mix, at_s, letters = take.silence(), 0.06, 0
    while at_s < take.duration_s - 0.2:
        bar = struck(take, 0.12, bars[int(take.rng.integers(8))], hardness_s=0.0006)
        place(
            take,
            mix,
            bar,
            at_s=at_s,
            gain=2.4 * float(take.rng.uniform(0.7, 1.0)),
            pan=0.4 * (letters % 22) / 22 - 0.2,
        )
        place(take, mix, burst(take, 0.02, t60_s=0.012, low_hz=1500, high_hz=9000), at_s=at_s, gain=0.35)
        at_s, letters = at_s + float(take.rng.gamma(5, 1 / (5 * speed))) + 0.03, letters + 1
        if letters % 22 == 0 and at_s < take.duration_s - 1.2:
            place(take, mix, bell, at_s=at_s, gain=0.9, pan=-0.3)
            for i in range(26):
                place(take, mix, pawl, at_s=at_s + 0.35 + i * 0.016, gain=0.7, pan=0.4 - i / 32)
            at_s += 0.95
    return finish_hit(take, room(take, mix, t60_s=0.3, wet=0.12), peak_dbfs=-2)


def computer_keyboard(take: Take, *, speed: float = 7.0) -> Sound:
    """A soft office keyboard: low plastic thocks, press and lighter release."""
    caps = [
        random_modes(take.rng, 6, low_hz=float(low), high_hz=3400, t60_s=0.022, tilt=0.5)
        for low in take.rng.uniform(210, 420, 10)
    ]
    mix, at_s = take.silence(), 0.05
    while at_s < take.duration_s - 0.15:
        cap = caps[int(take.rng.integers(10))]
        pan = float(take.rng.uniform(-0.3, 0.3))
        place(
            take,
            mix,
            struck(take, 0.08, cap, hardness_s=0.0016),
            at_s=at_s,
            gain=float(take.rng.uniform(0.7, 1)),
            pan=pan,
        )
        place(take, mix, struck(take, 0.06, cap, hardness_s=0.001), at_s=at_s + 0.07, gain=0.25, pan=pan)
        place(
            take,
            mix,
            burst(take, 0.008, t60_s=0.005, low_hz=2200, high_hz=6000),
            at_s=at_s,
            gain=0.012,
            pan=pan,
        )
        at_s += float(take.rng.gamma(3, 1 / (3 * speed))) * (4.0 if take.rng.random() < 0.08 else 1.0)
    return finish_hit(take, mix, peak_dbfs=-8)


def wind_up_toy(take: Take, *, speed: float = 11.0) -> Sound:
    """A wound-up toy running down: a ratchet whose teeth come slower and slower."""
    tooth = struck(
        take,
        0.06,
        random_modes(take.rng, 8, low_hz=650, high_hz=7000, t60_s=0.03, tilt=0.3),
        hardness_s=0.0004,
    )
    mix, at_s = take.silence(), 0.04
    while at_s < take.duration_s - 0.12:
        way = at_s / take.duration_s
        place(take, mix, tooth, at_s=at_s, gain=float(take.rng.uniform(0.7, 1.0)) * (1 - 0.4 * way))
        at_s += (1 / (speed * 3)) * float(np.exp(2.3 * way**2))
    return finish_hit(take, room(take, mix, t60_s=0.2, wet=0.08), peak_dbfs=-4)
