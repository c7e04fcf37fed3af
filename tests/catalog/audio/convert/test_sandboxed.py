"""Conversions meet the same strangers' files as examinations, in the same bounds."""

import errno
import os
import re
import signal
import threading
from pathlib import Path

import pytest

from catalog.audio.convert import Format
from catalog.audio.limits import GIB, Limits
from catalog.audio.sandbox import Sandbox

from .. import big, hostile, sounds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


@pytest.mark.parametrize("family", hostile.FAMILIES)
def test_hostile_files_end_as_in_an_examination(tmp_path: Path, folder: Path, family: str):
    """One child serves them all: none of them breaks it, opens anything else or leaves a file behind."""
    private = tmp_path / "private"
    private.mkdir()
    with Sandbox(Limits(wall_s=20, cpu_s=20, file_size=GIB, files_per_child=1_000_000), trace=True) as box:
        child = box.granted and box.pid
        for name, file in hostile.FAMILIES[family].items():
            path = private / file.file_name
            path.write_bytes(file.make())
            report = box.convert(path, folder, Format.FLAC)
            ending = "ok" if report.ok else report.error_code
            # FLAC holds eight channels, and not more.
            assert ending in {*(file.codes or {"ok"}), "too_many_channels"}, (name, report.message)
            assert [one.name for one in folder.iterdir()] == list(report.outputs.values())
            foreign = [
                event
                for event in box.events
                if not re.match(rf"open (\d+$|{re.escape(str(tmp_path))})", event)
            ]
            assert foreign == [] or not path.name.isascii(), name
            assert box.pid == child, name
            for made in (*folder.iterdir(), path):
                made.unlink()


def test_the_process_that_converts_is_confined():
    with Sandbox(Limits(file_size=16 * GIB)) as box:
        assert box.granted["no_new_privs"]
        assert box.granted["seccomp"]


def test_a_child_killed_in_the_middle_leaves_nothing(tmp_path: Path, folder: Path):
    long = big.wav(tmp_path / "long.wav", 48_000 * 600)
    with Sandbox(Limits(file_size=16 * GIB)) as box:
        victim = box.granted and box.pid
        assert victim
        killer = threading.Timer(0.6, os.kill, (victim, signal.SIGKILL))
        killer.start()
        report = box.convert(long, folder, Format.MP3_320)
        killer.join()
        assert (report.ok, report.error_code) == (False, "crashed")
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", Format)
def test_a_full_disk_is_the_machines_fault_and_leaves_nothing(tmp_path: Path, folder: Path, kind: Format):
    """A bound on the size of files stands for it: the kernel refuses the same call in the same way."""
    # The header of an OGG does not tell how large the new file will be.
    given = sounds.save(tmp_path / "given.ogg", sounds.noise(48_000 * 8), subtype="VORBIS")
    with Sandbox(Limits(file_size=200_000)) as box, pytest.raises(OSError, match="too large") as raised:
        box.convert(given, folder, kind)
    assert raised.value.errno == errno.EFBIG
    assert list(folder.iterdir()) == []


def test_memory_does_not_grow_with_the_sound(tmp_path: Path, folder: Path):
    peaks = []
    for minutes in (1, 8):
        given = big.rf64(tmp_path / f"{minutes}.rf64", 96_000 * 60 * minutes, rate=96_000, bits=24)
        with Sandbox(Limits(file_size=16 * GIB)) as box:
            assert box.convert(given, folder, Format.WAV_44_16).ok
            status = Path(f"/proc/{box.pid}/status").read_text()
        peaks.append(int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024)
    assert peaks[1] < peaks[0] + 16, peaks
    assert peaks[1] < 256, peaks


def test_the_caller_hears_how_far_it_is(tmp_path: Path, folder: Path, converting_box: Sandbox):
    heard: list[int] = []
    long = big.wav(tmp_path / "long.wav", 48_000 * 60)
    assert converting_box.convert(long, folder, Format.MP3_320, on_tick=heard.append).ok
    assert heard == sorted(heard)
    assert heard[-1] > 20
