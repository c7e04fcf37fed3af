"""The child is bounded, replaceable, and its death costs one file."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox

from . import sounds

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def long_sound(tmp_path_factory) -> Path:
    """Takes some seconds to examine."""
    return sounds.save(
        tmp_path_factory.mktemp("long") / "x.wav", sounds.noise(96_000 * 150), rate=96_000, subtype="PCM_16"
    )


@pytest.fixture
def short_sound(tmp_path: Path) -> Path:
    return sounds.save(tmp_path / "short.wav", sounds.noise(4_800))


def test_a_killed_child_costs_one_file(long_sound: Path, short_sound: Path, out_dir: Path):
    with Sandbox() as box:
        assert box.granted
        victim = box.pid
        assert victim is not None
        threading.Timer(0.7, os.kill, (victim, signal.SIGKILL)).start()

        report = box.examine(long_sound, out_dir)

        assert (report.ok, report.error_code) == (False, "crashed")
        assert list(out_dir.iterdir()) == []
        assert box.examine(short_sound, out_dir).ok
        assert box.pid != victim


def test_a_segfault_is_a_crash(long_sound: Path, out_dir: Path):
    with Sandbox() as box:
        assert box.granted
        threading.Timer(0.5, os.kill, (box.pid, signal.SIGSEGV)).start()

        report = box.examine(long_sound, out_dir)

        assert report.error_code == "crashed"
        assert "SIGSEGV" in report.message


def test_a_child_killed_between_two_files_costs_nothing(short_sound: Path, out_dir: Path):
    with Sandbox() as box:
        assert box.examine(short_sound, out_dir).ok
        os.kill(box.pid or 0, signal.SIGKILL)
        assert box.examine(short_sound, out_dir).ok


def test_the_wall_clock_ends_a_file(long_sound: Path, short_sound: Path, out_dir: Path):
    with Sandbox(Limits(wall_s=0.6)) as box:
        began = time.monotonic()
        report = box.examine(long_sound, out_dir)

        assert report.error_code == "timeout"
        assert time.monotonic() - began < 3
        assert list(out_dir.iterdir()) == []
        assert box.examine(short_sound, out_dir).ok


def test_a_stopped_child_is_ended_by_the_wall_clock(long_sound: Path, out_dir: Path):
    with Sandbox(Limits(wall_s=1.5)) as box:
        assert box.granted
        threading.Timer(0.3, os.kill, (box.pid, signal.SIGSTOP)).start()

        assert box.examine(long_sound, out_dir).error_code == "timeout"


def test_computing_time_is_bounded_per_file(long_sound: Path, short_sound: Path, out_dir: Path):
    with Sandbox(Limits(cpu_s=1)) as box:
        assert box.examine(long_sound, out_dir).error_code == "timeout"
        for _ in range(3):
            assert box.examine(short_sound, out_dir).ok


def test_memory_is_bounded(tmp_path: Path, short_sound: Path, out_dir: Path):
    wide = sounds.save(tmp_path / "wide.wav", sounds.noise(200_000, 64))
    with Sandbox() as roomy:
        assert roomy.examine(short_sound, None).ok
        status = Path(f"/proc/{roomy.pid}/status").read_text()
    at_rest = int(re.findall(r"VmPeak:\s+(\d+) kB", status)[0]) * 1024

    with Sandbox(Limits(address_space=at_rest + (8 << 20))) as box:
        report = box.examine(wide, out_dir)

        assert report.error_code in ("out_of_memory", "crashed")
        assert list(out_dir.iterdir()) == []
        assert box.examine(short_sound, None).ok


def test_a_child_is_replaced_after_its_share_of_files(short_sound: Path, out_dir: Path):
    with Sandbox(Limits(files_per_child=2)) as box:
        pids = []
        for _ in range(4):
            assert box.granted
            pids.append(box.pid)
            assert box.examine(short_sound, out_dir).ok

    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_the_caller_hears_about_progress(long_sound: Path, out_dir: Path):
    heard: list[int] = []
    with Sandbox() as box:
        report = box.examine(long_sound, out_dir, on_tick=heard.append)

    assert report.ok
    assert heard == sorted(heard)
    assert len(set(heard)) >= 2
    assert 0 <= heard[0] <= heard[-1] <= 100


def test_an_error_of_the_caller_ends_the_child_and_leaves_nothing(
    long_sound: Path, short_sound: Path, out_dir: Path
):
    class LeaseLost(Exception):
        pass

    def lose(_: int) -> None:
        raise LeaseLost

    with Sandbox() as box:
        with pytest.raises(LeaseLost):
            box.examine(long_sound, out_dir, on_tick=lose)
        assert list(out_dir.iterdir()) == []
        assert box.examine(short_sound, out_dir).ok


def test_a_full_disk_is_the_machines_fault_and_not_the_files(
    short_sound: Path, tmp_path: Path, out_dir: Path
):
    with Sandbox(Limits(file_size=1_000)) as box:
        with pytest.raises(OSError, match="large"):
            box.examine(short_sound, out_dir)
        assert list(out_dir.iterdir()) == []


def test_limits_travel_to_the_child(short_sound: Path):
    with Sandbox(Limits(max_duration_s=0.05)) as strict:
        assert strict.examine(short_sound, None).error_code == "too_long"


def test_a_child_does_not_outlive_its_sandbox(short_sound: Path, out_dir: Path):
    with Sandbox() as box:
        assert box.examine(short_sound, out_dir).ok
        pid = box.pid or 0

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_child_started_by_a_thread_outlives_that_thread(short_sound: Path, out_dir: Path):
    with Sandbox() as box:
        starter = threading.Thread(target=box.examine, args=(short_sound, None))
        starter.start()
        starter.join()
        pid = box.pid
        time.sleep(0.2)

        assert box.examine(short_sound, out_dir).ok
        assert box.pid == pid


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_dies_with_the_process_that_started_it(short_sound: Path):
    code = (
        "import os, sys; from catalog.audio.sandbox import Sandbox; box = Sandbox()\n"
        "box.examine(sys.argv[1], None); print(box.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, short_sound], cwd=ROOT, capture_output=True, text=True, check=False
    )
    deadline = time.monotonic() + 5
    while _is_running(int(told.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not _is_running(int(told.stdout))


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_threads_share_one_child(short_sound: Path, tmp_path: Path):
    oks: list[bool] = []
    with Sandbox() as box:

        def work(number: int) -> None:
            folder = tmp_path / f"out{number}"
            folder.mkdir()
            oks.extend(box.examine(short_sound, folder).ok for _ in range(5))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert oks == [True] * 20
