"""Examines strangers' files in a bounded child process, which serves many and is replaced when it fails."""

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
from types import TracebackType
from typing import Any, Self

from .errors import ErrorCode
from .limits import Limits
from .report import Report

OnTick = Callable[[int], None]

TICK_S = 1.0
ATTEMPTS = 3
MAX_LINE_BYTES = 4 << 20
ROOT = Path(__file__).resolve().parents[2]
PARTIAL_FILES = ("peaks.bin", "preview.mp3")


class SandboxUnavailable(OSError):  # noqa: N818  (a state of the machine)
    """The child process could not be started: the machine's fault, not the file's. Try again later."""


class _DiedBefore(Exception):  # noqa: N818  (no error: a fresh child takes the file)
    """The child was already dead when it was handed the file."""


class Sandbox:
    """One child at a time, started on first use. Share one per worker process; calls from threads queue up.

        with Sandbox(limits) as box:
            report = box.examine(path, out_dir, on_tick=renew_lease)

    A process forked from the owner starts its own child.
    """

    def __init__(self, limits: Limits | None = None, *, trace: bool = False) -> None:
        self.limits = limits or Limits()
        self._trace = trace
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._owner = os.getpid()
        self.events: list[str] = []

    def examine(self, path: Path | str, out_dir: Path | str | None, on_tick: OnTick | None = None) -> Report:
        """Return the Report of the file at `path`; a bad file or a dead child is a Report with `ok` False.

        Peaks and preview are written into the existing folder `out_dir`, or skipped when it is None.
        `on_tick` is called about once a second with the progress 0–100; what it raises ends the child and
        is passed on. Raises OSError or ValueError when `path` cannot be opened, and OSError when the
        machine fails (disk full).
        """
        path, folder = _absolute(path), None if out_dir is None else _absolute(out_dir)
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._examine_once(path, folder, on_tick or (lambda _: None))
                except _DiedBefore:
                    continue
            raise SandboxUnavailable("the process that examines sound files dies before it begins")

    def _examine_once(self, path: str, folder: str | None, on_tick: OnTick) -> Report:
        child, finished = self._ready_child(), False
        try:
            report, finished = child.examine(path, folder, on_tick)
            return report
        finally:
            self.events = child.events
            if not finished or child.served >= self.limits.files_per_child:
                self._discard()
            if not finished and folder is not None:
                _remove_partial(folder)

    @property
    def granted(self) -> dict[str, bool]:
        """What the system granted the current child: `no_new_privs`, `network_namespace`."""
        with self._lock:
            return dict(self._ready_child().granted)

    @property
    def pid(self) -> int | None:
        """Process id of the current child, None before the first file."""
        child = self._child
        return None if child is None else child.pid

    def close(self) -> None:
        with self._lock:
            self._discard()

    def _ready_child(self) -> "_Child":
        if self._owner != os.getpid():
            # Inherited by fork: the child and its pipes belong to the process which started it.
            self._child, self._owner = None, os.getpid()
        if self._child is not None and not self._child.is_alive():
            self._discard()
        if self._child is None:
            self._child = _Child(self.limits, trace=self._trace)
        return self._child

    def _discard(self) -> None:
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
        self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Child:
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
            self._send(limits=limits.to_json(), parent=os.getpid(), trace=trace)
            hello = self._receive(time.monotonic() + limits.start_s)
        except (OSError, TimeoutError):
            hello = None
        if hello is None or "ready" not in hello:
            self.kill()
            raise SandboxUnavailable("the process that examines sound files could not be started")
        self.granted: dict[str, bool] = hello["ready"]

    def examine(self, path: str, out_dir: str | None, on_tick: OnTick) -> tuple[Report, bool]:
        """Return the report, and whether the child may go on serving."""
        self.served += 1
        self.events = []
        deadline, progress, began = time.monotonic() + self._limits.wall_s, 0, False
        try:
            self._send(path=path, out_dir=out_dir)
            while True:
                try:
                    message = self._receive(min(deadline, time.monotonic() + TICK_S))
                except TimeoutError:
                    if time.monotonic() >= deadline:
                        return self._too_slow(), False
                    on_tick(progress)
                    continue
                if message is None:
                    return self._died(began), False
                began = True
                if "progress" not in message:
                    return self._concluded(message)
                progress = int(message["progress"])
                on_tick(progress)
        except (BrokenPipeError, ConnectionResetError):
            return self._died(began), False

    def _concluded(self, message: dict[str, Any]) -> tuple[Report, bool]:
        self.events = message.get("events", [])
        if "failure" in message:
            raise OSError(message["failure"]["errno"], message["failure"]["message"])
        if "report" in message:
            return Report.from_json(message["report"]), True
        return Report.of_code(ErrorCode(message["code"]), message["message"]), False

    def _too_slow(self) -> Report:
        return Report.of_code(ErrorCode.TIMEOUT, f"not finished after {self._limits.wall_s:.0f} s")

    def _died(self, began: bool) -> Report:
        self._process.wait()
        if not began:
            raise _DiedBefore
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return Report.of_code(ErrorCode.TIMEOUT, f"more than {self._limits.cpu_s} s of computing time")
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
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
        except ValueError:
            self.kill()
            return None
        return message if isinstance(message, dict) else None

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
    }


def _absolute(path: Path | str) -> str:
    text = os.path.abspath(path)
    if "\0" in text:
        raise ValueError("a file name cannot hold a NUL")
    os.stat(text)
    return text


def _remove_partial(out_dir: str) -> None:
    for name in PARTIAL_FILES:
        Path(out_dir, name).unlink(missing_ok=True)
