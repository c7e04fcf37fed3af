"""Doors of wood and of paper."""

import numpy as np

from ksound.demo.sounds.dsp import (
    bump,
    burst,
    drift,
    painted_noise,
    place,
    pulses,
    random_modes,
    ring,
    room,
    struck,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_hit


def _stick_slip(take: Take, seconds: float, *, low_hz: float, high_hz: float) -> Signal:
    """The jerks (n,) of a dry hinge: irregular pulses that race and stall as the door moves."""
    clock = take.clock(seconds)
    motion = drift(take, period_s=0.22)(clock) * np.sin(np.pi * clock / seconds) ** 0.5
    pulses_hz = low_hz * (high_hz / low_hz) ** motion
    jitter = drift(take, period_s=0.012, low=0.8, high=1.25)(clock)
    return (
        pulses(pulses_hz * jitter, take.sample_rate_hz)
        * (0.25 + motion)
        * take.rng.uniform(0.6, 1.0, clock.size)
    )


def wooden_door(take: Take, *, weight: float = 0.5) -> Sound:
    """An old wooden door: a long creak, the slam, and the latch dropping home."""
    close_s = take.duration_s * 0.62
    hinge = _stick_slip(take, close_s * 0.92, low_hz=28, high_hz=310 - 120 * weight)
    panel = random_modes(take.rng, 14, low_hz=330 - 90 * weight, high_hz=3300, t60_s=0.05, tilt=0.25)
    creak = ring(hinge, panel, take.sample_rate_hz)
    creak *= np.hanning(creak.size + 2)[1:-1] ** 0.35 / np.abs(creak).max()
    mix = take.silence()
    place(take, mix, creak, at_s=0.05, gain=0.6, pan=-0.3)
    slam = struck(
        take, 0.9, random_modes(take.rng, 10, low_hz=62, high_hz=900, t60_s=0.5, tilt=0.8), hardness_s=0.006
    )
    place(take, mix, slam / np.abs(slam).max(), at_s=close_s, gain=0.95)
    place(take, mix, burst(take, 0.12, t60_s=0.1, low_hz=180, high_hz=2600), at_s=close_s, gain=0.22)
    latch = random_modes(take.rng, 6, low_hz=1700, high_hz=7000, t60_s=0.06)
    for delay, gain in ((0.035, 0.8), (0.13, 1.0), (0.155, 0.5)):
        place(
            take,
            mix,
            struck(take, 0.1, latch, hardness_s=0.0004),
            at_s=close_s + delay,
            gain=gain * 0.5,
            pan=0.2,
        )
    return finish_hit(take, room(take, mix, t60_s=0.7, wet=0.22, bright_hz=2200), peak_dbfs=-1.5)


def paper_door(take: Take, *, speed: float = 0.5) -> Sound:
    """A lattice door papered with hanji (창호문) sliding along its groove and meeting the post."""
    stop_s = take.duration_s * (0.78 - 0.15 * speed)
    wobble = drift(take, period_s=0.09, low=0.5, high=1.2)

    def slide(t: Signal, f: Signal) -> Signal:
        way = np.clip(t / stop_s, 0, 1)
        moving = np.clip(t / 0.12, 0, 1) * (t < stop_s) * (0.45 + 0.55 * np.sin(np.pi * way))
        return moving * wobble(t) * (bump(f, 260, 0.7) + 0.3 * bump(f, 1150, 0.5) + 0.1 * bump(f, 4200, 0.8))

    mix = np.repeat(painted_noise(take, slide, window_s=0.02)[:, None], take.channels, axis=1) * 0.6
    groove = random_modes(take.rng, 7, low_hz=240, high_hz=2600, t60_s=0.045)
    for moment in np.cumsum(take.rng.uniform(0.035, 0.09, 200)):
        if moment > stop_s - 0.05:
            break
        pan = float(-0.5 + moment / stop_s)
        place(
            take,
            mix,
            struck(take, 0.08, groove, hardness_s=0.002),
            at_s=float(moment),
            gain=float(take.rng.uniform(0.2, 1.1)),
            pan=pan,
        )
    post = struck(
        take, 0.4, random_modes(take.rng, 9, low_hz=210, high_hz=2900, t60_s=0.14), hardness_s=0.002
    )
    place(take, mix, post / np.abs(post).max(), at_s=stop_s, gain=1.9, pan=0.35)
    rattle = burst(take, 0.25, t60_s=0.16, low_hz=1500, high_hz=6500)
    place(take, mix, rattle, at_s=stop_s + 0.012, gain=0.16, pan=0.35)
    return finish_hit(take, room(take, mix, t60_s=0.35, wet=0.12), peak_dbfs=-3, fade_in_s=0.02)


def knock(take: Take, *, count: float = 3, pitch: float = 1.0) -> Sound:
    """Knuckles on a wooden door, in groups of `count`."""
    wood = random_modes(take.rng, 10, low_hz=170 * pitch, high_hz=2400 * pitch, t60_s=0.12, tilt=0.7)
    mix, at_s = take.silence(), 0.08
    while at_s < take.duration_s - 0.35 or at_s == 0.08:
        for i in range(round(count)):
            weight = 0.75 + 0.25 * (i + 1) / count
            hit = struck(take, 0.3, wood, hardness_s=float(take.rng.uniform(0.0018, 0.003)))
            place(take, mix, hit, at_s=at_s + i * 0.19, gain=weight)
            place(
                take,
                mix,
                burst(take, 0.02, t60_s=0.012, low_hz=700, high_hz=4000),
                at_s=at_s + i * 0.19,
                gain=0.02,
            )
        at_s += 0.19 * count + 0.8
    return finish_hit(take, room(take, mix, t60_s=0.5, wet=0.2, bright_hz=2500), peak_dbfs=-2)
