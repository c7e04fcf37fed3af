"""The noise floor is the level between the sounds, not of the sounds, and not of digital silence."""

from pathlib import Path

import numpy as np
import pytest

from catalog.audio.blocks import Block, Stream
from catalog.audio.limits import Limits
from catalog.audio.noisefloor import NoiseFloorMeter
from catalog.audio.pipeline import examine

from . import sounds

RATE = sounds.RATE


def floor(path: Path, sound: np.ndarray, rate: int = RATE) -> float | None:
    saved = sounds.save(path / "x.wav", sound.astype("f4"), rate=rate, subtype="FLOAT")
    return examine(saved, None, Limits(), lambda percent: None).noise_floor_dbfs


def hiss(seconds: float, level_db: float, *, channels: int = 2, rate: int = RATE) -> np.ndarray:
    """White noise of that RMS level."""
    return sounds.noise(round(seconds * rate), channels, seed=8, gain=10 ** (level_db / 20))


def words(seconds: float, *, rate: int = RATE) -> np.ndarray:
    """(frames, 1): loud for 0.6 s of every second, as speech is."""
    at = np.arange(round(seconds * rate)) / rate
    tone = 0.3 * np.sin(2 * np.pi * 160 * at) * np.sin(np.pi * (at % 1) / 0.6) ** 2
    return np.where(at % 1 < 0.6, tone, 0)[:, None]


@pytest.mark.parametrize("rate", [22_050, 48_000, 96_000])
def test_words_over_a_hiss_have_the_floor_of_the_hiss(tmp_path: Path, rate: int):
    sound = hiss(10, -60, rate=rate) + words(10, rate=rate)

    assert floor(tmp_path, sound, rate) == pytest.approx(-60, abs=1)


def test_digital_silence_between_takes_does_not_count(tmp_path: Path):
    sound = hiss(12, -60) + words(12)
    silent = np.arange(len(sound)) % (RATE * 4) > RATE * 1.37
    sound[silent] = 0

    assert floor(tmp_path, sound) == pytest.approx(-60, abs=1)


def test_a_constant_offset_is_no_noise(tmp_path: Path):
    assert floor(tmp_path, hiss(5, -60) + 0.01) == pytest.approx(-60, abs=1)


def test_a_steady_noise_is_its_own_floor(tmp_path: Path):
    assert floor(tmp_path, hiss(5, -30)) == pytest.approx(-30, abs=0.5)


@pytest.mark.parametrize("frames", [40, 1_000, 4_799])
def test_a_sound_under_one_window_is_measured_whole(tmp_path: Path, frames: int):
    assert floor(tmp_path, hiss(1, -30)[:frames]) == pytest.approx(-30, abs=2)


@pytest.mark.parametrize("value", [0.0, 0.25])
@pytest.mark.parametrize("frames", [100, 200_000])
def test_silence_has_no_floor(tmp_path: Path, value: float, frames: int):
    assert floor(tmp_path, np.full((frames, 2), value)) is None


def test_four_hours_take_less_than_a_mebibyte():
    meter = NoiseFloorMeter(Stream(8_000, 1, "mono"))
    block = Block(0, sounds.noise(8_000 * 60, 1).T, np.zeros(0))
    for _ in range(240):
        meter.feed(block)

    assert len(meter._powers) == 4 * 3_600 * 10
    assert len(meter._powers) * meter._powers.itemsize < 1 << 20
    assert meter._rest.nbytes <= block.samples.nbytes // 10
