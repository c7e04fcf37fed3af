"""A first look tells what the header says and reads little else, however large the file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

from . import big, sounds, writers
from .test_formats import WRITERS

GIB = 1 << 30
LITTLE = 256 << 10
# FFmpeg reads the first packets of what is compressed, and looks for the end.
PROBED = 6 << 20
SAID = (
    "container",
    "codec",
    "bit_depth",
    "sample_rate_hz",
    "channels",
    "channel_layout",
    "tags",
    "byte_size",
)


def looked(box: Sandbox, path: Path) -> tuple[Report, int]:
    """The report, and how many bytes the child has read for it by the kernel's count."""
    assert box.granted
    before = bytes_read(box)
    return box.first_look(path), bytes_read(box) - before


def bytes_read(box: Sandbox) -> int:
    counts = Path(f"/proc/{box.pid}/io").read_text().splitlines()
    return int(next(line for line in counts if line.startswith("rchar")).split()[1])


linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc")


@linux
@pytest.mark.parametrize("make", [big.rf64, big.w64])
def test_of_more_than_4_gib_next_to_nothing_is_read(box: Sandbox, tmp_path: Path, make):
    frames = 5 * GIB // 6
    path = make(tmp_path / "x", frames)

    report, read = looked(box, path)

    assert (report.ok, report.message, report.is_complete) == (True, "", False)
    assert (report.frames, report.byte_size) == (frames, path.stat().st_size)
    assert (report.file_sha256, report.pcm_sha256, report.integrated_lufs) == ("", "", None)
    assert read < LITTLE


@linux
def test_the_count_sees_a_whole_examination(box: Sandbox, tmp_path: Path):
    path = sounds.save(tmp_path / "x.wav", sounds.noise(200_000))
    box.first_look(path)
    before = bytes_read(box)

    box.examine(path, None)

    assert bytes_read(box) - before > path.stat().st_size


@linux
@pytest.mark.parametrize("form", WRITERS)
def test_a_first_look_says_what_the_examination_says(box: Sandbox, tmp_path: Path, form: str):
    path = WRITERS[form](tmp_path / "x", sounds.integers(400_000, 2, 16), 16, 48_000)

    first, read = looked(box, path)
    whole = box.examine(path, None)

    assert (first.ok, first.is_complete, whole.is_complete) == (True, False, True)
    assert [getattr(first, name) for name in SAID] == [getattr(whole, name) for name in SAID]
    assert first.frames in (whole.frames, None)
    assert first.duration_ms in (whole.duration_ms, None)
    assert read < (LITTLE if whole.codec.startswith("pcm_") else PROBED)


@linux
def test_a_first_look_at_an_hour_of_lossy_sound_reads_little(box: Sandbox, tmp_path: Path):
    second = writers.encode(
        tmp_path / "x", "libmp3lame", sounds.noise(48_000), form="mp3", sample_format="fltp",
        container_options={"write_xing": "0", "id3v2_version": "0"},
    ).read_bytes()  # fmt: skip
    path = tmp_path / "long.mp3"
    path.write_bytes(second * 3_600)

    report, read = looked(box, path)

    assert (report.ok, report.sample_rate_hz, report.duration_ms) == (True, 48_000, None)
    assert read < PROBED < path.stat().st_size


def test_a_first_look_at_a_bad_file_names_the_reason_and_hashes_nothing(box: Sandbox, tmp_path: Path):
    path = tmp_path / "x"
    path.write_bytes(writers.wav(writers.fmt(), b""))

    report = box.first_look(path)

    assert (report.ok, report.error_code, report.file_sha256) == (False, "empty", "")
    assert report.byte_size == path.stat().st_size
