"""Heart, breath and hands."""

import numpy as np

from ksound.demo.sounds.dsp import (
    beats,
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


def heartbeat(take: Take, *, bpm: float = 72) -> Sound:
    """A heart through a stethoscope: lub and a shorter, higher dub, at `bpm`."""
    clock = take.clock(0.2)

    def valve(low_hz: float, t60_s: float) -> Signal:
        body = tone(low_hz * (1 + 0.9 * np.exp(-clock / 0.02)), take.sample_rate_hz)
        return (body + 0.35 * tone(clock * 0 + low_hz * 2.3, take.sample_rate_hz)) * decay(
            clock, t60_s, attack_s=0.012
        )

    lub, dub = valve(44, 0.16), valve(58, 0.11)
    mix = take.silence()
    for at_s in beats(take, 60 / bpm, start_s=0.08, tail_s=0.5):
        place(take, mix, lub, at_s=at_s)
        place(take, mix, dub, at_s=at_s + 0.3 * (60 / bpm) ** 0.5, gain=0.65)
    mix += 0.012 * wide_noise(take, lambda t, f: bump(f, 90, 0.8) + 0 * t)
    return finish_hit(take, mix, peak_dbfs=-3, fade_in_s=0.03)


def breathing(take: Take, *, effort: float = 0.4) -> Sound:
    """Calm to laboured breath: brighter in, darker and longer out."""
    cycle_s = 3.8 - 2.2 * effort

    def air(t: Signal, f: Signal) -> Signal:
        phase = np.mod(t / cycle_s, 1.0)
        inward = np.clip(np.sin(np.pi * phase / 0.4), 0, 1) ** 1.3 * (phase < 0.4)
        outward = np.clip(np.sin(np.pi * (phase - 0.45) / 0.5), 0, 1) ** 0.9 * (phase > 0.45) * (phase < 0.95)
        throat_in = bump(f, 1900, 0.45) + 0.5 * bump(f, 5200, 0.5)
        throat_out = bump(f, 760, 0.45) + 0.45 * bump(f, 1500, 0.3) + 0.12 * bump(f, 4300, 0.6)
        return inward * 0.7 * throat_in + outward * throat_out

    return finish_hit(take, wide_noise(take, air, shared=0.9, window_s=0.02), peak_dbfs=-8, fade_in_s=0.05)


def applause(take: Take, *, people: float = 40) -> Sound:
    """A hall clapping: every pair of hands has its own pitch and place; it swells and thins out."""
    mix = take.silence()
    clock = take.clock()
    for _ in range(round(people)):
        pitch = float(take.rng.uniform(650, 2100))
        clap = burst(
            take, 0.04, t60_s=float(take.rng.uniform(0.015, 0.035)), low_hz=pitch * 0.7, high_hz=pitch * 2.2
        )
        pan, gain = float(take.rng.uniform(-0.9, 0.9)), float(take.rng.lognormal(-0.5, 0.5))
        at_s, gap = float(take.rng.exponential(0.35)), float(take.rng.uniform(0.17, 0.28))
        leave_s = take.duration_s * float(take.rng.uniform(0.72, 1.0))
        while at_s < leave_s:
            place(take, mix, clap, at_s=at_s, gain=gain * float(take.rng.uniform(0.6, 1.0)), pan=pan)
            at_s += gap * float(take.rng.uniform(0.9, 1.1))
    mix *= np.clip(clock / 0.5, 0, 1)[:, None]
    return finish_bed(take, room(take, mix, t60_s=1.3, wet=0.35), lufs=-20, fade_out_s=take.duration_s * 0.2)


def crunchy_bite(take: Take, *, hardness: float = 0.5) -> Sound:
    """Chewing radish kimchi (깍두기): a sharp first bite, then softer and softer crunches."""
    mix = take.silence()
    for i, at_s in enumerate(beats(take, 0.52, start_s=0.06, tail_s=0.35, jitter=0.08)):
        strength = 1.0 if i == 0 else 0.75 * 0.95**i
        for moment in np.sort(take.rng.exponential(0.035, round(30 * (0.5 + hardness)))):
            low = float(take.rng.uniform(500, 1900)) * (0.8 + 0.6 * hardness)
            chip = burst(take, 0.014, t60_s=0.01, low_hz=low, high_hz=low * 3.2)
            place(
                take,
                mix,
                chip,
                at_s=at_s + float(moment),
                gain=strength * min(float(take.rng.lognormal(-0.5, 0.8)), 1.5),
            )
        place(
            take, mix, burst(take, 0.06, t60_s=0.05, low_hz=90, high_hz=380), at_s=at_s, gain=0.5 * strength
        )
    return finish_hit(take, mix, peak_dbfs=-5)


def whispers(take: Take, *, voices: float = 6) -> Sound:
    """Whispering all around: unvoiced syllables, sibilants on top, never a word."""
    mix = take.silence()
    for at_s in random_moments(take, 3.2 * voices):
        centre = float(take.rng.choice((900.0, 1400.0, 2100.0, 2800.0, 5600.0, 6900.0)))
        seconds = float(take.rng.uniform(0.06, 0.2))
        grain = burst(take, seconds, t60_s=3.0, low_hz=centre * 0.75, high_hz=centre * 1.35)
        place(
            take,
            mix,
            grain * np.hanning(grain.size),
            at_s=at_s,
            gain=float(take.rng.uniform(0.3, 1.0)),
            pan=float(take.rng.uniform(-0.95, 0.95)),
        )
    breath = drift(take, period_s=0.5)
    mix += 0.08 * wide_noise(take, lambda t, f: breath(t) * bump(f, 1200, 0.9))
    return finish_bed(take, room(take, mix, t60_s=1.6, wet=0.35), lufs=-26)
