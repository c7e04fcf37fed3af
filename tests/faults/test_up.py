"""`manage.py up`: everything it supervises may be killed, and it leaves nothing behind itself."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ksound.lib.embedded import process
from ksound.lib.embedded.process import wait_until
from tests.faults.holding import ROOT, clean_environment, reachable_folder, servers_of


class Up:
    """A running `manage.py up --json`."""

    def __init__(self, data_dir: Path, *options: str) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / "up.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "manage.py",
                    "up",
                    "--json",
                    "--port",
                    "0",
                    "--data",
                    str(data_dir),
                    *options,
                ],
                cwd=ROOT,
                env=clean_environment(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        self.ready = json.loads(line)

    def family(self) -> list[int]:
        """Every live process below `up`, and the servers, which have parents of their own."""
        below: set[int] = {self.process.pid}
        table = process.everything()
        while more := {seen.pid for seen in table if seen.parent in below} - below:
            below |= more
        return [*below, *servers_of(self.data_dir)]

    def main_process(self, word: str) -> int:
        """The supervised program whose command line holds `word`; not its leash, not its children."""
        family = self.family()
        for seen in process.everything():
            command, leash = command_of(seen.pid), command_of(seen.parent)
            is_supervised = "leash.py" in leash and "leash.py" not in command
            if is_supervised and word in command and seen.pid in family:
                return seen.pid
        raise LookupError(word)

    def answers(self, path: str = "healthz") -> bool:
        try:
            with urllib.request.urlopen(self.ready["url"] + path, timeout=5) as answer:
                return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False

    def ended_with(self) -> int:
        self.process.communicate(timeout=25)
        return self.process.returncode


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def is_alive(pid: int) -> bool:
    seen = process.look_at(pid)
    return seen is not None and seen.is_alive


def stop(running: Up) -> None:
    if running.process.poll() is None:
        running.process.terminate()
    running.ended_with()


@pytest.fixture
def up() -> Iterator[Up]:
    with reachable_folder("내 소리") as folder:
        running = Up(folder)
        yield running
        stop(running)


@pytest.fixture(scope="module")
def lasting_up() -> Iterator[Up]:
    """Shared by the tests that see it recover, since a first start takes seconds."""
    with reachable_folder("내 소리") as folder:
        running = Up(folder)
        yield running
        stop(running)


def test_one_json_line_tells_where_it_serves(lasting_up: Up) -> None:
    assert lasting_up.ready == {
        "url": lasting_up.ready["url"],
        "pid": lasting_up.process.pid,
        "data_dir": str(lasting_up.data_dir),
    }
    assert lasting_up.answers()


def test_sigterm_ends_everything_with_status_0(up: Up) -> None:
    family = up.family()
    assert len(family) > 8
    up.process.terminate()
    assert up.ended_with() == 0
    assert [pid for pid in family if is_alive(pid)] == []


def test_kill_9_of_up_leaves_no_process(up: Up) -> None:
    family = up.family()
    up.process.kill()
    assert wait_until(lambda: not any(is_alive(pid) for pid in family), seconds=10), [
        command_of(pid) for pid in family if is_alive(pid)
    ]


@pytest.mark.parametrize("word", ["gunicorn", "--queues=derivatives", "--queues=facts,celery", "beat"])
def test_a_killed_program_is_started_again(lasting_up: Up, word: str) -> None:
    def another() -> bool:
        try:
            return lasting_up.main_process(word) != before
        except LookupError:
            return False

    assert wait_until(lambda: bool(find(lasting_up, word)), seconds=10)
    before = lasting_up.main_process(word)
    os.kill(before, signal.SIGKILL)
    assert wait_until(another, seconds=15)
    assert wait_until(lasting_up.answers, seconds=15)


def find(up: Up, word: str) -> int | None:
    try:
        return up.main_process(word)
    except LookupError:
        return None


@pytest.mark.parametrize(("service", "program"), [("postgres", "postgres"), ("redis", "redis-server")])
def test_a_killed_service_is_started_again(lasting_up: Up, service: str, program: str) -> None:
    home = lasting_up.data_dir / service
    before = process.working_in(home, program=program)[0].pid
    os.kill(before, signal.SIGKILL)

    def another_serves() -> bool:
        mains = process.working_in(home, program=program)
        return bool(mains) and mains[0].pid != before and lasting_up.answers("readyz")

    assert wait_until(another_serves, seconds=20, every=0.2)


def test_a_busy_port_is_one_sentence() -> None:
    with socket.socket() as taken, reachable_folder() as folder:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "manage.py", "up", "--port", str(port), "--data", str(folder)],
            cwd=ROOT,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert servers_of(folder) == []
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert f"Port {port}" in ended.stderr
    assert "--port" in ended.stderr
