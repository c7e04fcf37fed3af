"""Examines strangers' files in a bounded child process, which serves many and is replaced when it fails."""

import errno
import os
import stat
import threading
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from . import convert
from .childprocess import ChildProcess, DiedBefore, OnTick, Request, SandboxUnavailable
from .convert import Format
from .errors import ErrorCode
from .limits import Limits
from .outputs import ALL, FILES, Output
from .report import Report

__all__ = ["Sandbox", "SandboxUnavailable"]

ATTEMPTS = 3
# Everything a child may write, by what it is called in a Report.
KNOWN = {str(kind): name for kind, name in (*FILES.items(), *convert.FILES.items())}


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
        self._child: ChildProcess | None = None
        self._owner = os.getpid()
        self.events: list[str] = []

    def examine(
        self,
        path: Path | str,
        out_dir: Path | str | None,
        on_tick: OnTick | None = None,
        wanted: Collection[Output] = ALL,
    ) -> Report:
        """Return the Report of the file at `path`; a bad file or a dead child is a Report with `ok` False.

        The `wanted` derivatives are written into the existing folder `out_dir`; none when that is None.
        `on_tick` is called about once a second with the progress 0–100; what it raises ends the child and
        is passed on. Raises OSError or ValueError when `path` cannot be opened or is no regular file, and
        OSError when the machine fails (disk full).
        """
        folder = None if out_dir is None else _absolute(out_dir)
        request = {"path": _regular(path), "out_dir": folder, "wanted": [str(output) for output in wanted]}
        return self._ask(request, on_tick)

    def first_look(self, path: Path | str) -> Report:
        """Return what header and tags say, without decoding. Raises as `examine` does."""
        return self._ask({"path": _regular(path)}, None)

    def convert(
        self, path: Path | str, out_dir: Path | str, kind: Format, on_tick: OnTick | None = None
    ) -> Report:
        """Write the sound at `path` as `kind` into the existing folder `out_dir`; return its facts.

        Raises as `examine` does. See `convert.converting`.
        """
        return self._ask(
            {"path": _regular(path), "out_dir": _absolute(out_dir), "format": str(kind)}, on_tick
        )

    def describe(
        self, path: Path | str, out_dir: Path | str, passage: tuple[int, int] | None = None
    ) -> Report:
        """Write the features of the sound at `path`, or of a passage in ms of it, into the folder `out_dir`.

        Raises as `examine` does. See `likeness.describe`.
        """
        request = {"path": _regular(path), "out_dir": _absolute(out_dir), "passage": passage}
        return self._ask(request, None)

    def _ask(self, request: Request, on_tick: OnTick | None) -> Report:
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._ask_once(request, on_tick or (lambda _: None))
                except DiedBefore:
                    continue
            raise SandboxUnavailable("the process that examines sound files dies before it begins")

    def _ask_once(self, request: Request, on_tick: OnTick) -> Report:
        child, finished, folder = self._ready_child(), False, request.get("out_dir")
        try:
            report, finished = child.ask(request, on_tick)
            if not _are_ours(report.outputs, folder):
                finished = False
                return Report.of_code(
                    ErrorCode.CRASHED, "the process that examined the file told of strange files"
                )
            return report
        finally:
            self.events = child.events
            if not finished or child.served >= self.limits.files_per_child:
                self._discard()
            if not finished and folder is not None:
                _remove_partial(folder)

    @property
    def granted(self) -> dict[str, bool]:
        """What the system granted the current child: `no_new_privs`, `network_namespace`, `seccomp`."""
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

    def _ready_child(self) -> ChildProcess:
        if self._owner != os.getpid():
            # Inherited by fork: the child and its pipes belong to the process which started it.
            self._child, self._owner = None, os.getpid()
        if self._child is not None and not self._child.is_alive():
            self._discard()
        if self._child is None:
            self._child = ChildProcess(self.limits, trace=self._trace)
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


def _absolute(path: Path | str) -> str:
    text = os.path.abspath(path)
    if "\0" in text:
        raise ValueError("a file name cannot hold a NUL")
    os.stat(text)
    return text


def _regular(path: Path | str) -> str:
    """A pipe would block whoever opens it, a device has no end."""
    text = _absolute(path)
    if not stat.S_ISREG(os.stat(text).st_mode):
        raise OSError(errno.EINVAL, "not a regular file", text)
    return text


def _are_ours(outputs: object, folder: str | None) -> bool:
    """Whether these are our derivatives, and plain files: a child in the hands of its file may say anything."""
    if not outputs:
        return True
    return (
        isinstance(outputs, dict)
        and folder is not None
        and all(KNOWN.get(kind) == name and _is_file(folder, name) for kind, name in outputs.items())
    )


def _is_file(folder: str, name: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(os.path.join(folder, name)).st_mode)
    except OSError:
        return False


def _remove_partial(out_dir: str) -> None:
    for name in KNOWN.values():
        Path(out_dir, name).unlink(missing_ok=True)
