"""Synthetic speech sounds: voiced syllables from a glottal pulse and formants, never words."""

from typing import Final

import numpy as np
from scipy import signal

from ksound.demo.sounds.dsp import burst, pulses, ring
from ksound.demo.sounds.take import Signal, Take

# Formant centres in Hz of ㅏ ㅓ ㅗ ㅜ ㅡ ㅣ ㅔ, averaged over adult speakers.
VOWELS: Final = (
    (790.0, 1300.0, 2650.0),
    (590.0, 1020.0, 2700.0),
    (400.0, 760.0, 2600.0),
    (350.0, 790.0, 2500.0),
    (390.0, 1350.0, 2550.0),
    (300.0, 2350.0, 3000.0),
    (500.0, 1900.0, 2650.0),
)


def syllable(
    take: Take,
    seconds: float,
    *,
    pitch_hz: float,
    bend: float = -0.12,
    tract: float = 1.0,
    vowel: int | None = None,
) -> Signal:
    """One syllable (n,): an optional consonant burst, then a vowel whose pitch bends by `bend`.

    `tract` scales the formants: about 0.95 for men, 1.12 for women, 1.3 for children.
    """
    formants = VOWELS[int(take.rng.integers(len(VOWELS))) if vowel is None else vowel]
    clock = take.clock(seconds)
    way = clock / seconds
    f0 = pitch_hz * (1 + bend * way) * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * clock))
    folds = pulses(f0, take.sample_rate_hz)
    # One pole of low-pass stands for the soft closing of the vocal folds.
    corner = np.exp(-2 * np.pi * 500 / take.sample_rate_hz)
    glottis = signal.lfilter([1 - corner], [1, -corner], folds - folds.mean())
    glottis = glottis + 0.002 * take.rng.standard_normal(clock.size)
    modes = [
        (f * tract, 6.9 / (np.pi * width), g)
        for f, width, g in zip(formants, (90, 110, 170), (1.0, 0.6, 0.3), strict=True)
    ]
    voice = ring(glottis, modes, take.sample_rate_hz) * np.sin(np.pi * np.clip(way * 1.02, 0, 1)) ** 0.5
    voice /= np.abs(voice).max() + 1e-9
    if take.rng.random() < 0.45:
        puff = burst(take, 0.05, t60_s=0.04, low_hz=float(take.rng.uniform(1500, 4500)), high_hz=8000)
        voice[: puff.size] += 0.12 * puff[: voice.size]
    return voice
