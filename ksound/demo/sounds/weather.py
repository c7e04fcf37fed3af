"""Rain, wind and thunder."""

import numpy as np

from ksound.demo.sounds.dsp import (
    below,
    bump,
    decay,
    drift,
    painted_noise,
    place,
    random_modes,
    ring,
    room,
    sparks,
    stereo,
    wide_noise,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed, finish_hit


def _patter(
    take: Take, per_second: float, *, low_hz: float, high_hz: float, t60_s: float, count: int
) -> Signal:
    """Drops on a surface: each channel hears its own impacts on its own resonances."""
    sides = []
    for _ in range(take.channels):
        modes = random_modes(take.rng, count, low_hz=low_hz, high_hz=high_hz, t60_s=t60_s)
        heard = ring(sparks(take, per_second, spread=0.9), modes, take.sample_rate_hz)
        sides.append(heard / np.sqrt(np.square(heard).mean() + 1e-12))
    return np.stack(sides, axis=1)


def rain(take: Take, *, intensity: float = 0.5) -> Sound:
    """Rain on open ground: a bright veil over separate drops; `intensity` 0 (drizzle) to 1 (downpour)."""
    swell = drift(take, period_s=2.5, low=0.8, high=1.15)

    def veil(t: Signal, f: Signal) -> Signal:
        return swell(t) * (bump(f, 1600, 1.7) * 0.6 + bump(f, 6500, 1.0)) + intensity * bump(f, 260, 1.0)

    near = _patter(take, 25 + 160 * intensity, low_hz=1300, high_hz=9000, t60_s=0.012, count=6)
    mix = (0.35 + intensity) * wide_noise(take, veil, shared=0.3) + (1.5 - intensity) * near
    return finish_bed(take, mix, lufs=-28 + 8 * intensity)


def tin_roof_rain(take: Take, *, intensity: float = 0.5) -> Sound:
    """Rain heard under a corrugated iron roof: ringing pings over a hollow roar."""
    swell = drift(take, period_s=1.8, low=0.7, high=1.2)

    def roar(t: Signal, f: Signal) -> Signal:
        return swell(t) * (bump(f, 420, 0.8) + 0.5 * bump(f, 1900, 0.35) + 0.25 * bump(f, 4200, 0.6))

    pings = _patter(take, 14 + 60 * intensity, low_hz=480, high_hz=5200, t60_s=0.16, count=9)
    mix = (0.3 + 0.9 * intensity) * wide_noise(take, roar, shared=0.4) + 1.1 * pings
    return finish_bed(take, mix, lufs=-22)


def wind(take: Take, *, force: float = 0.5, whistle: float = 0.0) -> Sound:
    """Gusts that brighten as they swell; `whistle` adds the tone of a gap or a wire."""
    gust = drift(take, period_s=2.2 - force)
    flutter = drift(take, period_s=0.35, low=0.75, high=1.2)
    wander = drift(take, period_s=1.1, low=-0.25, high=0.25)

    def shape(t: Signal, f: Signal) -> Signal:
        push = gust(t)
        centre = 140 * 2 ** (2.6 * push * (0.5 + force))
        level = (0.08 + push**1.8) * flutter(t)
        body = bump(f, centre, 0.8) + 0.25 * bump(f, centre * 3.4, 0.7) + 0.3 * bump(f, 75, 0.6)
        thin = bump(f, 620 * 2 ** (push + wander(t)), 0.035) + 0.6 * bump(
            f, 930 * 2 ** (push + wander(t)), 0.03
        )
        return level * (body + 2.5 * whistle * push * thin)

    return finish_bed(
        take, wide_noise(take, shape, shared=0.45, window_s=0.08, lag_s=0.12), lufs=-23 + 3 * force
    )


def leaves_in_wind(take: Take, *, force: float = 0.5) -> Sound:
    """Dry leaves or bamboo stirred by gusts: rustle in waves, no low body."""
    gust = drift(take, period_s=1.6)
    chatter = drift(take, period_s=0.12, low=0.4, high=1.3)

    def shape(t: Signal, f: Signal) -> Signal:
        push = gust(t) ** 2
        return (0.05 + push) * chatter(t) * bump(f, 2600 + 3200 * push, 0.75) + 0.12 * push * bump(
            f, 320, 0.8
        )

    ticks = _patter(take, 40 + 90 * force, low_hz=2400, high_hz=8000, t60_s=0.006, count=5)
    swell = (gust(take.clock()) ** 2)[:, None]
    return finish_bed(take, wide_noise(take, shape, shared=0.3, lag_s=0.25) + 0.35 * swell * ticks, lufs=-25)


def thunder(take: Take, *, distance: float = 0.4) -> Sound:
    """A crack (when near) and a roll whose claps come back from ever farther away."""
    claps = np.cumsum(take.rng.uniform(0.18, 0.75, 12)) * max(take.duration_s / 9, 0.6)
    weights = take.rng.uniform(0.35, 1.0, 12) * np.exp(-np.arange(12) / 9)

    def roll(t: Signal, f: Signal) -> Signal:
        level = decay(t - 0.12, 5.5, attack_s=0.05 + distance)
        for moment, weight in zip(claps, weights, strict=True):
            level = level + 0.9 * weight * decay(t - moment, 4.2, attack_s=0.25)
        cutoff = 75 + (900 - 780 * distance) * np.exp(-np.maximum(t, 0) / 2.2)
        return level * below(f, cutoff, steepness=2.2)

    def tear(t: Signal, f: Signal) -> Signal:
        level = sum(
            (g * decay(t - at, 0.35) for at, g in ((0.1, 1.0), (0.16, 0.8), (0.27, 0.9), (0.45, 0.5))), t * 0
        )
        return level * (bump(f, 1500, 1.4) + 0.6 * bump(f, 5200, 0.9))

    mix = 3.0 * wide_noise(take, roll, shared=0.6, window_s=0.06, lag_s=0.02)
    crack = painted_noise(take, tear, window_s=0.012) * np.abs(
        1 + take.rng.standard_normal(take.frames) * 0.4
    )
    mix += max(0.0, 0.8 - distance) * stereo(take, crack)
    return finish_hit(
        take,
        room(take, mix, t60_s=2.8, wet=0.5, bright_hz=900),
        peak_dbfs=-2,
        fade_in_s=0.02,
        fade_out_s=take.duration_s * 0.35,
    )


def hail(take: Take, *, intensity: float = 0.5) -> Sound:
    """Ice stones on a window and its sill: hard, separate knocks of many sizes."""
    mix = take.silence()
    stones = [
        (random_modes(take.rng, 5, low_hz=low, high_hz=low * 6, t60_s=0.05), float(low))
        for low in take.rng.uniform(700, 2600, 14)
    ]
    grains = [
        ring(np.r_[1.0, np.zeros(take.length(0.09))], modes, take.sample_rate_hz) for modes, _ in stones
    ]
    for _ in range(int(take.duration_s * (18 + 50 * intensity))):
        size = take.rng.pareto(2.2) + 0.15
        grain = grains[int(take.rng.integers(len(grains)))]
        at_s = float(take.rng.uniform(0, take.duration_s))
        place(take, mix, grain, at_s=at_s, gain=min(size, 4), pan=float(take.rng.uniform(-0.9, 0.9)))
    mix += 0.05 * wide_noise(take, lambda t, f: bump(f, 5000, 1.0) + 0 * t)
    return finish_bed(take, mix, lufs=-22)
