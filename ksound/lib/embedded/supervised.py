"""One program that is kept running: its lines are passed on, and it is started again when it dies."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from os import getpid
from pathlib import Path

from ksound.lib.embedded import process

_LEASH = Path(__file__).with_name("leash.py")
_STEADY_S = 30.0
_LONGEST_WAIT_S = 10.0


class Supervised:
    """A program on a leash (see `leash.py`), so that nothing of it outlives this process.

    `start` must be called in a thread that lives as long as the program should: the kernel ties the leash to
    it.
    """

    def __init__(self, name: str, command: list[str], *, folder: Path, say: Callable[[str], None]) -> None:
        self.name = name
        self.deaths = 0
        self._command = command
        self._folder = folder
        self._say = say
        self._process: subprocess.Popen[str] | None = None
        self._started_at = 0.0
        self._start_again_at = 0.0

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_LEASH), str(getpid()), *self._command],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._started_at = time.monotonic()
        threading.Thread(target=self._pass_lines_on, args=(self._process,), daemon=True).start()

    def look_after(self) -> None:
        """Start the program again if it has died: at once the first time, then ever more slowly."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_again_at:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        process.kill_session(self._process.pid)
        if now - self._started_at > _STEADY_S:
            self.deaths = 0
        wait_s = min(0.2 * 2**self.deaths, _LONGEST_WAIT_S)
        self.deaths += 1
        self._process = None
        self._start_again_at = now + wait_s
        self._say(f"{self.name:<6} | ended with status {code}; starting again in {wait_s:.1f} s")

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def stop_now(self) -> None:
        """Kill the program with everything it started, and wait for that (it takes milliseconds)."""
        self._signal(signal.SIGUSR1)
        if self._process is not None:
            try:
                self._process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            process.kill_session(self._process.pid)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _pass_lines_on(self, source: "subprocess.Popen[str]") -> None:
        assert source.stdout is not None
        with source.stdout as lines:
            for line in lines:
                if line.strip():
                    self._say(f"{self.name:<6} | {line.rstrip()}")
