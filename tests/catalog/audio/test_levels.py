"""Loudness, true peak and the drawn peaks agree with the standards and with brute force."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.audio import peaks
from catalog.audio.blocks import BLOCK_FRAMES, Block, Stream
from catalog.audio.truepeak import PeakMeter

from . import sounds
from .conftest import Examine


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_a_stereo_tone_of_1_khz_reads_its_level(examine: Examine, tmp_path: Path, rate, level):
    tone = sounds.sine(1_000, 5, rate=rate, peak_db=level)
    report = examine(
        sounds.save(tmp_path / "x.wav", np.stack((tone, tone), axis=1), rate=rate, subtype="PCM_24")
    )

    assert report.integrated_lufs == pytest.approx(level, abs=0.1)
    assert report.sample_peak_dbfs == pytest.approx(level, abs=0.1)
    assert report.loudness_range_lu == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.399])
def test_a_clip_under_a_gating_block_is_measured_looped_and_marked(examine: Examine, tmp_path: Path, seconds):
    tone = sounds.sine(1_000, seconds, peak_db=-23)
    report = examine(sounds.save(tmp_path / "x.wav", np.stack((tone, tone), axis=1), subtype="PCM_24"))

    assert report.loudness_is_looped
    assert report.integrated_lufs == pytest.approx(-23.0, abs=0.1)
    assert report.loudness_range_lu is None


@pytest.mark.parametrize("seconds", [0.4, 3.05, 4.123])
def test_a_clip_of_any_other_length_is_measured_as_it_is(examine: Examine, tmp_path: Path, seconds):
    tone = sounds.sine(1_000, seconds, peak_db=-23)
    report = examine(sounds.save(tmp_path / "x.wav", np.stack((tone, tone), axis=1), subtype="PCM_24"))

    assert not report.loudness_is_looped
    assert report.integrated_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("frames", [100, 48_000, 200_000])
def test_digital_silence_has_no_level(examine: Examine, tmp_path: Path, frames):
    report = examine(sounds.save(tmp_path / "x.wav", np.zeros((frames, 2), "f4")))

    assert report.ok
    assert (report.integrated_lufs, report.true_peak_dbtp, report.sample_peak_dbfs) == (None, None, None)


def faded(tone: np.ndarray) -> np.ndarray:
    """A tone that begins at once overshoots between its first samples."""
    at = np.arange(len(tone))
    return tone * np.minimum(1, np.minimum(at, at[::-1]) / 2_000)


# A tone at a quarter of the rate, sampled 45° beside its crests: every sample lies 3.01 dB too low. Two fifths of the
# rate at a right angle: no fourth part of a sample ever meets a crest.
@pytest.mark.parametrize("rate", [44_100, 48_000, 88_200, 96_000, 176_400, 192_000])
@pytest.mark.parametrize(
    ("share", "phase"),
    [(1 / 4, 45), (1 / 4, 22.5), (1 / 6, 0), (1 / 6, 15), (1 / 8, 22.5), (1 / 12, 15), (0.4, 0), (0.45, 45)],
)
def test_peaks_between_the_samples_are_found(
    examine: Examine, tmp_path: Path, rate: int, share: float, phase: float
):
    tone = faded(sounds.sine(rate * share, 0.5, rate=rate, peak_db=-6, phase=np.radians(phase)))
    report = examine(sounds.save(tmp_path / "x.wav", tone, rate=rate, subtype="PCM_24"))

    assert report.sample_peak_dbfs is not None
    assert report.sample_peak_dbfs < -6.05
    assert report.true_peak_dbtp == pytest.approx(-6.0, abs=0.05)


@pytest.mark.parametrize("frames", [1, 100, 300, 5_000])
def test_a_peak_in_the_last_samples_counts(examine: Examine, tmp_path: Path, frames: int):
    sound = np.zeros((frames, 2))
    sound[-1, 1] = -0.5
    report = examine(sounds.save(tmp_path / "x.wav", sound, subtype="PCM_24"))

    assert report.sample_peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert report.true_peak_dbtp == pytest.approx(-6.02, abs=0.01)


def test_the_pruned_true_peak_equals_the_full_one():
    sound = sounds.noise(300_000, 2, seed=7, gain=0.2).T.copy()
    sound[:, 130_000:132_000] *= 4
    meter, everything = PeakMeter(Stream(48_000, 2, "stereo")), PeakMeter(Stream(48_000, 2, "stereo"))
    everything._coarse = replace(everything._coarse, gain=1e9)

    for start in range(0, sound.shape[1], BLOCK_FRAMES):
        piece = Block(start, sound[:, start : start + BLOCK_FRAMES], np.zeros(0))
        meter.feed(piece)
        everything.feed(piece)

    assert meter.finish() == everything.finish()


def test_blocks_do_not_change_the_true_peak():
    sound = sounds.noise(10_000, 1, seed=3).T.copy()
    results = []
    for step in (1, 31, 256, 10_000):
        meter = PeakMeter(Stream(48_000, 1, "mono"))
        for start in range(0, 10_000, step):
            meter.feed(Block(start, sound[:, start : start + step], np.zeros(0)))
        results.append(meter.finish())

    assert results == pytest.approx([results[0]] * 4, rel=1e-6)


@pytest.mark.parametrize("size", [3e38, 1e30, 1e7])
def test_floats_beyond_all_sense_are_measured_as_120_db_above_full_scale(
    examine: Examine, tmp_path: Path, out_dir: Path, size: float
):
    sound = sounds.noise(48_000, 2, gain=1.0).astype("f4") * np.float32(size)
    report = examine(sounds.save(tmp_path / "x.wav", sound, subtype="FLOAT"))

    assert report.ok
    assert report.sample_peak_dbfs == pytest.approx(120)
    assert report.true_peak_dbtp == pytest.approx(125, abs=5)
    assert report.integrated_lufs == pytest.approx(122, abs=5)
    assert np.isfinite(np.fromfile(out_dir / "features.bin", "<f4")).all()


def test_floats_too_small_to_be_sound_are_silence(examine: Examine, tmp_path: Path):
    report = examine(sounds.save(tmp_path / "x.wav", np.full((48_000, 2), 1e-40, "f4"), subtype="FLOAT"))

    assert report.ok
    assert (report.sample_peak_dbfs, report.integrated_lufs, report.noise_floor_dbfs) == (None, None, None)


def brute_force(sound: np.ndarray, per_peak: int) -> np.ndarray:
    pieces = [sound[at : at + per_peak] for at in range(0, len(sound), per_peak)]
    pairs = np.array([[piece.min(axis=0), piece.max(axis=0)] for piece in pieces])
    return np.rint(pairs * 127).astype(np.int8).swapaxes(1, 2)


@pytest.mark.parametrize("frames", [1, 255, 256, 257, 131_072, 131_073, 400_001])
def test_peaks_equal_minimum_and_maximum_by_brute_force(
    examine: Examine, tmp_path: Path, out_dir: Path, frames
):
    sound = sounds.integers(frames, 2, 16)
    report = examine(sounds.save(tmp_path / "x.wav", sound, subtype="PCM_16"))
    drawn = peaks.read(out_dir / "peaks.bin")

    assert report.outputs["peaks"] == "peaks.bin"
    assert (drawn.sample_rate_hz, drawn.channels, drawn.frames) == (48_000, 2, frames)
    assert drawn.levels[0].frames_per_peak == 256
    assert len(drawn.levels[-1].values) <= 512
    for index, level in enumerate(drawn.levels):
        assert level.frames_per_peak == 256 << index
        expected = brute_force(sound / 2.0**31, level.frames_per_peak)
        np.testing.assert_array_equal(level.values, expected)


def test_the_peaks_file_is_laid_out_as_the_player_reads_it(examine: Examine, tmp_path: Path, out_dir: Path):
    examine(sounds.save(tmp_path / "x.wav", sounds.noise(256 * 600, 1)))
    data = (out_dir / "peaks.bin").read_bytes()

    assert data[:8] == b"KSPK\x01\x01\x02\x00"
    assert np.frombuffer(data, "<u4", 2, 8).tolist() == [48_000, 256]
    assert int.from_bytes(data[16:24], "little") == 256 * 600
    table = np.frombuffer(data, "<u4", 8, 24).reshape(2, 4).tolist()
    assert table == [[256, 600, 56, 0], [512, 300, 56 + 1_200, 0]]
    assert len(data) == 56 + 1_200 + 600


def test_long_sounds_get_a_coarser_base_in_constant_memory(monkeypatch):
    monkeypatch.setattr(peaks, "MAX_PEAKS", 64)
    sound = sounds.noise(256 * 1_000 + 77, 1, seed=5)
    drawer = peaks.PeakDrawer(Stream(48_000, 1, "mono"))
    for start in range(0, len(sound), 256 * 37):
        drawer.feed(Block(start, sound[start : start + 256 * 37].T.copy(), np.zeros(0)))
    drawn = drawer.finish()

    assert drawn.levels[0].frames_per_peak == 256 * 16
    np.testing.assert_array_equal(drawn.levels[0].values, brute_force(sound, 256 * 16))
