"""Glass, metal, coins and fulling sticks: things struck or broken."""

import numpy as np

from ksound.demo.sounds.dsp import burst, place, random_modes, room, struck
from ksound.demo.sounds.take import Sound, Take, finish_hit


def glass_break(take: Take, *, size: float = 0.5) -> Sound:
    """A pane bursting: a crack, a rain of shards, then stragglers tinkling on the floor."""
    mix = take.silence()
    place(take, mix, burst(take, 0.1, t60_s=0.09, low_hz=400, high_hz=15000), at_s=0.02, gain=0.8)
    place(
        take,
        mix,
        struck(take, 0.15, random_modes(take.rng, 6, low_hz=260, high_hz=1800, t60_s=0.08)),
        at_s=0.02,
        gain=2.0,
    )
    shards = []
    for low in take.rng.uniform(1700, 6500, 26):
        modes = random_modes(take.rng, 5, low_hz=float(low), high_hz=float(low) * 3.2, t60_s=0.22, tilt=0.6)
        shards.append(struck(take, 0.3, modes, hardness_s=0.0003))
    falls = np.r_[take.rng.exponential(0.05, 60), 0.28 + take.rng.exponential(0.28, int(70 + 120 * size))]
    for moment in falls:
        shard = shards[int(take.rng.integers(len(shards)))]
        gain = float(take.rng.lognormal(-1.1, 0.7)) * float(np.exp(-moment / 1.1))
        place(take, mix, shard, at_s=0.03 + float(moment), gain=gain, pan=float(take.rng.uniform(-0.8, 0.8)))
    return finish_hit(take, room(take, mix, t60_s=0.6, wet=0.15, bright_hz=7000), peak_dbfs=-1)


def metal_hit(take: Take, *, size: float = 0.5) -> Sound:
    """A hammer on a hanging steel plate: dense inharmonic partials, bright first, then a hum."""
    low = 340 - 260 * size
    plate = random_modes(
        take.rng, 34, low_hz=low, high_hz=9500, t60_s=min(1.6 + 3 * size, take.duration_s), tilt=0.42
    )
    plate = [(f, t, g * (f / low) ** 0.12) for f, t, g in plate]
    mix = take.silence()
    hits = [0.01] if take.duration_s < 5 else [0.01, take.duration_s * 0.42]
    for i, at_s in enumerate(hits):
        blow = struck(take, take.duration_s, plate, hardness_s=0.00025)
        place(take, mix, blow, at_s=at_s, gain=1 - 0.25 * i)
        place(take, mix, burst(take, 0.03, t60_s=0.015, low_hz=1500, high_hz=12000), at_s=at_s, gain=0.3)
    return finish_hit(
        take, room(take, mix, t60_s=1.4, wet=0.18), peak_dbfs=-1, fade_out_s=take.duration_s * 0.3
    )


def coin(take: Take, *, pitch: float = 1.0) -> Sound:
    """A coin dropped on a table: bounces that hurry, then a spin that settles."""
    disc = random_modes(take.rng, 6, low_hz=3100 * pitch, high_hz=12500 * pitch, t60_s=0.35, tilt=0.5)
    ping, mix = struck(take, 0.4, disc, hardness_s=0.0003), take.silence()
    table = struck(
        take, 0.1, random_modes(take.rng, 5, low_hz=260, high_hz=1300, t60_s=0.05), hardness_s=0.001
    )
    at_s, gap, gain = 0.04, 0.27, 1.0
    while gap > 0.018 and at_s < take.duration_s - 0.05:
        place(take, mix, ping * float(take.rng.uniform(0.85, 1.0)), at_s=at_s, gain=gain, pan=0.1)
        place(take, mix, table, at_s=at_s, gain=gain * 1.3, pan=0.1)
        at_s, gap, gain = at_s + gap, gap * 0.74, gain * 0.8
    while gap > 0.009 and at_s < take.duration_s - 0.1:
        place(take, mix, ping, at_s=at_s, gain=gain * 0.9, pan=0.1)
        at_s, gap, gain = at_s + gap, gap * 0.985, gain * 0.97
    return finish_hit(take, room(take, mix, t60_s=0.3, wet=0.1), peak_dbfs=-3)


def dadeumi(take: Take, *, tempo_hz: float = 5.6) -> Sound:
    """다듬이: two women beating starched cloth on a fulling stone, four clubs in turn."""
    clubs = [
        random_modes(take.rng, 7, low_hz=low, high_hz=low * 4.2, t60_s=0.075, tilt=0.6)
        for low in (560.0, 640.0, 735.0, 830.0)
    ]
    stone = [(118.0, 0.16, 1.0), (187.0, 0.1, 0.6), (305.0, 0.07, 0.3)]
    mix, at_s, stroke = take.silence(), 0.06, 0
    while at_s < take.duration_s - 0.25 or stroke == 0:
        accent = (1.0, 0.55, 0.75, 0.6)[stroke % 4]
        pan = (-0.4, 0.4, -0.25, 0.25)[stroke % 4]
        place(
            take,
            mix,
            struck(take, 0.15, clubs[stroke % 4], hardness_s=0.0013),
            at_s=at_s,
            gain=4 * accent,
            pan=pan,
        )
        place(
            take,
            mix,
            struck(take, 0.25, stone, hardness_s=0.003),
            at_s=at_s,
            gain=5.0 * accent,
            pan=pan * 0.5,
        )
        place(
            take,
            mix,
            burst(take, 0.04, t60_s=0.03, low_hz=900, high_hz=3800),
            at_s=at_s,
            gain=0.05 * accent,
            pan=pan,
        )
        at_s += (1 + (0.13, -0.13)[stroke % 2]) / tempo_hz + float(take.rng.normal(0, 0.006))
        stroke += 1
    return finish_hit(take, room(take, mix, t60_s=0.35, wet=0.16, bright_hz=2600), peak_dbfs=-2)
