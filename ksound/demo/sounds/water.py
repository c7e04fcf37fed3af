"""Sea, stream, drops and pouring."""

import numpy as np

from ksound.demo.sounds.dsp import bump, decay, drift, place, random_moments, room, wide_noise
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed, finish_hit


def bubble(take: Take, frequency_hz: float, *, t60_s: float, rise: float = 0.15) -> Signal:
    """A ringing air bubble (n,): a short sine whose pitch climbs as it nears the surface (Minnaert)."""
    clock = take.clock(t60_s)
    phase = 2 * np.pi * frequency_hz * (clock + rise * clock**2 / (2 * t60_s))
    return np.sin(phase) * decay(clock, t60_s, attack_s=0.002)


def _bubbles(take: Take, per_second: float, *, low_hz: float, high_hz: float) -> Signal:
    """A cloud of bubbles (frames, channels) of mixed sizes; big ones are few, loud and low."""
    pitches = low_hz * (high_hz / low_hz) ** take.rng.uniform(0, 1, 72)
    grains = [
        bubble(take, float(p), t60_s=float(26 / p + 0.012), rise=float(take.rng.uniform(0.1, 0.9)))
        for p in pitches
    ]
    mix = take.silence()
    for at_s in random_moments(take, per_second):
        index = int(take.rng.integers(len(grains)))
        gain = float(min(take.rng.lognormal(0, 0.7), 2.5) * (low_hz / pitches[index]) ** 0.45)
        place(take, mix, grains[index], at_s=at_s, gain=gain, pan=float(take.rng.uniform(-0.85, 0.85)))
    return mix


def sea(take: Take, *, size: float = 0.5) -> Sound:
    """Waves that gather, break and drain back with a hiss; `size` 0 (shingle beach) to 1 (surf)."""
    gap = 5.0 + 3.0 * size
    crests = np.cumsum(np.r_[min(2.6, take.duration_s * 0.35), take.rng.uniform(0.8, 1.25, 14) * gap])
    heights = take.rng.uniform(0.65, 1.0, crests.size)

    def shape(t: Signal, f: Signal) -> Signal:
        swell, crash, drain = t * 0 + 0.08, t * 0, t * 0 + 0.05
        for crest, height in zip(crests, heights, strict=True):
            since = t - crest
            swell = swell + height * np.exp(-np.square(since / 1.7))
            crash = crash + height * np.where(since < 0, np.exp(since / 0.28), np.exp(-since / (0.9 + size)))
            drain = drain + height * np.exp(-np.square((since - 1.9) / 1.3))
        return (
            (0.5 + size) * swell * bump(f, 130, 1.1)
            + crash * (bump(f, 700, 1.2) + 0.5 * bump(f, 2800, 1.1))
            + 0.3 * drain * bump(f, 6200, 0.7)
        )

    return finish_bed(
        take,
        wide_noise(take, shape, shared=0.35, window_s=0.06, lag_s=0.35),
        lufs=-22,
        fade_in_s=0.6,
        fade_out_s=1.2,
    )


def stream(take: Take, *, flow: float = 0.5) -> Sound:
    """A brook over stones: babbling bubbles on a thin wash."""
    babble = drift(take, period_s=0.4, low=0.6, high=1.2)

    def wash(t: Signal, f: Signal) -> Signal:
        return babble(t) * (bump(f, 900, 0.9) * flow + 0.35 * bump(f, 3400, 0.9))

    mix = 2.0 * _bubbles(take, 90 + 110 * flow, low_hz=380, high_hz=3200) + 0.25 * wide_noise(take, wash)
    return finish_bed(take, mix, lufs=-24)


def water_drops(take: Take, *, per_second: float = 1.4, cave: float = 0.7) -> Sound:
    """Single drops into still water: a tick, then the bubble's rising plink, in a wet cave."""
    mix = take.silence()
    at_s = 0.12
    while at_s < take.duration_s - 0.5 or at_s == 0.12:
        pitch = float(take.rng.uniform(600, 1900))
        gain, pan = float(take.rng.uniform(0.45, 1.0)), float(take.rng.uniform(-0.7, 0.7))
        tick = take.rng.standard_normal(take.length(0.003)) * 0.25
        place(take, mix, tick, at_s=at_s, gain=gain * 0.5, pan=pan)
        place(take, mix, bubble(take, pitch, t60_s=0.16, rise=0.5), at_s=at_s + 0.012, gain=gain, pan=pan)
        if take.rng.random() < 0.4:
            place(
                take,
                mix,
                bubble(take, pitch * 1.6, t60_s=0.08, rise=0.7),
                at_s=at_s + 0.09,
                gain=gain * 0.4,
                pan=pan,
            )
        at_s += float(take.rng.gamma(6.0, 1 / (6.0 * per_second)))
    return finish_hit(take, room(take, mix, t60_s=0.4 + 2.2 * cave, wet=0.45 * cave), peak_dbfs=-3)


def pour(take: Take, *, cup: float = 0.5) -> Sound:
    """A drink poured until the cup is full: the air column shortens, so the resonance climbs."""
    end = take.duration_s * 0.86

    def shape(t: Signal, f: Signal) -> Signal:
        fill = np.clip(t / end, 0, 1)
        running = np.clip(t / 0.08, 0, 1) * np.clip((end - t) / 0.12, 0, 1)
        column = (520 - 160 * cup) * 2 ** (1.9 * fill**1.4)
        return running * (
            1.6 * bump(f, column, 0.09) + 0.6 * bump(f, column * 2.9, 0.08) + 0.16 * bump(f, 3800, 0.9)
        )

    splash = _bubbles(take, 130, low_hz=500, high_hz=2600)
    clock = take.clock()
    splash *= (np.clip(clock / 0.08, 0, 1) * np.clip((end - clock) / 0.12, 0, 1))[:, None]
    mix = wide_noise(take, shape, shared=0.85, window_s=0.03) + 0.8 * splash
    for delay, pitch in ((0.05, 1500.0), (0.24, 1750.0)):
        place(take, mix, bubble(take, pitch, t60_s=0.12, rise=0.5), at_s=end + delay, gain=0.8)
    return finish_hit(take, mix, peak_dbfs=-4, fade_in_s=0.01)
