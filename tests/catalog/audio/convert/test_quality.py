"""Tone in, measured out: length, ripple, aliases, images and dither of every format."""

import numpy as np
import pytest

from catalog.audio.convert import RECIPES, Format

from ..sounds import sine
from .conftest import Convert

RATES = (8_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000, 384_000)
WAVES = (Format.WAV_48_24, Format.WAV_44_16)
RATE_OF = {Format.WAV_48_24: 48_000, Format.WAV_44_16: 44_100}


def level_db(sound: np.ndarray, hz: float, rate: int) -> float:
    """Level of one tone in the middle of a sound, relative to a sine at full scale."""
    middle = sound[len(sound) // 4 : len(sound) * 3 // 4]
    at, window = np.arange(len(middle)) / rate, np.hanning(len(middle))
    return 20 * np.log10(abs(np.dot(middle * window, np.exp(-2j * np.pi * hz * at))) * 2 / window.sum())


def spectrum_db(sound: np.ndarray) -> np.ndarray:
    """Level of every bin relative to a sine at full scale; the window's side lobes end below −150 dB."""
    window = np.blackman(len(sound)) ** 2
    return 20 * np.log10(np.abs(np.fft.rfft(sound * window)) * 2 / window.sum() + 1e-12)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("kind", WAVES)
@pytest.mark.parametrize("frames", [1, 999, 100_001])
def test_the_length_is_that_of_the_original_at_the_new_rate(
    convert: Convert, kind: Format, rate: int, frames: int
):
    made = convert(np.full((frames, 2), 0.25), kind, rate=rate)
    assert made.info.samplerate == made.report.sample_rate_hz == RATE_OF[kind]
    assert made.info.subtype == f"PCM_{RECIPES[kind].bit_depth}"
    assert abs(made.info.frames - frames * RATE_OF[kind] / rate) <= 1
    assert made.report.frames == made.info.frames


@pytest.mark.parametrize("kind", WAVES)
@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_the_passband_is_flat_to_a_tenth_of_a_decibel(convert: Convert, kind: Format, rate: int):
    top = min(rate, RATE_OF[kind]) / 2 * 0.907  # 20 kHz of 44.1
    levels = {}
    for hz in (20, 100, 997, 5_003, 10_007, 15_013, top):
        made = convert(sine(hz, 1.0, rate=rate, peak_db=-6)[:, None], kind, rate=rate)
        levels[hz] = level_db(made.heard[:, 0], hz, made.info.samplerate) + 6
    assert max(map(abs, levels.values())) <= 0.1, levels


@pytest.mark.parametrize(
    ("rate", "kind"),
    [(96_000, Format.WAV_48_24), (192_000, Format.WAV_48_24), (44_100, Format.WAV_48_24)],
)
def test_no_alias_and_no_image_is_louder_than_minus_100_db(convert: Convert, rate: int, kind: Format):
    target = RATE_OF[kind]
    for hz in (1_003, 9_973, 0.44 * rate, 0.26 * rate):
        made = convert(sine(hz, 1.0, rate=rate, peak_db=-1)[:, None], kind, rate=rate)
        levels = spectrum_db(made.heard[target // 5 : target * 4 // 5, 0])
        bins = np.arange(len(levels)) * (target / 2) / (len(levels) - 1)
        levels[np.abs(bins - hz) < 60] = -200  # the tone itself
        assert levels.max() <= -100, (hz, levels.max())


def test_a_sweep_above_the_new_band_leaves_silence(convert: Convert):
    rate, seconds = 96_000, 2.0
    at = np.arange(int(rate * seconds)) / rate
    sweep = 0.5 * np.sin(2 * np.pi * (26_000 * at + (46_000 - 26_000) / (2 * seconds) * at**2))
    heard = convert(sweep[:, None], Format.WAV_48_24, rate=rate).heard[4_800:-4_800]
    assert 20 * np.log10(np.abs(heard).max() + 1e-9) <= -100


def test_a_tone_below_one_step_survives_at_16_bits(convert: Convert):
    """Without dither it would be silence or a square wave."""
    quiet = sine(997, 4.0, rate=96_000, peak_db=-100)  # a third of a step
    made = convert(quiet[:, None], Format.WAV_44_16, rate=96_000, subtype="PCM_24")
    heard = made.heard[:, 0]
    assert level_db(heard, 997, 44_100) == pytest.approx(-100, abs=0.5)
    for harmonic in (2, 3, 5):
        assert level_db(heard, 997 * harmonic, 44_100) < -115


def test_the_dither_is_triangular_white_and_does_not_follow_the_signal(convert: Convert):
    steps = []
    for offset in (0.0, 0.25, 0.5):
        given = np.full((96_000 * 2, 1), offset / 32_768)
        heard = convert(given, Format.WAV_44_16, rate=96_000, subtype="FLOAT").heard[1_000:-1_000, 0] * 32_768
        assert np.mean(heard) == pytest.approx(offset, abs=0.02)
        # Two even noises of one step each and the rounding: 3/12 of a step squared, wherever the signal is.
        assert np.var(heard) == pytest.approx(0.25, abs=0.02)
        steps.append(heard)
    assert set(np.unique(steps[0])) == {-1.0, 0.0, 1.0}
    power = np.abs(np.fft.rfft(steps[0][: 2**16].reshape(-1, 1_024), axis=1)[:, 8:]) ** 2
    thirds = [part.mean() for part in np.array_split(power, 3, axis=1)]
    assert max(thirds) / min(thirds) < 1.1


def test_the_same_sound_gets_the_same_noise(convert: Convert):
    given = sine(440, 0.5, rate=96_000, peak_db=-20)[:, None]
    first = convert(given, Format.WAV_44_16, rate=96_000).path.read_bytes()
    assert convert(given, Format.WAV_44_16, rate=96_000).path.read_bytes() == first


def test_16_bits_that_are_all_there_are_not_touched(convert: Convert, tmp_path):
    from ..sounds import integers, save

    given = integers(10_000, 2, 16)
    flac = save(tmp_path / "given.flac", given, rate=44_100, subtype="PCM_16")
    assert np.array_equal(convert(flac, Format.WAV_44_16).heard * 2.0**31, given)


@pytest.mark.parametrize("kind", Format)
def test_what_would_pass_full_scale_is_quieter_as_a_whole(convert: Convert, kind: Format):
    """A float at +6 dBFS keeps its shape: nothing is clipped."""
    given = sine(440, 0.5, peak_db=6.0)[:, None]
    made = convert(given, kind, subtype="FLOAT")
    assert made.report.level_change_db == pytest.approx(-6.0, abs=0.02)
    assert level_db(made.heard[:, 0], 440, made.info.samplerate) == pytest.approx(0, abs=0.05)
    assert level_db(made.heard[:, 0], 1_320, made.info.samplerate) < -75


def test_what_overshoots_when_resampled_is_quieter_by_just_that(convert: Convert):
    """A tone a quarter of the rate, its samples beside its peaks: between them it passes full scale by 3 dB."""
    given = np.tile([1, 1, -1, -1], 12_000)[:, None] * 0.999
    made = convert(given, Format.WAV_44_16, rate=48_000, subtype="PCM_24")
    assert -4.5 < made.report.level_change_db < -2.9
    assert np.abs(made.heard).max() <= 1


@pytest.mark.parametrize("kind", Format)
def test_nothing_else_changes_its_level(convert: Convert, kind: Format):
    made = convert(sine(440, 0.5, rate=96_000, peak_db=-0.2)[:, None], kind, rate=96_000, subtype="PCM_24")
    assert made.report.level_change_db == 0
    assert level_db(made.heard[:, 0], 440, made.info.samplerate) == pytest.approx(-0.2, abs=0.05)
