"""What examining a file costs, beside the bare decode of the same file in the same run."""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from catalog.audio.limits import Limits
from catalog.audio.pipeline import examine

RATE = 96_000
MINUTES = 10


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten minutes of noise with swells, 96 kHz, 24 bit, stereo (346 MB)."""
    path = tmp_path_factory.mktemp("bench") / "long.wav"
    rng = np.random.default_rng(1)
    with soundfile.SoundFile(path, "w", RATE, 2, "PCM_24") as out:
        for minute in range(MINUTES):
            swell = np.sin(np.linspace(0, np.pi, RATE * 60))[:, None] * (0.05 + 0.02 * minute)
            out.write(rng.standard_normal((RATE * 60, 2)) * swell)
    return path


def cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def decode(path: Path) -> None:
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            frame.to_ndarray()


@pytest.mark.bench
def test_examination_against_the_bare_decode(long_file: Path, tmp_path: Path) -> None:
    floor = cpu_seconds(lambda: decode(long_file))
    facts = cpu_seconds(lambda: examine(long_file, None, Limits(), lambda percent: None))
    everything = cpu_seconds(lambda: examine(long_file, tmp_path, Limits(), lambda percent: None))
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{MINUTES} min, 96 kHz, 24 bit, stereo      CPU s   × decode")
    print(f"decode only                       {floor:7.2f}   {1:8.1f}")
    print(f"facts without peaks and preview   {facts:7.2f}   {facts / floor:8.1f}")
    print(f"everything                        {everything:7.2f}   {everything / floor:8.1f}")
    print(f"largest resident set of the whole run {peak_mib:.0f} MiB")
    if shutil.which("ffmpeg"):
        other = ffmpeg_cpu(long_file, tmp_path)
        print(
            f"ffmpeg, loudness + MP3            {other:7.2f}   everything / ffmpeg = {everything / other:.2f}   1.0"
        )


def ffmpeg_cpu(path: Path, folder: Path) -> float:
    """CPU of the command-line tool doing only loudness with true peak and the same MP3."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    split = "[0:a]asplit[a][b];[a]ebur128=peak=true[m]"
    command = [
        "ffmpeg",
        "-v",
        "quiet",
        "-y",
        "-i",
        str(path),
        "-filter_complex",
        split,
        "-map",
        "[m]",
        "-f",
        "null",
        "-",
    ]
    command += ["-map", "[b]", "-ar", "48000", "-b:a", "192k", str(folder / "floor.mp3")]
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
