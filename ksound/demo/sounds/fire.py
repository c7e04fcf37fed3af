"""Fire and explosions."""

import numpy as np

from ksound.demo.sounds.dsp import (
    below,
    bump,
    burst,
    decay,
    drift,
    place,
    random_moments,
    room,
    tone,
    wide_noise,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed, finish_hit


def fire(take: Take, *, blaze: float = 0.4) -> Sound:
    """Burning wood: flames lapping low, a little hiss, and crackles of very unequal size."""
    lap = drift(take, period_s=0.11, low=0.3, high=1.2)
    draught = drift(take, period_s=1.4, low=0.5, high=1.1)

    def flames(t: Signal, f: Signal) -> Signal:
        return draught(t) * (
            (0.4 + blaze) * lap(t) * bump(f, 120 + 160 * blaze, 1.1) + 0.05 * bump(f, 5200, 1.0)
        )

    mix = wide_noise(take, flames, shared=0.5, window_s=0.03)
    for at_s in random_moments(take, 16 + 26 * blaze):
        snap = burst(
            take,
            0.02,
            t60_s=float(take.rng.uniform(0.003, 0.018)),
            low_hz=float(take.rng.uniform(700, 2800)),
            high_hz=float(take.rng.uniform(4000, 12000)),
        )
        size = min(0.35 + 0.55 * float(take.rng.pareto(1.7)), 7.0)
        place(take, mix, snap, at_s=at_s, gain=size, pan=float(take.rng.uniform(-0.7, 0.7)))
    return finish_bed(take, mix, lufs=-25 + 4 * blaze)


def explosion(take: Take, *, size: float = 0.6) -> Sound:
    """A blast: shock front, a sinking boom, rolling fire and falling debris."""
    clock = take.clock()
    boom = tone(34 + (70 + 30 * size) * np.exp(-clock / 0.16), take.sample_rate_hz) * decay(clock, 1.6 + size)

    def roar(t: Signal, f: Signal) -> Signal:
        cutoff = 90 + 5200 * np.exp(-np.maximum(t - 0.02, 0) / (0.22 + 0.2 * size))
        return (decay(t - 0.02, 2.2 + 2 * size, attack_s=0.01) + 0.0) * below(f, cutoff, steepness=1.7)

    mix = 1.2 * np.tanh(1.8 * boom)[:, None] + 1.5 * wide_noise(take, roar, shared=0.6, window_s=0.016)
    place(take, mix, burst(take, 0.12, t60_s=0.07, low_hz=250, high_hz=9000), at_s=0.004, gain=2.2)
    mix = np.tanh(0.9 * mix)
    for moment in take.rng.exponential(0.7, int(46 * size)) + 0.35:
        chip = burst(take, 0.06, t60_s=0.045, low_hz=float(take.rng.uniform(500, 2000)), high_hz=5500)
        place(
            take,
            mix,
            chip,
            at_s=float(moment),
            gain=float(take.rng.uniform(0.02, 0.13)) / (1 + moment),
            pan=float(take.rng.uniform(-0.9, 0.9)),
        )
    return finish_hit(
        take,
        room(take, mix, t60_s=2.4, wet=0.3, bright_hz=1200),
        peak_dbfs=-1,
        fade_out_s=take.duration_s * 0.4,
    )


def sizzle(take: Take, *, heat: float = 0.5) -> Sound:
    """Batter meeting hot oil: dense bright spatter that settles."""
    flutter = drift(take, period_s=0.05, low=0.5, high=1.3)

    def hiss(t: Signal, f: Signal) -> Signal:
        settle = 0.45 + 0.8 * np.exp(-np.maximum(t - 0.1, 0) / 1.5)
        return (
            np.clip(t / 0.12, 0, 1) * settle * flutter(t) * (bump(f, 7200, 0.65) + 0.25 * bump(f, 2300, 0.6))
        )

    mix = 0.6 * wide_noise(take, hiss, shared=0.3, window_s=0.015)
    for at_s in random_moments(take, 60 + 80 * heat):
        spit = burst(take, 0.012, t60_s=0.008, low_hz=1800, high_hz=float(take.rng.uniform(5000, 13000)))
        place(
            take,
            mix,
            spit,
            at_s=at_s,
            gain=0.3 * min(float(take.rng.pareto(2.0)), 3.0),
            pan=float(take.rng.uniform(-0.6, 0.6)),
        )
    return finish_bed(take, mix, lufs=-24, fade_in_s=0.03)
