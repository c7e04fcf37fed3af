"""A supervised program is started again when it dies, and nothing of it outlives its supervisor."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ksound.lib.embedded import process
from ksound.lib.embedded.process import wait_until
from ksound.lib.embedded.supervised import Supervised
from tests.faults.holding import clean_environment

# Starts a grandchild in a session of its own, as a careless task might, and says both numbers.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print("family", os.getpid(), child.pid, flush=True)
time.sleep(60)
"""


class Kept:
    """One supervised program and what it has said."""

    def __init__(self, program: str, folder: Path) -> None:
        self.lines: list[str] = []
        command = [sys.executable, "-u", "-c", program]
        self.supervised = Supervised("web", command, folder=folder, say=self.lines.append)
        self.supervised.start()

    def families(self) -> list[list[int]]:
        words = [line.split() for line in self.lines if "family" in line]
        return [[int(number) for number in line[-2:]] for line in words]


def is_alive(pid: int) -> bool:
    seen = process.look_at(pid)
    return seen is not None and seen.is_alive


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(FAMILY, tmp_path)
    assert wait_until(lambda: len(kept.families()) == 1, seconds=10)
    yield kept
    kept.supervised.stop_now()


def test_lines_carry_the_name_of_their_program(kept: Kept) -> None:
    assert kept.lines[0].startswith("web    | family ")


def test_a_killed_program_is_started_again_without_its_orphans(kept: Kept) -> None:
    program, grandchild = kept.families()[0]
    os.kill(program, signal.SIGKILL)

    def again() -> bool:
        kept.supervised.look_after()
        return len(kept.families()) == 2

    assert wait_until(again, seconds=10)
    assert not is_alive(grandchild)


def test_stopping_leaves_nothing(kept: Kept) -> None:
    family = kept.families()[0]
    kept.supervised.ask_to_stop()
    assert wait_until(lambda: not kept.supervised.is_running, seconds=10)
    assert not any(is_alive(pid) for pid in family)


def test_stopping_at_once_leaves_nothing(kept: Kept) -> None:
    family = kept.families()[0]
    kept.supervised.stop_now()
    assert not any(is_alive(pid) for pid in family)


SUPERVISOR = """
import sys, time
from pathlib import Path
from ksound.lib.embedded.supervised import Supervised
say = lambda line: print(line, flush=True)
Supervised("web", [sys.executable, "-u", "-c", sys.argv[1]], folder=Path("."), say=say).start()
time.sleep(60)
"""


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, FAMILY],
        cwd=tmp_path,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert supervisor.stdout is not None
    family = [int(number) for number in supervisor.stdout.readline().split()[-2:]]
    supervisor.kill()
    supervisor.communicate()
    assert wait_until(lambda: not any(is_alive(pid) for pid in family), seconds=10)


def test_a_program_that_always_dies_is_started_ever_more_slowly(tmp_path: Path) -> None:
    kept = Kept("raise SystemExit(3)", tmp_path)

    def died_three_times() -> bool:
        kept.supervised.look_after()
        return kept.supervised.deaths == 3

    assert wait_until(died_three_times, seconds=15)
    endings = [line for line in kept.lines if "ended with status 3" in line]
    assert [line.split()[-2] for line in endings] == ["0.2", "0.4", "0.8"]
    kept.supervised.stop_now()
