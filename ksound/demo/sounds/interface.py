"""Interfaces, alarms, telephones and game sounds."""

import numpy as np

from ksound.demo.sounds.dsp import (
    beats,
    bump,
    burst,
    decay,
    place,
    random_modes,
    room,
    stereo,
    struck,
    tone,
    wide_noise,
)
from ksound.demo.sounds.take import Signal, Sound, Take, finish_hit


def _blip(
    take: Take, frequency_hz: float, seconds: float, *, bright: float = 0.3, bend: float = 0.0
) -> Signal:
    clock = take.clock(seconds)
    curve = frequency_hz * (1 + bend * clock / seconds)
    wave = tone(curve, take.sample_rate_hz) + bright * tone(2 * curve, take.sample_rate_hz)
    return wave * decay(clock, seconds, attack_s=0.002) * np.minimum(1, (seconds - clock) / 0.004)


def ui_confirm(take: Take, *, pitch: float = 1.0, up: float = 1) -> Sound:
    """Two soft tones: a fifth up to say yes, down (`up` = 0) to say no."""
    mix = take.silence()
    steps = (1.0, 1.5) if up else (1.0, 0.75)
    for i, step in enumerate(steps):
        note = _blip(take, 784 * pitch * step, min(0.45, take.duration_s * 0.6), bright=0.25 if up else 0.7)
        place(take, mix, note, at_s=0.01 + 0.09 * i, pan=0.15 * (2 * i - 1))
    return finish_hit(take, room(take, mix, t60_s=0.25, wet=0.12), peak_dbfs=-6)


def ui_click(take: Take, *, pitch: float = 1.0) -> Sound:
    """A dry tap: a few milliseconds of body and a bright edge, then its release."""
    body = random_modes(take.rng, 4, low_hz=1250 * pitch, high_hz=6200 * pitch, t60_s=0.02, tilt=0.4)
    mix = take.silence()
    for at_s, gain in ((0.012, 1.0), (0.085, 0.35)):
        place(take, mix, struck(take, 0.06, body, hardness_s=0.0005), at_s=at_s, gain=gain)
    return finish_hit(take, mix, peak_dbfs=-6)


def notification(take: Take, *, pitch: float = 1.0) -> Sound:
    """A message chime: three glassy notes rising over an open chord."""
    mix = take.silence()
    for i, step in enumerate((1.0, 1.25, 1.875)):
        f0 = 1047 * pitch * step
        bell = struck(
            take,
            min(1.2, take.duration_s),
            [(f0, 1.1, 1.0), (f0 * 2.0, 0.7, 0.3), (f0 * 3.01, 0.4, 0.2)],
            hardness_s=0.0003,
        )
        place(take, mix, bell, at_s=0.01 + 0.11 * i, gain=0.9, pan=0.3 * (i - 1))
    return finish_hit(
        take, room(take, mix, t60_s=0.8, wet=0.2), peak_dbfs=-5, fade_out_s=take.duration_s * 0.4
    )


def glitch(take: Take, *, density: float = 0.5) -> Sound:
    """Digital breakage: stuttered slices, crushed tones, dropouts."""
    mono = np.zeros(take.frames)
    at = take.length(0.01)
    while at < take.frames - take.length(0.05):
        size = take.length(float(take.rng.choice((0.015, 0.03, 0.045, 0.06))))
        clock = np.arange(size) / take.sample_rate_hz
        kind = int(take.rng.integers(3))
        f0 = float(take.rng.choice((110, 440, 1320, 2640, 5280)))
        slice_ = (
            np.sign(np.sin(2 * np.pi * f0 * clock)),
            np.round(4 * np.sin(2 * np.pi * f0 * clock * (1 + 6 * clock))) / 4,
            np.repeat(take.rng.uniform(-1, 1, size // 8 + 1), 8)[:size],
        )[kind]
        edge = np.minimum(1, np.minimum(clock, clock[::-1]) / 0.0008)
        for _ in range(int(take.rng.integers(1, 2 + round(5 * density)))):
            heard = mono[at : at + size]
            heard += 0.7 * (slice_ * edge)[: heard.size]
            at += size
        at += take.length(float(take.rng.exponential(0.05)))
    return finish_hit(take, stereo(take, mono), peak_dbfs=-10, fade_out_s=0.03)


def alarm_beep(take: Take, *, pitch: float = 1.0) -> Sound:
    """A bedside alarm: four quick square beeps, a rest, again."""
    clock = take.clock(0.075)
    f0 = 2048 * pitch
    wave = sum((np.sin(2 * np.pi * f0 * n * clock) / n for n in (1, 3, 5)), clock * 0)
    beep = wave * np.minimum(1, np.minimum(clock, 0.075 - clock) / 0.003)
    mix = take.silence()
    for group in beats(take, 1.0, start_s=0.03, tail_s=0.5):
        for i in range(4):
            place(take, mix, beep, at_s=group + 0.125 * i)
    return finish_hit(take, room(take, mix, t60_s=0.15, wet=0.08), peak_dbfs=-10, fade_out_s=0.1)


def siren(take: Take, *, pitch: float = 1.0, period_s: float = 3.2) -> Sound:
    """A wailing siren: a bright horn swept up and down, with the street's echo."""
    clock = take.clock()
    sweep = 0.5 - 0.5 * np.cos(2 * np.pi * clock / period_s)
    phase = np.cumsum(620 * pitch * 2 ** (1.15 * sweep)) / take.sample_rate_hz
    wave = sum((np.sin(2 * np.pi * n * phase) / n for n in range(1, 9)), clock * 0)
    mix = room(take, stereo(take, np.tanh(1.5 * wave)), t60_s=1.8, wet=0.3, bright_hz=3000)
    return finish_hit(take, mix, peak_dbfs=-8, fade_in_s=0.15, fade_out_s=take.duration_s * 0.2)


def phone_ring(take: Take, *, pitch: float = 1.0) -> Sound:
    """A dial telephone: a clapper between two gongs, one second ringing, two silent, as in Korea."""
    gongs = [
        [(f * pitch * r, 0.5 / r**0.5, g) for r, g in ((1.0, 1.0), (2.32, 0.6), (4.25, 0.35), (6.6, 0.15))]
        for f in (1150.0, 1395.0)
    ]
    mix = take.silence()
    bells = [struck(take, 0.6, gong, hardness_s=0.0005) for gong in gongs]
    for cadence in np.arange(0.04, max(take.duration_s - 1.3, 0.1), 3.0):
        for i in range(40):
            at_s = float(cadence) + i / 40
            if at_s < max(take.duration_s - 0.3, 0.2):
                place(take, mix, bells[i % 2], at_s=at_s, gain=float(take.rng.uniform(0.85, 1.0)))
                place(
                    take, mix, burst(take, 0.006, t60_s=0.004, low_hz=900, high_hz=4000), at_s=at_s, gain=0.05
                )
    return finish_hit(take, room(take, mix, t60_s=0.5, wet=0.15), peak_dbfs=-7, fade_out_s=0.2)


def laser(take: Take, *, pitch: float = 1.0, gap_s: float = 0.45) -> Sound:
    """A ray gun: a steep fall through the spectrum with ringing sidebands and a small recoil."""
    clock = take.clock(0.38)
    sweep = pitch * (190 + 5200 * np.exp(-clock / 0.055))
    metal = 1 + 0.6 * np.sin(2 * np.pi * 137 * clock)
    shot = np.tanh(2.2 * tone(sweep, take.sample_rate_hz) * metal) * decay(clock, 0.5, attack_s=0.002)
    mix = take.silence()
    for i, at_s in enumerate(beats(take, gap_s, start_s=0.02, tail_s=0.4)):
        place(take, mix, shot, at_s=at_s, gain=0.9, pan=0.35 * (-1) ** i)
        place(take, mix, burst(take, 0.03, t60_s=0.02, low_hz=2000, high_hz=12000), at_s=at_s, gain=0.25)
    return finish_hit(take, room(take, mix, t60_s=0.7, wet=0.18), peak_dbfs=-4)


def riser(take: Take, *, octaves: float = 3.0) -> Sound:
    """A build-up: detuned saws and noise climbing together to a sudden stop."""
    clock = take.clock()
    end_s = take.duration_s - 0.12
    way = np.clip(clock / end_s, 0, 1)
    mono = np.zeros(take.frames)
    for detune in (-0.011, 0.0, 0.009):
        phase = np.cumsum(82 * (1 + detune) * 2 ** (octaves * way**1.4)) / take.sample_rate_hz
        mono += sum((np.sin(2 * np.pi * n * phase) / n for n in range(1, 9)), clock * 0)
    hiss = wide_noise(
        take, lambda t, f: bump(f, 500 * 2 ** (4 * np.clip(t / end_s, 0, 1)), 0.5) + 0 * t, shared=0.3
    )
    level = (way**2 * np.where(clock < end_s, 1.0, decay(clock - end_s, 0.1)))[:, None]
    return finish_hit(
        take, (0.5 * stereo(take, mono) + hiss) * level, peak_dbfs=-1.5, fade_in_s=0.1, fade_out_s=0.05
    )


def game_coin(take: Take, *, pitch: float = 1.0) -> Sound:
    """A prize in an old video game: two square notes, the second held."""
    mix = take.silence()
    for at_s, f0, seconds in ((0.01, 988.0, 0.08), (0.09, 1319.0, take.duration_s - 0.15)):
        clock = take.clock(seconds)
        wave = sum((np.sin(2 * np.pi * f0 * pitch * n * clock) / n for n in range(1, 16, 2)), clock * 0)
        place(
            take,
            mix,
            wave * decay(clock, max(seconds, 0.3)) * np.minimum(1, (seconds - clock) / 0.004),
            at_s=at_s,
        )
    return finish_hit(take, mix, peak_dbfs=-10)
