"""Small things under the hand: paper, zip, keys, cloth, camera."""

import numpy as np

from ksound.demo.sounds.dsp import (
    beats,
    bump,
    burst,
    drift,
    place,
    random_modes,
    random_moments,
    room,
    struck,
    wide_noise,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_hit


def paper_rustle(take: Take, *, stiffness: float = 0.5) -> Sound:
    """A sheet crumpled and turned: bursts of tiny bright crackles with pauses between."""
    hand = drift(take, period_s=0.28)
    mix = take.silence()
    for at_s in random_moments(take, 260):
        push = max(0.0, float(hand(np.array(at_s))) - 0.3) ** 1.6
        low = float(take.rng.uniform(1500, 4200)) * (0.7 + 0.6 * stiffness)
        snap = burst(take, 0.006, t60_s=float(take.rng.uniform(0.002, 0.009)), low_hz=low, high_hz=low * 3)
        place(
            take,
            mix,
            snap,
            at_s=at_s,
            gain=push * min(float(take.rng.pareto(2.0)), 2.5),
            pan=float(take.rng.uniform(-0.5, 0.5)),
        )
    mix += 0.12 * wide_noise(
        take, lambda t, f: np.maximum(hand(t) - 0.3, 0) ** 1.4 * bump(f, 5200, 0.8), shared=0.6, window_s=0.02
    )
    return finish_hit(take, mix, peak_dbfs=-6, fade_in_s=0.02)


def paper_tear(take: Take, *, speed: float = 0.5) -> Sound:
    """A sheet torn in two: fibres giving way faster and faster."""
    start_s, end_s = 0.05, min(take.duration_s * 0.8, 1.6 - speed)

    def rip(t: Signal, f: Signal) -> Signal:
        way = np.clip((t - start_s) / (end_s - start_s), 0, 1)
        on = (t > start_s) * (t < end_s)
        return on * (0.4 + 0.6 * way) * (bump(f, 1500 + 2400 * way, 0.75) + 0.3 * bump(f, 7000, 0.7))

    mix = 0.35 * wide_noise(take, rip, shared=0.8, window_s=0.008)
    moments = start_s + (end_s - start_s) * np.sort(take.rng.uniform(0, 1, 220)) ** 0.8
    for at_s in moments:
        fibre = burst(take, 0.006, t60_s=0.004, low_hz=float(take.rng.uniform(900, 3500)), high_hz=11000)
        place(take, mix, fibre, at_s=float(at_s), gain=min(float(take.rng.pareto(2.0)), 2.0) * 0.8)
    return finish_hit(take, mix, peak_dbfs=-4)


def zipper(take: Take, *, speed: float = 0.5) -> Sound:
    """A zip pulled shut: teeth clicking ever faster, the slider's rasp rising with them, the stop."""
    start_s, end_s = 0.05, take.duration_s * 0.82
    teeth = random_modes(take.rng, 5, low_hz=2100, high_hz=8200, t60_s=0.012, tilt=0.3)
    click, mix, at_s = struck(take, 0.02, teeth, hardness_s=0.0003), take.silence(), start_s
    while at_s < end_s:
        way = (at_s - start_s) / (end_s - start_s)
        place(
            take,
            mix,
            click,
            at_s=at_s,
            gain=float(take.rng.uniform(0.5, 1.0)) * (0.5 + 0.5 * way),
            pan=way - 0.5,
        )
        at_s += 1 / (45 + (90 + 120 * speed) * way**1.3)

    def rasp(t: Signal, f: Signal) -> Signal:
        way = np.clip((t - start_s) / (end_s - start_s), 0, 1)
        return (t > start_s) * (t < end_s) * (0.3 + way) * bump(f, 1500 * 2 ** (1.5 * way), 0.4)

    mix += 0.16 * wide_noise(take, rasp, shared=0.8, window_s=0.01)
    stop = struck(take, 0.12, random_modes(take.rng, 6, low_hz=700, high_hz=5200, t60_s=0.06))
    place(take, mix, stop, at_s=end_s, gain=2.2, pan=0.4)
    return finish_hit(take, mix, peak_dbfs=-4)


def keys(take: Take, *, count: float = 6) -> Sound:
    """A bunch of keys shaken and set down: clusters of small bright clinks."""
    bunch = [
        struck(
            take,
            0.35,
            random_modes(take.rng, 5, low_hz=float(low), high_hz=float(low) * 3.5, t60_s=0.24, tilt=0.5),
            hardness_s=0.0003,
        )
        for low in take.rng.uniform(2300, 5200, round(count))
    ]
    mix = take.silence()
    for shake in beats(take, 0.21, start_s=0.05, tail_s=0.4, jitter=0.2):
        for offset in take.rng.exponential(0.03, 7):
            clink = bunch[int(take.rng.integers(len(bunch)))]
            place(
                take,
                mix,
                clink,
                at_s=shake + float(offset),
                gain=float(take.rng.lognormal(-0.8, 0.7)),
                pan=float(take.rng.uniform(-0.4, 0.4)),
            )
    return finish_hit(take, room(take, mix, t60_s=0.3, wet=0.08), peak_dbfs=-4)


def cloth_rustle(take: Take, *, weight: float = 0.5) -> Sound:
    """Hanbok silk moving: soft brushing swells, no clicks."""
    moves = drift(take, period_s=0.38)
    fine = drift(take, period_s=0.03, low=0.4, high=1.2)

    def brush(t: Signal, f: Signal) -> Signal:
        push = np.maximum(moves(t) - 0.25, 0) ** 1.5
        return push * fine(t) * (bump(f, 3000 - 1900 * weight + 1500 * push, 0.75) + 0.3 * bump(f, 420, 0.7))

    return finish_hit(take, wide_noise(take, brush, shared=0.6, window_s=0.02), peak_dbfs=-8, fade_in_s=0.03)


def camera_shutter(take: Take, *, speed: float = 0.5) -> Sound:
    """A film camera: mirror up, curtains, mirror down, then the lever winding on."""
    body = random_modes(take.rng, 8, low_hz=420, high_hz=5200, t60_s=0.045, tilt=0.4)
    mix = take.silence()
    for at_s, gain in (
        (0.03, 1.0),
        (0.052, 0.5),
        (0.10 + 0.1 * (1 - speed), 0.8),
        (0.125 + 0.1 * (1 - speed), 1.0),
    ):
        place(take, mix, struck(take, 0.1, body, hardness_s=0.0006), at_s=at_s, gain=3 * gain)
        place(
            take,
            mix,
            burst(take, 0.012, t60_s=0.008, low_hz=1800, high_hz=10000),
            at_s=at_s,
            gain=0.35 * gain,
        )
    pawl = struck(
        take, 0.03, random_modes(take.rng, 4, low_hz=2600, high_hz=6000, t60_s=0.015), hardness_s=0.0003
    )
    for at_s in np.arange(0.45, min(0.85, take.duration_s - 0.05), 0.028):
        place(take, mix, pawl, at_s=float(at_s), gain=0.6, pan=0.25)
    return finish_hit(take, room(take, mix, t60_s=0.25, wet=0.1), peak_dbfs=-3)
