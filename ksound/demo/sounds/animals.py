"""Birds and frogs."""

import numpy as np

from ksound.demo.sounds.dsp import bump, place, pulses, ring, room, tone, wide_noise
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed, finish_hit


def _air(take: Take, *, centre_hz: float = 350) -> Signal:
    """The quiet air around an outdoor recording (frames, channels)."""
    return wide_noise(take, lambda t, f: bump(f, centre_hz, 1.6) + 0 * t)


def _chirp(
    take: Take, seconds: float, *, from_hz: float, to_hz: float, arch: float = 0.0, trill_hz: float = 0.0
) -> Signal:
    """One whistled syllable (n,): a glide that may arch upwards and may tremble."""
    clock = take.clock(seconds)
    way = clock / seconds
    curve = from_hz * (to_hz / from_hz) ** way * (1 + arch * np.sin(np.pi * way))
    if trill_hz:
        curve *= 1 + 0.09 * np.sin(2 * np.pi * trill_hz * clock)
    wave = tone(curve, take.sample_rate_hz) + 0.12 * tone(2 * curve, take.sample_rate_hz)
    return wave * np.sin(np.pi * way) ** 0.7


def songbird(take: Take, *, pitch: float = 1.0) -> Sound:
    """A small songbird: whistled phrases built of a few repeated syllables, with rests."""
    syllables = [
        {
            "seconds": float(take.rng.uniform(0.05, 0.2)),
            "from_hz": float(take.rng.uniform(2800, 5200)) * pitch,
            "to_hz": float(take.rng.uniform(2800, 6000)) * pitch,
            "arch": float(take.rng.uniform(-0.15, 0.3)),
            "trill_hz": float(take.rng.choice((0, 0, 38, 55))),
        }
        for _ in range(5)
    ]
    mix, at_s = take.silence(), 0.1
    while at_s < take.duration_s - 0.3:
        for index in take.rng.integers(0, 5, int(take.rng.integers(2, 4))):
            for _ in range(int(take.rng.integers(1, 5))):
                note = _chirp(take, **syllables[int(index)])
                if at_s + note.size / take.sample_rate_hz < take.duration_s - 0.05:
                    place(take, mix, note, at_s=at_s, gain=float(take.rng.uniform(0.6, 1.0)), pan=0.25)
                at_s += note.size / take.sample_rate_hz + 0.035
        at_s += float(take.rng.uniform(0.35, 1.1))
    mix = room(take, mix, t60_s=0.9, wet=0.18, bright_hz=5000) + 0.004 * _air(take)
    return finish_hit(take, mix, peak_dbfs=-9, fade_in_s=0.05)


def scops_owl(take: Take, *, pitch: float = 1.0) -> Sound:
    """소쩍새 on a spring night: a pure call in two or three hollow notes, over and over, far off."""
    mix, at_s = take.silence(), 0.25
    while at_s < take.duration_s - 0.7 or at_s == 0.25:
        for delay, f0, seconds in ((0.0, 905.0, 0.13), (0.22, 905.0, 0.13), (0.5, 820.0, 0.22)):
            note = _chirp(take, seconds, from_hz=f0 * pitch, to_hz=f0 * 0.96 * pitch, arch=0.03)
            place(take, mix, note, at_s=at_s + delay, pan=-0.3)
        at_s += 1.75 + float(take.rng.normal(0, 0.08))
    mix = room(take, mix, t60_s=2.0, wet=0.5, bright_hz=1800) + 0.012 * _air(take)
    return finish_hit(take, mix, peak_dbfs=-6, fade_in_s=0.1)


def magpie(take: Take, *, pitch: float = 1.0) -> Sound:
    """까치: rough rattling chatter in bursts of six to ten."""
    mix, at_s = take.silence(), 0.06
    throat = [(1750.0 * pitch, 0.012, 1.0), (2900.0 * pitch, 0.01, 0.8), (4300.0 * pitch, 0.008, 0.4)]
    while at_s < max(take.duration_s - 0.4, 0.1):
        for _ in range(int(take.rng.integers(6, 11))):
            clock = take.clock(0.07)
            rasp = take.rng.uniform(0.75, 1.25, clock.size)
            f0 = 330 * pitch * (1 + 0.25 * np.sin(np.pi * clock / 0.07)) * rasp
            drive = pulses(f0, take.sample_rate_hz) + 0.05 * take.rng.standard_normal(clock.size)
            rough = ring(drive, throat, take.sample_rate_hz)
            if at_s < take.duration_s - 0.12:
                place(
                    take,
                    mix,
                    rough * np.sin(np.pi * clock / 0.0701) ** 0.5,
                    at_s=at_s,
                    gain=float(take.rng.uniform(0.7, 1.0)),
                    pan=0.2,
                )
            at_s += float(take.rng.uniform(0.095, 0.12))
        at_s += float(take.rng.uniform(0.5, 1.0))
    return finish_hit(take, room(take, mix, t60_s=0.8, wet=0.15), peak_dbfs=-3)


def frogs(take: Take, *, crowd: float = 0.5) -> Sound:
    """Tree frogs in a rice paddy after rain: each keeps its own pulse, the chorus comes in waves."""
    mix = take.silence()
    clock = take.clock(0.26)
    for _ in range(3 + round(11 * crowd)):
        pitch = float(take.rng.uniform(780, 1250))
        pulses = np.maximum(0, np.sin(2 * np.pi * float(take.rng.uniform(34, 52)) * clock)) ** 3
        voice = tone(pitch * (1 + 0.05 * clock / 0.26), take.sample_rate_hz) + 0.7 * tone(
            2 * pitch * (1 + 0.05 * clock / 0.26), take.sample_rate_hz
        )
        croak = voice * pulses * np.sin(np.pi * clock / 0.2601) ** 0.5
        gap, at_s = float(take.rng.uniform(0.42, 0.62)), float(take.rng.uniform(0, 1.2))
        pan, gain = float(take.rng.uniform(-0.95, 0.95)), float(take.rng.lognormal(-0.6, 0.6))
        while at_s < take.duration_s:
            if np.sin(2 * np.pi * (at_s / 5.5) + pan) > -0.75:
                place(take, mix, croak, at_s=at_s, gain=gain, pan=pan)
            at_s += gap * float(take.rng.uniform(0.95, 1.05))
    mix = room(take, mix, t60_s=0.8, wet=0.2) + 0.02 * _air(take, centre_hz=600)
    return finish_bed(take, mix, lufs=-23)


def rooster(take: Take, *, pitch: float = 1.0) -> Sound:
    """A cock crowing at dawn, 꼬끼오: four syllables, the last long and cracking."""
    mix = take.silence()
    throat = [(1150.0, 0.012, 1.0), (2350.0, 0.01, 0.7), (3400.0, 0.01, 0.35)]
    for at_s, seconds, from_hz, to_hz in (
        (0.08, 0.16, 520, 610),
        (0.3, 0.14, 640, 690),
        (0.5, 0.24, 690, 820),
        (0.8, 0.95, 860, 430),
    ):
        clock = take.clock(seconds)
        way = clock / seconds
        f0 = (
            from_hz
            * (to_hz / from_hz) ** (way**1.6)
            * pitch
            * (1 + 0.012 * take.rng.standard_normal(clock.size))
        )
        drive = pulses(f0, take.sample_rate_hz)
        note = ring(drive - drive.mean(), throat, take.sample_rate_hz) * np.sin(np.pi * way) ** 0.35
        place(take, mix, note, at_s=at_s, gain=0.8 if seconds < 0.3 else 1.0)
    return finish_hit(take, room(take, mix, t60_s=1.0, wet=0.2), peak_dbfs=-6)
