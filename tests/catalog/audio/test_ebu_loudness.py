"""Loudness and true peak against the minimum requirements of EBU Tech 3341 and 3342, and against another meter."""

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soundfile

from catalog.audio import kweighting, loudness
from catalog.audio.blocks import BLOCK_FRAMES, Block, Stream
from catalog.audio.limits import Limits
from catalog.audio.loudness import LoudnessMeter
from catalog.audio.pipeline import examine
from catalog.audio.report import Report

from . import sounds, writers


def facts(path: Path) -> Report:
    return examine(path, None, Limits(), lambda percent: None)


def tones(*parts: tuple[float, float], rate: int = 48_000) -> np.ndarray:
    """A 1 kHz sine in phase in both channels whose peak level (dBFS) changes: (level, seconds), …"""
    levels = np.concatenate([np.full(round(seconds * rate), 10 ** (level / 20)) for level, seconds in parts])
    tone = levels * np.sin(2 * np.pi * 1_000 * np.arange(len(levels)) / rate)
    return np.stack((tone, tone), axis=1)


def measured(path: Path, sound: np.ndarray, rate: int = 48_000) -> Report:
    return facts(sounds.save(path / "x.wav", sound, rate=rate, subtype="PCM_24"))


# EBU Tech 3341 table 1: the signal as (peak level in dBFS, seconds), what it must read, ±0.1.
INTEGRATED: dict[int, tuple[list[tuple[float, float]], float]] = {
    1: ([(-23, 20)], -23),
    2: ([(-33, 20)], -33),
    3: ([(-36, 10), (-23, 60), (-36, 10)], -23),
    4: ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
    5: ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
}


@pytest.mark.parametrize(
    ("case", "rate"), [*((case, 48_000) for case in INTEGRATED), (1, 44_100), (5, 96_000)]
)
def test_integrated_loudness_as_in_tech_3341(tmp_path: Path, case: int, rate: int):
    parts, expected = INTEGRATED[case]
    report = measured(tmp_path, tones(*parts, rate=rate), rate)

    assert report.integrated_lufs == pytest.approx(expected, abs=0.1)
    if case <= 2:
        assert report.max_momentary_lufs == pytest.approx(expected, abs=0.1)
        assert report.max_short_term_lufs == pytest.approx(expected, abs=0.1)


def test_five_channels_are_weighted_as_in_tech_3341_case_6(tmp_path: Path):
    """Left and right at −28 dBFS, centre at −24, both surrounds at −30: together −23 LUFS."""
    tone = np.sin(2 * np.pi * 1_000 * np.arange(20 * 48_000) / 48_000)
    sound = tone[:, None] * 10 ** (np.array([-28, -28, -24, -30, -30]) / 20)
    mask = 0x1 | 0x2 | 0x4 | 0x10 | 0x20
    form = writers.extensible(channels=5, bits=24, valid=24, mask=mask)
    body = writers.little(np.rint(sound * (2**31 - 256)).astype(np.int32), 3)
    (tmp_path / "x.wav").write_bytes(writers.wav(form, body))

    report = facts(tmp_path / "x.wav")

    assert report.channel_layout == "5.0"
    assert report.integrated_lufs == pytest.approx(-23, abs=0.1)


def test_short_term_loudness_as_in_tech_3341_case_9(tmp_path: Path):
    """Five times −20 dBFS for 1.34 s and −30 dBFS for 1.66 s: any three seconds hold −23."""
    report = measured(tmp_path, tones(*[(-20, 1.34), (-30, 1.66)] * 5))

    assert report.max_short_term_lufs == pytest.approx(-23, abs=0.1)


def test_momentary_loudness_as_in_tech_3341_case_12(tmp_path: Path):
    """Twenty-five times −20 dBFS for 0.18 s and −30 dBFS for 0.22 s: any 400 ms hold −23."""
    report = measured(tmp_path, tones(*[(-20, 0.18), (-30, 0.22)] * 25))

    assert report.max_momentary_lufs == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("number", range(20))
def test_a_tone_as_long_as_the_window_is_found_wherever_it_begins(tmp_path: Path, number: int):
    """The maxima of tech 3341 cases 10 and 13: a window of tone after ever more silence."""
    momentary = measured(tmp_path, tones((-150, number * 0.02), (-23, 0.4), (-150, 1)))
    short_term = measured(tmp_path, tones((-150, number * 0.15), (-23, 3), (-150, 1)))

    assert momentary.max_momentary_lufs == pytest.approx(-23, abs=0.1)
    assert short_term.max_short_term_lufs == pytest.approx(-23, abs=0.1)


# EBU Tech 3341 table 1, 48 kHz: a sine of rate/divisor starting at the phase, its amplitude, what it must read.
TRUE_PEAK = {
    15: (4, 0.0, 0.50, -6.0),
    16: (4, 45.0, 0.50, -6.0),
    17: (6, 60.0, 0.50, -6.0),
    18: (8, 67.5, 0.50, -6.0),
    19: (4, 45.0, 1.41, 3.0),
}


@pytest.mark.parametrize("case", TRUE_PEAK)
def test_true_peak_as_in_tech_3341(tmp_path: Path, case: int):
    divisor, phase, amplitude, expected = TRUE_PEAK[case]
    tone = amplitude * np.sin(2 * np.pi * np.arange(48_000) / divisor + np.radians(phase))
    fade = np.minimum(1, np.minimum(np.arange(48_000), np.arange(48_000)[::-1]) / 480)
    report = measured(tmp_path, np.stack((tone * fade,) * 2, axis=1))

    assert report.true_peak_dbtp is not None
    assert expected - 0.4 <= report.true_peak_dbtp <= expected + 0.2


# EBU Tech 3342 table 1: levels in dBFS, twenty seconds each, and the range in LU, ±1.
RANGES = {1: ([-20, -30], 10), 2: ([-20, -15], 5), 3: ([-40, -20], 20), 4: ([-50, -35, -20, -35, -50], 15)}


@pytest.mark.parametrize("case", RANGES)
def test_loudness_range_as_in_tech_3342(tmp_path: Path, case: int):
    levels, expected = RANGES[case]
    report = measured(tmp_path, tones(*[(level, 20) for level in levels]))

    assert report.loudness_range_lu == pytest.approx(expected, abs=1)


def test_the_filters_at_48_khz_are_those_of_bs_1770():
    numerators, denominators = kweighting.coefficients(48_000)

    assert numerators[0] == pytest.approx([1.53512485958697, -2.69169618940638, 1.19839281085285], abs=1e-9)
    assert denominators[0] == pytest.approx([1, -1.69065929318241, 0.73248077421585], abs=1e-9)
    assert numerators[1] == pytest.approx([1, -2, 1], abs=1e-9)
    assert denominators[1] == pytest.approx([1, -1.99004745483398, 0.99007225036621], abs=1e-9)


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000, 384_000])
def test_the_filter_in_rows_equals_the_recursion_sample_by_sample(rate: int):
    sound = sounds.noise(64 * 300, 2, seed=4).T.copy()
    sound[0] += 0.3
    sound[:, 6_400:12_800] = 0
    expected = sound.astype("f8")
    for numerator, denominator in zip(*kweighting.coefficients(rate), strict=True):
        expected = np.array([recursion(numerator, denominator, channel) for channel in expected])

    filtered = kweighting.KWeighting(rate, 2)
    rows = [filtered.weighted(sound[:, at : at + 640].copy()) for at in range(0, sound.shape[1], 640)]

    np.testing.assert_allclose(np.concatenate(rows, axis=1), expected, atol=3e-6)


def recursion(numerator: np.ndarray, denominator: np.ndarray, sound: np.ndarray) -> list[float]:
    """Direct form II transposed, as BS.1770 draws it."""
    first = second = 0.0
    out = []
    for value in sound.tolist():
        result = numerator[0] * value + first
        first = numerator[1] * value - denominator[1] * result + second
        second = numerator[2] * value - denominator[2] * result
        out.append(result)
    return out


@pytest.mark.parametrize(
    ("layout", "weights"),
    [
        ("mono", [1]),
        ("stereo", [1, 1]),
        ("5.1", [1, 1, 1, 0, 1.41, 1.41]),
        ("5.1(side)", [1, 1, 1, 0, 1.41, 1.41]),
        ("7.1", [1, 1, 1, 0, 1, 1, 1.41, 1.41]),
        ("quad", [1, 1, 1.41, 1.41]),
        ("7 channels", [1] * 7),
    ],
)
def test_channels_count_by_their_place(layout: str, weights: list[float]):
    """BS.1770-5 table 4: 1.41 from 60° to 120°; the surrounds of 5.1 stand at 110°, the backs of 7.1 at 135°."""
    assert loudness.channel_weights(layout).tolist() == weights


def meter(sound: np.ndarray, rate: int, step: int = BLOCK_FRAMES) -> loudness.Loudness:
    measuring = LoudnessMeter(Stream(rate, len(sound), {1: "mono", 2: "stereo"}[len(sound)]))
    for start in range(0, sound.shape[1], step):
        measuring.feed(Block(start, np.ascontiguousarray(sound[:, start : start + step]), np.zeros(0)))
    return measuring.finish()


def test_blocks_do_not_change_the_loudness():
    sound = sounds.noise(44_100 * 4, 2, seed=9).T * np.linspace(0.1, 1, 44_100 * 4).astype("f4")
    results = [meter(sound, 44_100, step) for step in (777, 4_410, 50_001, BLOCK_FRAMES)]

    for result in results:
        assert result.integrated_lufs == pytest.approx(results[0].integrated_lufs, abs=1e-4)
        assert result.loudness_range_lu == pytest.approx(results[0].loudness_range_lu, abs=1e-4)
        assert result.max_momentary_lufs == pytest.approx(results[0].max_momentary_lufs, abs=1e-4)


@pytest.mark.parametrize("rate", [11_025, 22_050, 44_101])
def test_rates_that_ten_milliseconds_do_not_divide_keep_the_length_of_their_windows(rate: int):
    """Blocks of 400 ms that start every 100 ms, to the frame nearest below, and both gates, by brute force."""
    seconds = np.arange(rate * 8) / rate
    sound = (sounds.noise(rate * 8, 1, seed=6).T * np.sin(seconds * np.pi / 3) ** 4).astype("f4")
    size = rate * 4 // 10
    weighted = sound[0].astype("f8")
    for numerator, denominator in zip(*kweighting.coefficients(rate), strict=True):
        weighted = np.array(recursion(numerator, denominator, weighted))
    starts = [number * rate // 10 for number in range((rate * 8 - size) * 10 // rate + 1)]
    blocks = np.array([np.mean(weighted[start : start + size] ** 2) for start in starts])
    blocks = blocks[10 * np.log10(blocks) - 0.691 > -70]
    gated = blocks[blocks > blocks.mean() / 10].mean()

    assert meter(sound, rate).integrated_lufs == pytest.approx(10 * np.log10(gated) - 0.691, abs=0.01)


def test_the_maxima_are_of_whole_windows_only(tmp_path: Path):
    under = measured(tmp_path, tones((-23, 2.99)))
    over = measured(tmp_path, tones((-23, 3)))

    assert (under.max_short_term_lufs, under.loudness_range_lu) == (None, None)
    assert under.max_momentary_lufs == pytest.approx(-23, abs=0.1)
    assert over.max_short_term_lufs == pytest.approx(-23, abs=0.1)


def test_a_clip_under_400_ms_has_the_momentary_loudness_of_its_loop(tmp_path: Path):
    report = measured(tmp_path, tones((-23, 0.1)))

    assert report.loudness_is_looped
    assert report.max_momentary_lufs == pytest.approx(-23, abs=0.1)
    assert (report.max_short_term_lufs, report.loudness_range_lu) == (None, None)


def test_what_lies_below_the_gate_has_no_loudness(tmp_path: Path):
    report = measured(tmp_path, tones((-75, 5)))

    assert (report.integrated_lufs, report.loudness_range_lu, report.max_momentary_lufs) == (None, None, None)


KINDS = ("noise", "sweep", "bursts", "speech")


def generated(number: int) -> tuple[np.ndarray, int]:
    """Sound number 0–99, float64 (frames, channels), and its rate."""
    random = np.random.default_rng(number)
    rate, channels, kind = (44_100, 48_000, 96_000)[number % 3], 1 + number // 2 % 2, KINDS[number % 4]
    # Whole tenths: the other meter rounds the number of blocks and then measures one beyond the end.
    frames = round(random.integers(10, 31) / 10 * rate)
    seconds = np.arange(frames) / rate
    if kind == "sweep":
        octaves = np.log2(rate * 0.45 / 20)
        phase = 20 * seconds[-1] / octaves / np.log(2) * 2 ** (seconds / seconds[-1] * octaves)
        sound = np.stack([np.sin(2 * np.pi * phase + shift) for shift in range(channels)], axis=1)
    else:
        sound = random.standard_normal((frames, channels))
    if kind == "bursts":
        sound *= (np.exp(-12 * (seconds % 0.5)) + 1e-3)[:, None]
    if kind == "speech":
        sound = (sound * 0.3 + np.sin(2 * np.pi * 140 * seconds)[:, None]) * (
            0.01 + np.abs(np.sin(2 * np.pi * 2.2 * seconds)) ** 3
        )[:, None]
    return sound / np.abs(sound).max() * 10 ** (random.uniform(-40, -0.1) / 20), rate


@pytest.mark.parametrize("tens", range(10))
def test_loudness_agrees_with_an_independent_meter_on_a_hundred_sounds(tmp_path: Path, tens: int):
    """Its default filters approximate those of BS.1770 and read up to 0.05 LU otherwise; `DeMan` are the same."""
    for number in range(tens * 10, tens * 10 + 10):
        sound, rate = generated(number)
        path = tmp_path / f"{number}.wav"
        soundfile.write(path, sound, rate, subtype="PCM_24")
        usual, exact = (pyloudnorm.Meter(rate, name) for name in ("K-weighting", "DeMan"))
        lufs = facts(path).integrated_lufs

        assert lufs == pytest.approx(usual.integrated_loudness(sound), abs=0.1), (number, rate)
        assert lufs == pytest.approx(exact.integrated_loudness(sound), abs=0.02), (number, rate)


def test_four_hours_take_twelve_megabytes():
    measuring = LoudnessMeter(Stream(8_000, 1, "mono"))
    minute = Block(0, sounds.noise(8_000 * 60, 1).T.copy(), np.zeros(0))
    for _ in range(240):
        measuring.feed(minute)

    assert len(measuring._power._powers) * measuring._power._powers.itemsize < 12e6
    assert measuring._short == []
    assert measuring.finish().max_short_term_lufs is not None


def test_in_silence_the_filter_forgets_instead_of_fading_into_denormal_numbers():
    weighting = kweighting.KWeighting(96_000, 1)
    weighting.weighted(sounds.noise(64_000, 1).T.copy())
    assert np.abs(weighting._memory).min() > 0

    silence = np.zeros((1, 64_000), np.float32)
    for _ in range(3):
        weighted = weighting.weighted(silence)

    assert not weighting._memory.any()
    assert not weighted.any()
