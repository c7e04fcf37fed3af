"""Places full of people: murmur, market, café, station, room tone."""

import numpy as np

from ksound.demo.sounds.dsp import (
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
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed
from ksound.demo.sounds.voices import syllable


def _babble(take: Take, voices: int) -> Signal:
    """Many people talking at once (frames, channels); each has a place, a pitch and a rhythm."""
    mix = take.silence()
    for _ in range(voices):
        woman = take.rng.random() < 0.5
        pitch = float(take.rng.uniform(180, 245) if woman else take.rng.uniform(95, 140))
        words = [
            syllable(
                take,
                float(take.rng.uniform(0.1, 0.24)),
                pitch_hz=pitch * float(take.rng.uniform(0.85, 1.2)),
                tract=1.12 if woman else 0.95,
            )
            for _ in range(9)
        ]
        pan, gain = float(take.rng.uniform(-0.95, 0.95)), float(take.rng.lognormal(-0.4, 0.4))
        at_s = float(take.rng.uniform(-0.5, 0.6))
        while at_s < take.duration_s:
            for _ in range(int(take.rng.integers(3, 10))):
                word = words[int(take.rng.integers(len(words)))]
                place(take, mix, word, at_s=at_s, gain=gain * float(take.rng.uniform(0.5, 1.0)), pan=pan)
                at_s += word.size / take.sample_rate_hz * float(take.rng.uniform(0.8, 1.1))
            at_s += float(take.rng.exponential(0.6))
    return mix


def _floor(take: Take, centre_hz: float) -> Signal:
    return wide_noise(take, lambda t, f: bump(f, centre_hz, 1.2) + 0.15 * bump(f, 90, 0.8) + 0 * t)


def murmur(take: Take, *, voices: float = 16) -> Sound:
    """A hall waiting for the curtain: talk on all sides, no word to be made out."""
    mix = room(take, _babble(take, round(voices)), t60_s=1.5, wet=0.9, bright_hz=2500)
    return finish_bed(take, mix + 0.1 * _floor(take, 300), lufs=-23)


def market(take: Take, *, bustle: float = 0.5) -> Sound:
    """A traditional market: talk, hawkers' calls, metal bowls, sacks dropped, knives on boards."""
    mix = 0.7 * room(take, _babble(take, 8 + round(8 * bustle)), t60_s=0.7, wet=0.5)
    for at_s in np.cumsum(take.rng.uniform(1.6, 3.6, 40)):
        pan, base = float(take.rng.uniform(-0.8, 0.8)), float(take.rng.uniform(170, 290))
        moment = float(at_s)
        for step, seconds, vowel in ((1.0, 0.2, 2), (1.12, 0.2, 0), (1.0, 0.2, 2), (1.26, 0.55, 0)):
            call = syllable(take, seconds, pitch_hz=base * step, bend=0.06, tract=1.05, vowel=vowel)
            place(take, mix, call, at_s=moment, gain=1.3, pan=pan)
            moment += seconds
    bowl = struck(
        take,
        0.7,
        random_modes(take.rng, 9, low_hz=720, high_hz=7000, t60_s=0.55, tilt=0.5),
        hardness_s=0.0006,
    )
    board = struck(
        take, 0.12, random_modes(take.rng, 6, low_hz=380, high_hz=2500, t60_s=0.05), hardness_s=0.001
    )
    for at_s in random_moments(take, 0.5 + bustle):
        place(
            take,
            mix,
            bowl,
            at_s=at_s,
            gain=float(take.rng.uniform(0.3, 1.2)),
            pan=float(take.rng.uniform(-0.9, 0.9)),
        )
    for at_s in random_moments(take, 0.35):
        for i in range(int(take.rng.integers(4, 9))):
            place(take, mix, board, at_s=at_s + 0.17 * i, gain=1.6, pan=0.6)
    return finish_bed(take, mix + 0.12 * _floor(take, 500), lufs=-21)


def cafe(take: Take, *, voices: float = 6) -> Sound:
    """A small café: low talk, cups on saucers, the steam wand now and then."""
    mix = 0.6 * room(take, _babble(take, round(voices)), t60_s=0.6, wet=0.5, bright_hz=2200)
    cups = [
        struck(
            take,
            0.5,
            random_modes(take.rng, 5, low_hz=float(low), high_hz=float(low) * 4, t60_s=0.3),
            hardness_s=0.0004,
        )
        for low in (1900.0, 2400.0, 3100.0)
    ]
    for at_s in random_moments(take, 1.1):
        for i in range(int(take.rng.integers(1, 3))):
            place(
                take,
                mix,
                cups[int(take.rng.integers(3))],
                at_s=at_s + 0.12 * i,
                gain=float(take.rng.uniform(0.3, 1.1)),
                pan=float(take.rng.uniform(-0.8, 0.8)),
            )
    wand = burst(take, 1.6, t60_s=30, low_hz=2200, high_hz=8500)
    place(take, mix, wand * np.hanning(wand.size) ** 0.4, at_s=take.duration_s * 0.45, gain=0.35, pan=0.7)
    return finish_bed(take, mix + 0.1 * _floor(take, 240), lufs=-25)


def room_tone(take: Take, *, air: float = 0.5) -> Sound:
    """An empty room: ventilation far off, almost nothing, never quite still."""
    slow = drift(take, period_s=3.0, low=0.85, high=1.1)

    def still(t: Signal, f: Signal) -> Signal:
        return slow(t) * (bump(f, 70, 0.9) + air * 0.35 * bump(f, 300, 0.9) + 0.03 * bump(f, 3000, 1.2))

    return finish_bed(take, wide_noise(take, still, shared=0.3, window_s=0.08), lufs=-38)


def traffic(take: Take, *, flow: float = 0.5) -> Sound:
    """A city road from the pavement: a distant bed and cars that come up, pass and go."""
    moments = np.cumsum(take.rng.exponential(3.2 - 2 * flow, 40)) + 0.8
    sizes = take.rng.uniform(0.5, 1.0, 40)
    spans = take.rng.uniform(0.7, 1.3, 40)

    def road(t: Signal, f: Signal) -> Signal:
        picture = 0.22 * below_road(f) + 0 * t
        for moment, size, span in zip(moments, sizes, spans, strict=True):
            near = size / (1 + np.square((t - moment) / (0.5 * span)))
            picture = picture + near * (
                bump(f, 95, 0.6) + near * (0.5 * bump(f, 850, 0.8) + 0.15 * bump(f, 3000, 0.7))
            )
        return picture

    return finish_bed(take, wide_noise(take, road, shared=0.4, window_s=0.06, lag_s=0.3), lufs=-23)


def below_road(frequencies: Signal) -> Signal:
    """The spectrum of a far-off road: mostly under 200 Hz."""
    return bump(frequencies, 80, 0.9) + 0.2 * bump(frequencies, 400, 0.9)
