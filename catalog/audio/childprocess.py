"""The parent's end of the bounded child process: starts it, talks to it, ends it."""

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import ErrorCode
from .limits import Limits
from .report import Report

OnTick = Callable[[int], None]
# What `child` is told of one file.
Request = dict[str, Any]

TICK_S = 1.0
MAX_LINE_BYTES = 4 << 20
ROOT = Path(__file__).resolve().parents[2]


class SandboxUnavailable(OSError):
    """The child process could not be started: the machine's fault, not the file's. Try again later."""


class DiedBefore(Exception):
    """The child was already dead when it was handed the file."""


class ChildProcess:
    def __init__(self, limits: Limits, *, trace: bool) -> None:
        self._limits = limits
        self._buffer = b""
        self.served = 0
        self.events: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "catalog.audio.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        self.pid = self._process.pid
        try:
            self._send(limits=limits.to_json(), parent=_mortal_parent(), trace=trace)
            hello = self._receive(time.monotonic() + limits.start_s)
        except (OSError, TimeoutError):
            hello = None
        if hello is None or "ready" not in hello:
            self.kill()
            raise SandboxUnavailable("the process that examines sound files could not be started")
        self.granted: dict[str, bool] = hello["ready"]

    def ask(self, request: Request, on_tick: OnTick) -> tuple[Report, bool]:
        """Return the report, and whether the child may go on serving."""
        self.served += 1
        self.events = []
        deadline, progress, began = time.monotonic() + self._limits.wall_s, 0, False
        try:
            self._send(**request)
            while time.monotonic() < deadline:
                try:
                    message = self._receive(min(deadline, time.monotonic() + TICK_S))
                except TimeoutError:
                    on_tick(progress)
                    continue
                if message is None:
                    return self._died(began), False
                began = True
                if "progress" not in message:
                    return self._concluded(message)
                progress = _percent(message["progress"])
                on_tick(progress)
            return self._too_slow(), False
        except (BrokenPipeError, ConnectionResetError):
            return self._died(began), False

    def _concluded(self, message: dict[str, Any]) -> tuple[Report, bool]:
        self.events = message.get("events", [])
        try:
            if "failure" in message:
                failure = OSError(int(message["failure"]["errno"] or 0), str(message["failure"]["message"]))
            elif "report" in message:
                return Report.from_json(message["report"]), True
            else:
                return Report.of_code(ErrorCode(message["code"]), str(message["message"])), False
        except (AttributeError, KeyError, TypeError, ValueError):
            return Report.of_code(
                ErrorCode.CRASHED, "the process that examined the file talked nonsense"
            ), False
        raise failure

    def _too_slow(self) -> Report:
        return Report.of_code(ErrorCode.TIMEOUT, f"not finished after {self._limits.wall_s:.0f} s")

    def _died(self, began: bool) -> Report:
        self.kill()
        if not began:
            raise DiedBefore
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return Report.of_code(ErrorCode.TIMEOUT, f"more than {self._limits.cpu_s} s of computing time")
        how = _signal_name(-code) if code < 0 else f"exit status {code}"
        return Report.of_code(ErrorCode.CRASHED, f"the process that examined the file ended with {how}")

    def _send(self, **message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")

    def _receive(self, deadline: float) -> dict[str, Any] | None:
        """Return the next message, None when the child is gone; raise TimeoutError at `deadline`."""
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                piece = os.read(self._process.stdout.fileno(), 65_536)
                self._buffer += piece
                if not piece or len(self._buffer) > MAX_LINE_BYTES:
                    self.kill()
                    return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            self.kill()
            return None
        return message

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End the child at once and wait for it; it holds nothing that needs an orderly end."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def _signal_name(number: int) -> str:
    return next((known.name for known in signal.Signals if known == number), f"signal {number}")


def _percent(told: object) -> int:
    return min(100, max(0, told)) if isinstance(told, int) else 0


def _mortal_parent() -> int | None:
    """Return the pid the child shall die with, None in a thread.

    Linux sends the death signal when the starting *thread* ends, which other threads must not suffer from;
    such a child ends at its next word to the closed pipe.
    """
    return os.getpid() if threading.current_thread() is threading.main_thread() else None


def _environment() -> dict[str, str]:
    """Nothing of ours: no passwords, no addresses. One thread, or the same work costs four times the CPU."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        # More arenas reserve address space, and glibc opens a file of the system before it shrinks one.
        "MALLOC_ARENA_MAX": "1",
    }
