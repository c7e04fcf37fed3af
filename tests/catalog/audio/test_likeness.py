"""What a passage is like, described in the bounded child process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from catalog.audio import features
from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox

RATE = 48_000


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(Limits(max_duration_s=30)) as box:
        yield box


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """Three seconds, each with a tone of its own."""
    times = np.arange(RATE) / RATE
    samples = np.concatenate([0.2 * np.sin(2 * np.pi * hz * times) for hz in (200, 1_000, 5_000)])
    path = tmp_path / "steps.wav"
    soundfile.write(path, samples, RATE, subtype="PCM_24")
    return path


def described(box: Sandbox, path: Path, folder: Path, passage: tuple[int, int] | None = None) -> np.ndarray:
    report = box.describe(path, folder, passage)
    assert report.ok
    return np.array(features.read((folder / report.outputs["features"]).read_bytes()))


def test_a_passage_is_described_as_if_it_were_a_file(box: Sandbox, steps: Path, tmp_path: Path):
    samples, _rate = soundfile.read(steps)
    alone = tmp_path / "alone.wav"
    soundfile.write(alone, samples[RATE : 2 * RATE], RATE, subtype="PCM_24")
    passage = described(box, steps, tmp_path, (1_000, 2_000))
    assert passage == pytest.approx(described(box, alone, tmp_path), abs=1e-3)


def test_the_report_tells_how_long_and_how_loud(box: Sandbox, steps: Path, tmp_path: Path):
    report = box.describe(steps, tmp_path, (500, 1_250))
    assert report.duration_ms == 750
    assert report.sample_peak_dbfs == pytest.approx(-13.98, abs=0.02)


def test_a_passage_beyond_the_end_has_neither_length_nor_features(box: Sandbox, steps: Path, tmp_path: Path):
    report = box.describe(steps, tmp_path, (9_000, 9_500))
    assert (report.ok, report.duration_ms, report.outputs) == (True, 0, {})


def test_a_bad_file_is_a_reason_and_nothing_is_written(box: Sandbox, tmp_path: Path):
    path = tmp_path / "x.wav"
    path.write_bytes(b"no sound")
    report = box.describe(path, tmp_path)
    assert (report.ok, report.error_code) == (False, "not_audio")
    assert list(tmp_path.iterdir()) == [path]


def test_a_sound_beyond_the_bounds_is_refused(box: Sandbox, tmp_path: Path):
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(31 * RATE), RATE)
    assert box.describe(path, tmp_path).error_code == "too_long"
