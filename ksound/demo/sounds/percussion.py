"""Korean bells, gongs, drums and the temple block."""

from typing import Final

import numpy as np

from ksound.demo.sounds.dsp import burst, decay, place, random_modes, ring, room, stereo, struck, tone
from ksound.demo.sounds.take import Signal, Sound, Take, finish_hit

# A cast bell is never quite round, so each mode splits in two close ones that beat against each
# other (맥놀이). Frequency in Hz, the split (the beat rate) in Hz, t60 in s, gain. The first two
# rows are chosen in the manner of the great bell of King Seongdeok.
BELL_PARTIALS: Final = (
    (64.1, 0.35, 26.0, 1.0),
    (168.5, 0.11, 20.0, 0.8),
    (206.8, 0.9, 13.0, 0.35),
    (360.4, 1.6, 9.0, 0.45),
    (477.1, 2.3, 7.0, 0.30),
    (619.2, 2.9, 5.0, 0.30),
    (761.5, 3.4, 4.0, 0.16),
    (1003.0, 4.1, 2.8, 0.15),
    (1349.0, 5.2, 2.0, 0.10),
    (1762.0, 6.0, 1.3, 0.08),
    (2310.0, 7.5, 0.9, 0.05),
)


def temple_bell(take: Take, *, pitch: float = 1.0, beat: float = 1.0) -> Sound:
    """A great bronze bell struck by a log; `pitch` scales the partials, `beat` their splits."""
    modes = []
    for frequency, split, t60_s, gain in BELL_PARTIALS:
        length = min(t60_s / pitch**0.5, take.duration_s * 1.1)
        for side, share in ((-0.5, 0.55), (0.5, 0.45)):
            modes.append((frequency * pitch + side * split * beat, length, gain * share))
    mono = struck(take, take.duration_s, modes, hardness_s=0.006)[: take.frames]
    mix = stereo(take, np.pad(mono, (0, take.frames - mono.size)))
    place(take, mix, burst(take, 0.25, t60_s=0.12, low_hz=60, high_hz=700), at_s=0.0, gain=0.10)
    return finish_hit(
        take,
        room(take, mix, t60_s=2.2, wet=0.10, bright_hz=1500),
        peak_dbfs=-2,
        fade_in_s=0.002,
        fade_out_s=take.duration_s * 0.3,
    )


def jing(take: Take, *, pitch: float = 1.0) -> Sound:
    """징: a large brass gong; the pitch sags after the blow and the tone swells late, 'waa-ng'."""
    clock = take.clock()
    bend = 1 + 0.035 * np.exp(-clock / 0.45)
    mono = np.zeros(take.frames)
    for frequency, t60_s, gain, bloom in (
        (143.0, 9.0, 1.0, 0.03),
        (287.0, 7.0, 0.7, 0.12),
        (431.0, 5.0, 0.45, 0.3),
        (583.0, 4.0, 0.35, 0.35),
        (742.0, 3.2, 0.25, 0.4),
        (1107.0, 2.2, 0.15, 0.4),
        (1630.0, 1.5, 0.10, 0.35),
    ):
        wave = tone(frequency * pitch * bend, take.sample_rate_hz)
        mono += gain * wave * decay(clock, min(t60_s, take.duration_s), attack_s=bloom)
    mono *= 1 + 0.18 * np.sin(2 * np.pi * 3.1 * clock)
    mix = stereo(take, mono)
    place(take, mix, burst(take, 0.1, t60_s=0.07, low_hz=90, high_hz=900), at_s=0.0, gain=0.3)
    return finish_hit(
        take, room(take, mix, t60_s=1.5, wet=0.15), peak_dbfs=-1.5, fade_out_s=take.duration_s * 0.3
    )


def moktak(take: Take, *, pitch: float = 1.0) -> Sound:
    """목탁: the hollow temple block, first calling slow to fast, then keeping the chant's pulse."""
    hollow = [
        (790 * pitch, 0.13, 1.0),
        (1185 * pitch, 0.07, 0.35),
        (1740 * pitch, 0.05, 0.3),
        (2960 * pitch, 0.03, 0.15),
    ]
    mix, at_s, gap, count = take.silence(), 0.05, 0.62, 0
    while at_s < take.duration_s - 0.3 or count == 0:
        place(
            take,
            mix,
            struck(take, 0.25, hollow, hardness_s=0.0009),
            at_s=at_s,
            gain=float(take.rng.uniform(0.85, 1.0)),
        )
        place(take, mix, burst(take, 0.01, t60_s=0.006, low_hz=1500, high_hz=5000), at_s=at_s, gain=0.02)
        at_s, count = at_s + gap, count + 1
        gap = 0.62 if gap < 0.075 else gap * 0.84
    return finish_hit(take, room(take, mix, t60_s=1.1, wet=0.28, bright_hz=2500), peak_dbfs=-2)


def _skin(take: Take, frequency_hz: float, *, t60_s: float, bend: float, tension: float) -> Signal:
    """A drum head (n,): membrane modes whose pitch falls as the stretched skin relaxes."""
    clock = take.clock(t60_s)
    glide = 1 + bend * np.exp(-clock / 0.035)
    total = np.zeros(clock.size)
    for ratio, gain, life in (
        (1.0, 1.0, 1.0),
        (1.59, 0.5, 0.5),
        (2.14, 0.33, 0.35),
        (2.65, 0.2, 0.25),
        (3.6, 0.12, 0.18),
    ):
        wave = tone(frequency_hz * ratio * glide, take.sample_rate_hz)
        total += gain * ratio**tension * wave * decay(clock, t60_s * life, attack_s=0.0015)
    return total


def janggu(take: Take, *, tempo_bpm: float = 96) -> Sound:
    """장구 in 자진모리: 덩 (both heads), 쿵 (left palm), 덕 and 더 (right stick)."""
    kung = _skin(take, 118, t60_s=0.55, bend=0.35, tension=-0.2)
    deok = 0.5 * _skin(take, 392, t60_s=0.16, bend=0.12, tension=0.5)
    stick = burst(take, 0.03, t60_s=0.018, low_hz=1400, high_hz=7500)
    pattern = (("덩", 0), ("덕", 3), ("쿵", 6), ("더", 8), ("덕", 9), ("쿵", 10), ("더", 11))
    mix, bar_s = take.silence(), 12 * 60 / tempo_bpm / 3
    bars = int(take.duration_s / bar_s) + 1
    for bar in range(bars):
        for stroke, eighth in pattern:
            at_s = 0.04 + bar * bar_s + eighth * bar_s / 12 + float(take.rng.normal(0, 0.004))
            if at_s > take.duration_s - 0.25:
                continue
            weight = float(take.rng.uniform(0.85, 1.0)) * (
                1.0 if stroke in "덩쿵" else 0.8 if stroke == "덕" else 0.45
            )
            if stroke in "덩쿵":
                place(take, mix, kung, at_s=at_s, gain=weight, pan=-0.35)
            if stroke in "덩덕더":
                place(take, mix, deok, at_s=at_s, gain=weight, pan=0.35)
                place(take, mix, stick, at_s=at_s, gain=0.55 * weight, pan=0.35)
    return finish_hit(take, room(take, mix, t60_s=0.6, wet=0.15, bright_hz=3000), peak_dbfs=-1.5)


def buk(take: Take, *, pitch: float = 1.0, interval_s: float = 1.5) -> Sound:
    """북: a deep barrel drum, single strokes far apart with an answer on the rim."""
    boom = _skin(take, 72 * pitch, t60_s=min(1.5, take.duration_s), bend=0.3, tension=-0.4)
    rim = struck(
        take, 0.15, random_modes(take.rng, 6, low_hz=520, high_hz=2600, t60_s=0.06), hardness_s=0.0008
    )
    mix, at_s, count = take.silence(), 0.03, 0
    while at_s < take.duration_s - 0.5 or count == 0:
        place(take, mix, boom, at_s=at_s, gain=1 - 0.2 * (count % 2))
        place(take, mix, burst(take, 0.05, t60_s=0.035, low_hz=200, high_hz=2200), at_s=at_s, gain=0.35)
        if take.duration_s > 2 * interval_s and at_s + interval_s * 0.75 < take.duration_s - 0.3:
            place(
                take,
                mix,
                ring(rim, [(880, 0.05, 0.2)], take.sample_rate_hz) + rim,
                at_s=at_s + interval_s * 0.75,
                gain=0.16,
                pan=0.3,
            )
        at_s, count = at_s + interval_s, count + 1
    return finish_hit(take, room(take, mix, t60_s=1.2, wet=0.2, bright_hz=1500), peak_dbfs=-1)
