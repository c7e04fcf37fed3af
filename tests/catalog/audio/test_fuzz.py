"""Whatever is done to a good file, it ends as one of our codes or as a sound, and the child goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.audio.errors import ErrorCode
from catalog.audio.limits import Limits
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

from .hostile import seeds
from .hostile.mutations import files

CODES = {str(code) for code in ErrorCode} - {
    "timeout",
    "out_of_memory",
    "crashed",
    "unavailable",
    "too_large",
}
# The same examples in every run of the suite; the heavy test draws new ones.
quick = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
thorough = settings(quick, max_examples=5_000, derandomize=False, print_blob=True)


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_s=10, cpu_s=10, files_per_child=1_000_000)) as box:
        assert box.granted
        yield box


def ends_well(box: Sandbox, data: bytes, path: Path, out_dir: Path) -> None:
    path.write_bytes(data)
    child = box.pid

    look = box.first_look(path)
    report = box.examine(path, out_dir)

    for told in (look, report):
        assert (told.ok and not told.error_code) or told.error_code in CODES, told.message
    assert box.pid == child
    left = {file.name for file in out_dir.iterdir()}
    assert left == set(report.outputs.values())
    assert report.ok or not left
    assert not report.ok or is_sane(report)
    for name in left:
        (out_dir / name).unlink()


def is_sane(report: Report) -> bool:
    return bool(
        report.is_complete
        and report.frames
        and 8_000 <= (report.sample_rate_hz or 0) <= 384_000
        and 1 <= (report.channels or 0) <= 64
        and report.file_sha256
        and report.pcm_sha256
    )


@quick
@given(data=files())
def test_a_changed_file_ends_as_a_sound_or_with_a_reason(
    box: Sandbox, tmp_path: Path, out_dir: Path, data: bytes
):
    ends_well(box, data, tmp_path / "upload.wav", out_dir)


@pytest.mark.heavy
@thorough
@given(data=files())
def test_thousands_of_changed_files_end_as_sounds_or_with_reasons(
    box: Sandbox, tmp_path: Path, out_dir: Path, data: bytes
):
    ends_well(box, data, tmp_path / "upload.wav", out_dir)


@quick
@given(at=st.integers(9_000, len(seeds.flac()) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_in_the_sound_of_a_flac_is_always_found(
    box: Sandbox, tmp_path: Path, at: int, bit: int
):
    data = bytearray(seeds.flac())
    data[at] ^= 1 << bit
    (tmp_path / "x.flac").write_bytes(data)

    assert box.examine(tmp_path / "x.flac", None).error_code in ("corrupt", "truncated", "wrong_length")


@quick
@given(at=st.integers(0, len(seeds.ogg()) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_in_an_ogg_is_always_found(box: Sandbox, tmp_path: Path, at: int, bit: int):
    data = bytearray(seeds.ogg())
    data[at] ^= 1 << bit
    (tmp_path / "x.ogg").write_bytes(data)

    assert not box.examine(tmp_path / "x.ogg", None).ok


@quick
@given(end=st.integers(0, len(seeds.bext_wav()) - 1))
def test_a_wav_cut_anywhere_is_never_a_sound(box: Sandbox, tmp_path: Path, end: int):
    (tmp_path / "x.wav").write_bytes(seeds.bext_wav()[:end])

    assert not box.examine(tmp_path / "x.wav", None).ok
