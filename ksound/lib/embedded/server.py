"""What PostgreSQL and Redis share: found alive by a query, started once, stopped by the last user."""

import contextlib
import json
import os
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from ksound.lib.embedded import process
from ksound.lib.embedded.errors import EmbeddedServiceError, from_log, from_os_error
from ksound.lib.embedded.places import Place

PATIENCE_S = 60.0
"""Recovery after a crash may take this long, as long as the server's process lives."""

_KEEPER = Path(__file__).with_name("keeper.py")
_LOG_LIMIT = 10_000_000


class Server(ABC):
    """One embedded server. Callers of `ensure` and `stop` hold the start lock."""

    title: ClassVar[str]
    program: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    socket_name: ClassVar[str]

    def __init__(self, where: Place) -> None:
        self.place = where
        self._keeper: int | None = None
        self._log_offset = 0

    @property
    @abstractmethod
    def url(self) -> str:
        """The address for `KSOUND_…_URL`."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server answers a real query now."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the folder ready for a start."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line."""

    def ensure(self, *, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Return when the server answers, starting it if no live process of it exists.

        Raises EmbeddedServiceError with the reason when it cannot be started or stays silent for PATIENCE_S.
        """
        self._keeper_has_ended()
        if self._is_ready():
            return
        if self._main_process():
            self._wait(cancelled, launched=False)
            return
        try:
            self.prepare()
            self.clear_remains()
            self._launch()
        except OSError as error:
            raise from_os_error(error, self.place.home) from error
        self._wait(cancelled, launched=True)

    @property
    def socket_folder(self) -> Path:
        return self.place.socket_folder(self.socket_name)

    def stop(self) -> None:
        """End the server in its fast, orderly way; by force if that takes longer than half a minute."""
        main = self._main_process()
        if main is None:
            return
        process.send(main.pid, self.stop_signal)
        if not process.wait_until(lambda: self._main_process() is None, seconds=30):
            for seen in self._processes():
                process.send(seen.pid, signal.SIGKILL)
        process.wait_until(lambda: self._keeper is None or self._keeper_has_ended(), seconds=5, every=0.01)

        if self.socket_folder != self.place.home:
            with contextlib.suppress(OSError):
                self.socket_folder.rmdir()

    def clear_remains(self) -> None:
        """End the children of a killed server, which hold its files until they notice; 5 s of grace."""
        if process.wait_until(lambda: not self._processes(), seconds=5):
            return
        for seen in self._processes():
            process.send(seen.pid, signal.SIGKILL)
        process.wait_until(lambda: not self._processes(), seconds=5)

    def _is_ready(self) -> bool:
        return self.place.home.exists() and self.answers()

    def _processes(self) -> list[process.Running]:
        return process.working_in(self.place.home, program=self.program)

    def _main_process(self) -> process.Running | None:
        found = self._processes()
        pids = {seen.pid for seen in found}
        return next((seen for seen in found if seen.parent not in pids and self.is_main(seen)), None)

    def is_main(self, seen: process.Running) -> bool:
        """Tell the server itself from a child that outlived it."""
        return True

    def _launch(self) -> None:
        account = self.place.account
        order = {
            "users": str(self.place.users_lock),
            "command": self.command(),
            "home": str(self.place.home),
            "uid": account.uid if account.is_other else None,
            "gid": account.gid,
            # Only what a server needs: PGPORT, PGDATA and the like in a developer's shell would change its
            # ways.
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "stop": int(self.stop_signal),
        }
        self._log_offset = self._roll_log()
        to_log = (os.POSIX_SPAWN_OPEN, 1, str(self.place.log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        # Not subprocess.Popen: the keeper may rightly outlive this process.
        self._keeper = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", str(_KEEPER), json.dumps(order)],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                to_log,
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )

    def _keeper_has_ended(self) -> bool:
        """Reap the keeper if it was started here and has ended; False as well when there is none of ours."""
        if self._keeper is None:
            return False
        try:
            ended, _ = os.waitpid(self._keeper, os.WNOHANG)
        except ChildProcessError:
            ended = self._keeper
        if not ended:
            return False
        self._keeper = None
        return True

    def _roll_log(self) -> int:
        log = self.place.log
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        return log.stat().st_size if log.exists() else 0

    def _wait(self, cancelled: Callable[[], bool], *, launched: bool) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not self._is_ready():
            if launched and self._keeper_has_ended():
                raise self._why_it_ended()
            if cancelled():
                raise EmbeddedServiceError(f"The start of {self.title} was called off.")
            if time.monotonic() > deadline:
                raise EmbeddedServiceError(
                    f"{self.title} is running in {self.place.home} but has not answered "
                    f"for {PATIENCE_S:.0f} seconds: look into {self.place.log}, or end its process."
                )
            if not launched and self._main_process() is None:
                return self.ensure(cancelled=cancelled)
            time.sleep(0.02)
        return None

    def _why_it_ended(self) -> EmbeddedServiceError:
        with self.place.log.open("rb") as log:
            log.seek(self._log_offset)
            said = log.read().decode(errors="replace")
        return from_log(title=self.title, said=said, folder=self.place.home, log=self.place.log)
