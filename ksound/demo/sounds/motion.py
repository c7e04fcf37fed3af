"""Things that cut the air: whoosh, sword, arrow, flag."""

import numpy as np

from ksound.demo.sounds.dsp import (
    bump,
    burst,
    drift,
    place,
    random_modes,
    ring,
    room,
    stereo,
    struck,
    wide_noise,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_bed, finish_hit


def whoosh(take: Take, *, weight: float = 0.5) -> Sound:
    """Air torn by something passing from left to right; heavy things whoosh lower and longer."""
    peak_s = take.duration_s * 0.45
    width = take.duration_s * (0.10 + 0.07 * weight)

    def shape(t: Signal, f: Signal) -> Signal:
        near = np.exp(-np.square((t - peak_s) / width))
        centre = (900 - 600 * weight) * 2 ** (2.0 * near - 0.8 * np.clip((t - peak_s) / width, -1, 2) / 2)
        return near**1.2 * (bump(f, centre, 0.6) + 0.35 * bump(f, centre * 3.2, 0.6))

    mix = wide_noise(take, shape, shared=0.8, window_s=0.012)
    if take.channels == 2:
        angle = np.pi / 2 / (1 + np.exp(-(take.clock() - peak_s) / (width * 0.6)))
        mix *= np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return finish_hit(take, mix, peak_dbfs=-3, fade_in_s=0.05)


def sword_draw(take: Take, *, length: float = 0.5) -> Sound:
    """A blade drawn from a metal-lipped scabbard: a rising scrape, then the steel sings."""
    scrape_s = min(0.35 + 0.4 * length, take.duration_s * 0.45)
    clock = take.clock(scrape_s)
    blade = random_modes(
        take.rng, 12, low_hz=1450 - 500 * length, high_hz=11000, t60_s=min(2.4, take.duration_s), tilt=0.35
    )
    drag = (
        take.rng.standard_normal(clock.size)
        * (clock / scrape_s) ** 1.5
        * (0.4 + drift(take, period_s=0.015)(clock))
    )
    drive = np.zeros(take.frames)
    drive[: clock.size] = drag * 0.03
    release = struck(take, take.duration_s, blade, hardness_s=0.0004)[: take.frames]
    mix = stereo(take, ring(drive, blade, take.sample_rate_hz))
    place(take, mix, release, at_s=scrape_s, gain=2.6, pan=0.2)

    def air(t: Signal, f: Signal) -> Signal:
        way = np.clip(t / scrape_s, 0, 1.0)
        return way**1.5 * (t < scrape_s + 0.02) * bump(f, 2400 * 2 ** (1.4 * way), 0.5)

    mix += 0.5 * wide_noise(take, air, shared=0.8, window_s=0.01)
    return finish_hit(
        take,
        room(take, mix, t60_s=0.8, wet=0.15),
        peak_dbfs=-2,
        fade_in_s=0.02,
        fade_out_s=take.duration_s * 0.3,
    )


def sword_clash(take: Take, *, blows: float = 3) -> Sound:
    """Two blades meeting: hard clang, two sets of steel partials, a slide apart."""
    mix = take.silence()
    count = max(1, min(round(blows), int(take.duration_s / 0.5)))
    for i in range(count):
        at_s = 0.03 + i * (take.duration_s - 0.7) / max(1, count - 0.3) if count > 1 else 0.03
        for low, pan in ((880.0, -0.3), (1130.0, 0.3)):
            steel = random_modes(take.rng, 11, low_hz=low, high_hz=10500, t60_s=0.9, tilt=0.4)
            place(take, mix, struck(take, 0.9, steel, hardness_s=0.0003), at_s=at_s, pan=pan)
        place(take, mix, burst(take, 0.05, t60_s=0.03, low_hz=2500, high_hz=13000), at_s=at_s, gain=0.6)
        slide = burst(take, 0.3, t60_s=0.5, low_hz=4500, high_hz=9500) * np.hanning(take.length(0.3))
        place(take, mix, slide, at_s=at_s + 0.04, gain=0.25, pan=0.2)
    return finish_hit(take, room(take, mix, t60_s=0.9, wet=0.18), peak_dbfs=-1)


def arrow(take: Take, *, distance: float = 0.5) -> Sound:
    """국궁: the bow string's twang, the hiss of flight, the thud in the target."""
    land_s = take.duration_s * (0.55 + 0.15 * distance)
    twang = struck(take, 0.5, [(96.0 * n, 0.35 / n**0.6, 1 / n) for n in range(1, 9)], hardness_s=0.002)
    mix = take.silence()
    place(take, mix, twang / np.abs(twang).max(), at_s=0.03, gain=0.8, pan=-0.5)
    place(take, mix, burst(take, 0.03, t60_s=0.02, low_hz=800, high_hz=5000), at_s=0.03, gain=0.25, pan=-0.5)

    def flight(t: Signal, f: Signal) -> Signal:
        way = np.clip((t - 0.06) / (land_s - 0.06), 0, 1)
        return (
            (t > 0.06) * (t < land_s) * np.sin(np.pi * way) ** 1.3 * bump(f, 3400 * 2 ** (-0.7 * way), 0.28)
        )

    mix += 0.35 * wide_noise(take, flight, shared=0.8, window_s=0.012)
    board = struck(
        take,
        0.35,
        random_modes(take.rng, 8, low_hz=130, high_hz=1500, t60_s=0.14, tilt=0.8),
        hardness_s=0.002,
    )
    place(take, mix, board / np.abs(board).max(), at_s=land_s, gain=1.0, pan=0.5)
    quiver = struck(take, 0.4, [(61.0, 0.3, 1.0), (122.0, 0.2, 0.5)], hardness_s=0.003)
    place(take, mix, quiver / np.abs(quiver).max(), at_s=land_s + 0.01, gain=0.3, pan=0.5)
    return finish_hit(take, mix, peak_dbfs=-2)


def flag_flap(take: Take, *, force: float = 0.5) -> Sound:
    """A banner in wind: soft cracks of cloth at an uneven flutter."""
    mix, at_s = take.silence(), 0.05
    gust = drift(take, period_s=0.9)
    while at_s < take.duration_s:
        push = float(gust(np.array(at_s)))
        flap = burst(take, 0.09, t60_s=0.05 + 0.04 * push, low_hz=140, high_hz=700 + 1800 * push)
        place(take, mix, flap, at_s=at_s, gain=0.2 + push**1.5, pan=float(take.rng.uniform(-0.4, 0.4)))
        at_s += float(take.rng.uniform(0.7, 1.3)) / (5 + 7 * push * (0.5 + force))
    mix += 0.25 * wide_noise(take, lambda t, f: gust(t) * bump(f, 240, 0.9))
    return finish_bed(take, mix, lufs=-23)
