"""The goals of the audio pipeline, measured in one run on sounds made for it; prints, and never fails a build.

CPU seconds and their ratios, best of two, because other work on the machine stretches wall clock time.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from catalog.audio.limits import Limits

from . import corpus

ROOT = Path(__file__).resolve().parents[2]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
WORKERS, WORKERS_GOAL = 4, 3.3


@dataclass
class Cost:
    cpu_s: float
    wall_s: float
    rss_mib: float
    returned: Any


def row(name: str, measured: float, goal: float, unit: str = "", *, at_least: bool = False) -> None:
    """Print one line of the table of goals."""
    met = measured >= goal if at_least else measured <= goal
    sign = "≥" if at_least else "≤"
    print(f"{name:64}{measured:8.2f}{unit:4} {sign} {goal:<6.2f} {'met' if met else 'NOT MET'}")


def cost(work: str, folder: Path, *files: Path) -> Cost:
    command = [sys.executable, "-m", "tests.bench.workloads", work, str(folder), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=os.environ | ONE_THREAD)
    return Cost(**json.loads(done.stdout))


def best(work: str, folder: Path, *files: Path, of: int = 2) -> Cost:
    return min((cost(work, folder, *files) for _ in range(of)), key=lambda cost: cost.cpu_s)


def ffmpeg_cpu(file: Path, folder: Path) -> float:
    """CPU of the command-line tool doing only loudness with true peak and the same MP3."""
    split = "[0:a]asplit[a][b];[a]ebur128=peak=true[m]"
    command = ["ffmpeg", "-v", "quiet", "-y", "-i", str(file), "-filter_complex", split]
    command += ["-map", "[m]", "-f", "null", "-", "-map", "[b]", "-ar", "48000", "-b:a", "192k"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, str(folder / "ffmpeg.mp3")], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "derived"
    out.mkdir()
    return out


@pytest.mark.bench
def test_the_goals_on_ten_minutes(tmp_path: Path, folder: Path) -> None:
    file = corpus.long_recording(tmp_path / "long.wav")
    everything, facts = best("everything", folder, file), best("without_preview", folder, file)
    decoded, own = best("ffmpeg_decode", folder, file, of=3), best("own_decode", folder, file, of=3)
    alone = min(
        (cost("kernels", folder, file).returned for _ in range(2)), key=lambda each: sum(each.values())
    )

    speed = corpus.LONG_MINUTES * 60 / everything.cpu_s
    print(f"\n\nTen minutes, 96 kHz, 24 bit, stereo: {everything.cpu_s:.2f} CPU s, {speed:.0f} × real time")
    if shutil.which("ffmpeg"):
        row("all / ffmpeg doing loudness and MP3", everything.cpu_s / ffmpeg_cpu(file, folder), 1.0)
    row("all / decode only", everything.cpu_s / decoded.cpu_s, 16)
    row("without preview / decode only", facts.cpu_s / decoded.cpu_s, 8)
    row("all / sum of the bare kernels", everything.cpu_s / sum(alone.values()), 1.3)
    row("largest resident set", everything.rss_mib, 256, " MiB")
    print(
        f"decode only, CPU s: by FFmpeg {decoded.cpu_s:.2f}, by our reader {own.cpu_s:.2f}; the kernels alone:"
    )
    for name, seconds in sorted(alone.items(), key=lambda each: -each[1]):
        print(f"    {name:24}{seconds:6.2f}")


@pytest.mark.bench
def test_silence_costs_no_more_than_sound(tmp_path: Path, folder: Path) -> None:
    sound = best("without_preview", folder, corpus.long_recording(tmp_path / "long.wav"))
    silence = best("without_preview", folder, corpus.silence_after_a_sound(tmp_path / "silence.wav"))
    print()
    row("nine minutes of silence after a sound / sound", silence.cpu_s / sound.cpu_s, 1.0)


@pytest.mark.bench
def test_the_memory_of_the_widest_sound(tmp_path: Path, folder: Path) -> None:
    wide = cost("everything", folder, corpus.widest(tmp_path / "wide.wav"))
    print()
    row("largest resident set, 64 channels at 192 kHz", wide.rss_mib, 512, " MiB")


@pytest.mark.bench
def test_the_goals_on_short_files(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "short").mkdir()
    files = corpus.short_recordings(tmp_path / "short")
    alone = best("everything", folder, *files)
    print(f"\n{len(files)} short files of all formats: {alone.cpu_s / len(files) * 1000:.0f} CPU ms each")

    # As many as one child serves, the shortest: of longer ones the work varies more than the sandbox costs.
    few = files[: Limits().files_per_child]
    boxed, bare, start = (best(work, folder, *few) for work in ("sandboxed", "everything", "sandbox_start"))
    cost_ms = (boxed.cpu_s - bare.cpu_s) / len(few) * 1000
    row("sandbox, each short file, its share of a start included", cost_ms, 10, " ms")
    print(f"    a start: {start.cpu_s * 1000:.0f} CPU ms, for {len(few)} files")

    workers, cores = min(WORKERS, os.cpu_count() or 1), os.cpu_count()
    name = f"{workers} workers × one by the clock ({cores} cores; for {WORKERS}: {WORKERS_GOAL})"
    goal = WORKERS_GOAL / WORKERS * workers
    row(name, together(workers, folder, files), goal, at_least=True)


def together(workers: int, folder: Path, files: list[Path]) -> float:
    """How many times as much as one worker that many do in the same time."""
    folders = [folder / str(number) for number in range(workers)]
    for each in folders:
        each.mkdir()
    started = perf_counter()
    cost("sandboxed", folders[0], *files)
    one = perf_counter() - started
    started = perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda each: cost("sandboxed", each, *files), folders))
    return workers * one / (perf_counter() - started)
