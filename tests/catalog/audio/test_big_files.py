"""Large files end in time and in bounded memory: over 4 GiB, four hours, 64 channels, 384 kHz."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog.audio.limits import Limits
from catalog.audio.outputs import FILES, Output
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

from . import big

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc")
MIB, GIB = 1 << 20, 1 << 30
MAX_MEMORY = 512 * MIB
FOUR_HOURS_S = 4 * 3_600
# What each derivative of the longest sound may weigh; the preview is 24,000 bytes a second.
MOST_BYTES = {
    Output.PEAKS: 9 * MIB,
    Output.PREVIEW: FOUR_HOURS_S * 24_000 + MIB,
    Output.SPECTROGRAM: 2 * MIB,
    Output.FEATURES: 64 * 1_024,
    Output.FINGERPRINT: 12 * MIB,
}


@dataclass(frozen=True)
class Cost:
    """Seconds and bytes; `mapped` is address space."""

    wall_s: float
    cpu_s: float
    resident: int
    mapped: int


@contextmanager
def fresh_box() -> Iterator[Sandbox]:
    """The default limits; a child of its own, because the kernel's high-water marks never sink."""
    with Sandbox() as box:
        assert box.granted
        yield box


def examined(path: Path, out_dir: Path | None) -> tuple[Report, Cost]:
    with fresh_box() as box:
        began = time.monotonic()
        report = box.examine(path, out_dir)
        wall_s = time.monotonic() - began
        status = dict(line.split(":", 1) for line in Path(f"/proc/{box.pid}/status").read_text().splitlines())
        ticks = Path(f"/proc/{box.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    cost = Cost(
        wall_s,
        sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"),
        *(_bytes(status[name]) for name in ("VmHWM", "VmPeak")),
    )
    print(
        f"\n{path.name}: {path.stat().st_size / GIB:.2f} GiB, wall {cost.wall_s:.0f} s, CPU {cost.cpu_s:.0f} s, "
        f"resident {cost.resident / MIB:.0f} MiB, mapped {cost.mapped / MIB:.0f} MiB"
    )
    return report, cost


def _bytes(text: str) -> int:
    return int(text.split()[0]) * 1_024


def assert_within_bounds(report: Report, cost: Cost) -> None:
    assert (report.ok, report.message, report.warnings) == (True, "", ())
    assert cost.resident <= MAX_MEMORY
    assert cost.mapped <= MAX_MEMORY
    assert cost.wall_s < Limits().wall_s


def sizes(out_dir: Path) -> dict[Output, int]:
    found = {output: (out_dir / name).stat().st_size for output, name in FILES.items()}
    print("  ".join(f"{output} {size:,} bytes" for output, size in found.items()))
    return found


@pytest.mark.heavy
@pytest.mark.parametrize("make", [big.rf64, big.w64])
def test_a_sound_over_4_gib_is_decoded_to_its_last_frame(
    tmp_path: Path, out_dir: Path, make: Callable[..., Path]
):
    frames = 5 * GIB // 8
    path = make(tmp_path / f"{make.__name__} over 4 GiB", frames, bits=32)
    # Half of full scale in the last frame but one, left channel.
    big.with_sound_at(path, 16, b"\0\0\0\x40")

    report, cost = examined(path, out_dir)

    assert_within_bounds(report, cost)
    assert (report.frames, report.byte_size) == (frames, path.stat().st_size)
    assert report.sample_peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert all(size <= MOST_BYTES[output] for output, size in sizes(out_dir).items())


@pytest.mark.heavy
def test_four_hours_fit_and_their_derivatives_stay_bounded(tmp_path: Path, out_dir: Path):
    path = big.wav(tmp_path / "4 h, 48 kHz, 16 bit, stereo", FOUR_HOURS_S * 48_000)

    report, cost = examined(path, out_dir)
    path.unlink()

    assert_within_bounds(report, cost)
    assert (report.frames, report.duration_ms) == (FOUR_HOURS_S * 48_000, FOUR_HOURS_S * 1_000)
    assert all(size <= MOST_BYTES[output] for output, size in sizes(out_dir).items())


def test_one_second_more_than_four_hours_is_too_long_at_once(tmp_path: Path, out_dir: Path):
    path = big.rf64(tmp_path / "4 h and 1 s", (FOUR_HOURS_S + 1) * 8_000, rate=8_000, channels=1, bits=8)

    report, cost = examined(path, out_dir)

    assert (report.ok, report.error_code) == (False, "too_long")
    assert list(out_dir.iterdir()) == []
    assert cost.resident <= MAX_MEMORY


@pytest.mark.heavy
def test_64_channels_at_192_khz_stay_in_bounded_memory(tmp_path: Path, out_dir: Path):
    path = big.wav(tmp_path / "30 s, 192 kHz, 64 channels", 30 * 192_000, channels=64, rate=192_000)

    report, cost = examined(path, out_dir)
    path.unlink()

    assert_within_bounds(report, cost)
    assert (report.frames, report.channels) == (30 * 192_000, 64)
    assert all(size <= MOST_BYTES[output] for output, size in sizes(out_dir).items())


@pytest.mark.heavy
def test_ten_minutes_at_384_khz_stay_in_bounded_memory(tmp_path: Path, out_dir: Path):
    path = big.wav(tmp_path / "10 min, 384 kHz, stereo", 600 * 384_000, rate=384_000)

    report, cost = examined(path, out_dir)
    path.unlink()

    assert_within_bounds(report, cost)
    assert (report.frames, report.sample_rate_hz) == (600 * 384_000, 384_000)
    assert all(size <= MOST_BYTES[output] for output, size in sizes(out_dir).items())
