"""Footsteps on five surfaces, walked at one shared gait."""

import numpy as np

from ksound.demo.sounds.dsp import beats, burst, place, random_modes, room, struck
from ksound.demo.sounds.take import Signal, Sound, Take, finish_hit


def _gait(take: Take, pace_s: float) -> list[tuple[float, float, float]]:
    """(moment, pan, weight) of each step: left and right feet differ a little, nobody walks like a clock."""
    moments = beats(take, pace_s, start_s=0.08, tail_s=0.35, jitter=0.05)
    return [(at_s, 0.14 * (-1) ** i, float(take.rng.uniform(0.75, 1.0))) for i, at_s in enumerate(moments)]


def _crunch(
    take: Take, seconds: float, *, grains: int, low_hz: float, high_hz: float, grain_s: float
) -> Signal:
    """A surface giving way (n,): many tiny breaks, thickest as heel and then toe take the weight."""
    total = np.zeros(take.length(seconds + 2 * grain_s))
    heel = take.rng.normal(0.25, 0.09, grains // 2)
    toe = take.rng.normal(0.62, 0.13, grains - grains // 2)
    for moment in np.clip(np.r_[heel, toe], 0, 1) * seconds:
        centre = low_hz * (high_hz / low_hz) ** take.rng.uniform(0, 1)
        grain = burst(take, grain_s * 2, t60_s=grain_s * 1.5, low_hz=centre * 0.75, high_hz=centre * 1.4)
        start = int(moment * take.sample_rate_hz)
        total[start : start + grain.size] += (
            min(take.rng.lognormal(-0.6, 0.8), 1.4) * grain[: total.size - start]
        )
    return total


def steps_on_wood(take: Take, *, pace_s: float = 0.56) -> Sound:
    """Shoes on a wooden floor (대청마루): hollow heel thump, lighter toe, now and then a creak."""
    boards = [random_modes(take.rng, 9, low_hz=105, high_hz=1300, t60_s=0.2, tilt=0.7) for _ in range(4)]
    mix = take.silence()
    for at_s, pan, weight in _gait(take, pace_s):
        board = boards[int(take.rng.integers(4))]
        place(take, mix, struck(take, 0.4, board, hardness_s=0.004), at_s=at_s, gain=9 * weight, pan=pan)
        tap = burst(take, 0.03, t60_s=0.02, low_hz=600, high_hz=3500)
        place(take, mix, tap, at_s=at_s, gain=0.10 * weight, pan=pan)
        place(
            take,
            mix,
            struck(take, 0.25, board, hardness_s=0.002),
            at_s=at_s + 0.13,
            gain=3.2 * weight,
            pan=pan,
        )
        place(take, mix, tap, at_s=at_s + 0.13, gain=0.06 * weight, pan=pan)
    return finish_hit(take, room(take, mix, t60_s=0.5, wet=0.22, bright_hz=2500), peak_dbfs=-3)


def steps_on_gravel(take: Take, *, pace_s: float = 0.6) -> Sound:
    """Boots on loose gravel: a spray of stone on stone."""
    mix = take.silence()
    for at_s, pan, weight in _gait(take, pace_s):
        crunch = _crunch(take, 0.3, grains=85, low_hz=1300, high_hz=7500, grain_s=0.009)
        place(take, mix, crunch, at_s=at_s, gain=weight, pan=pan)
        place(
            take,
            mix,
            burst(take, 0.1, t60_s=0.09, low_hz=70, high_hz=260),
            at_s=at_s + 0.06,
            gain=0.5,
            pan=pan,
        )
    return finish_hit(take, room(take, mix, t60_s=0.25, wet=0.08), peak_dbfs=-3)


def steps_on_snow(take: Take, *, pace_s: float = 0.72) -> Sound:
    """Boots in fresh cold snow (뽀드득): slow, dull compression with a faint squeak."""
    mix = take.silence()
    for at_s, pan, weight in _gait(take, pace_s):
        crunch = _crunch(take, 0.36, grains=150, low_hz=450, high_hz=2300, grain_s=0.02)
        place(take, mix, crunch, at_s=at_s, gain=weight, pan=pan)
        clock = take.clock(0.2)
        rub = np.sign(
            np.sin(
                2
                * np.pi
                * np.cumsum(95 + 240 * clock + take.rng.normal(0, 30, clock.size))
                / take.sample_rate_hz
            )
        )
        squeak = struck(take, 0.2, [(1050, 0.02, 1.0), (1720, 0.015, 0.6)])
        voice = np.convolve(np.diff(rub, prepend=0), squeak[: take.length(0.02)])[: clock.size]
        place(take, mix, voice * np.hanning(clock.size), at_s=at_s + 0.12, gain=3.0 * weight, pan=pan)
    return finish_hit(take, mix, peak_dbfs=-4)


def steps_on_stone(take: Take, *, pace_s: float = 0.5) -> Sound:
    """Hard heels on flagstones in a long corridor: a crisp click and its echo."""
    heel = random_modes(take.rng, 7, low_hz=900, high_hz=5200, t60_s=0.035)
    mix = take.silence()
    for at_s, pan, weight in _gait(take, pace_s):
        place(take, mix, struck(take, 0.12, heel, hardness_s=0.0006), at_s=at_s, gain=3 * weight, pan=pan)
        place(take, mix, burst(take, 0.05, t60_s=0.03, low_hz=110, high_hz=420), at_s=at_s, gain=0.4, pan=pan)
        scuff = burst(take, 0.07, t60_s=0.08, low_hz=2500, high_hz=8000)
        place(take, mix, scuff, at_s=at_s + 0.1, gain=0.07 * weight, pan=pan)
    return finish_hit(take, room(take, mix, t60_s=1.6, wet=0.3, bright_hz=3500), peak_dbfs=-2)


def horse_hooves(take: Take, *, pace_s: float = 0.46) -> Sound:
    """A horse at the trot on hard ground: clip and clop, two pitches in pairs."""
    hooves = [random_modes(take.rng, 6, low_hz=low, high_hz=low * 5, t60_s=0.06) for low in (430.0, 540.0)]
    mix = take.silence()
    for i, at_s in enumerate(beats(take, pace_s / 2, start_s=0.06, tail_s=0.3, jitter=0.04)):
        late = 0.045 if i % 2 else 0.0
        hoof = struck(take, 0.2, hooves[i % 2], hardness_s=0.0015)
        weight = float(take.rng.uniform(0.7, 1.0))
        place(take, mix, hoof, at_s=at_s + late, gain=4 * weight, pan=0.2 * (-1) ** i)
        place(
            take,
            mix,
            burst(take, 0.05, t60_s=0.05, low_hz=1500, high_hz=6000),
            at_s=at_s + late,
            gain=0.12 * weight,
        )
    return finish_hit(take, room(take, mix, t60_s=0.4, wet=0.15), peak_dbfs=-2)
