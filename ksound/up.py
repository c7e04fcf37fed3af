"""The whole product on this machine: services, web, workers and scheduler, watched over until told to stop."""

import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from django.core.management import call_command
from django.db import connections

from ksound.lib import embedded
from ksound.lib.embedded.locks import starting
from ksound.lib.embedded.process import wait_until
from ksound.lib.embedded.supervised import Supervised

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
STOP_WITHIN_S = 10.0
READY_WITHIN_S = 120.0
HOPELESS_DEATHS = 4
CELERY = ["-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "-A", "ksound"]


class CannotStart(Exception):
    """One sentence for the person at the terminal."""


@dataclass(frozen=True)
class Ready:
    """What is known once `/healthz` has answered."""

    url: str
    pid: int
    data_dir: Path


OnReady = Callable[[Ready], int | None]


def run(
    *,
    port: int,
    data_dir: Path,
    worker: bool = True,
    on_ready: OnReady,
    say: Callable[[str], None],
) -> int:
    """Serve until SIGTERM or SIGINT and return the exit status.

    `on_ready` is called once, in a thread of its own, when the site answers; when it returns a number,
    everything is stopped and that is the status. `say` gets one log line at a time. Port 0 takes any free
    port. The services of `data_dir` are started unless manage.py has done so. Raises CannotStart, or
    EmbeddedServiceError.
    """
    port = free_port(port)
    embedded.ensure(data_dir)
    stack = Stack(port=port, data_dir=data_dir, worker=worker, say=say)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stack.ask_to_stop)
    migrate(data_dir, say)
    return stack.serve(on_ready)


def free_port(port: int) -> int:
    """Return `port` (or any free one for 0); raises CannotStart when something listens there already."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CannotStart(
                f"Port {port} cannot be used ({getattr(error, 'strerror', None) or error}): "
                f"stop the program that listens there, or choose another with --port {port + 1}."
            ) from error
        return int(trial.getsockname()[1])


def migrate(data_dir: Path, say: Callable[[str], None]) -> None:
    """Bring the database up to date, one process at a time."""
    say("up     | bringing the database up to date")
    with starting("migrate", data_dir):
        call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


def programs(*, port: int, data_dir: Path, worker: bool) -> dict[str, list[str]]:
    """The command line of each program, by the name that begins its log lines."""
    processes = min(2, os.cpu_count() or 1)
    web = ["-m", "gunicorn", "ksound.wsgi:application", f"--bind={HOST}:{port}", f"--workers={processes}"]
    web += ["--worker-class=gthread", "--threads=8", "--graceful-timeout=8", "--timeout=120"]
    web += ["--preload"]  # the application is imported once and its memory shared
    commands = {"web": [*web, "--log-level=warning", "--no-control-socket"]}
    if worker:
        # An examination fills a core and leaves one for the web. First facts, payments and the sweeper mostly
        # wait: two, so that a silent payment provider does not keep a killed worker's files waiting.
        commands["worker"] = _worker("worker", queues="derivatives,conversions", concurrency=processes)
        commands["facts"] = _worker("facts", queues="facts,celery", concurrency=2)
        schedule = [f"--schedule={data_dir / 'beat-schedule'}", "--pidfile=", "--loglevel=WARNING"]
        commands["beat"] = [*CELERY, "beat", *schedule]
    return {name: [sys.executable, "-u", *command] for name, command in commands.items()}


def _worker(name: str, *, queues: str, concurrency: int) -> list[str]:
    options = [f"--hostname={name}@%h", f"--queues={queues}", f"--concurrency={concurrency}"]
    options += ["--pool=prefork", "--without-mingle", "--without-gossip", "--loglevel=INFO"]
    return [*CELERY, "worker", *options]


class Stack:
    """The running programs and the watch over them."""

    def __init__(self, *, port: int, data_dir: Path, worker: bool, say: Callable[[str], None]) -> None:
        self._ready = Ready(f"http://{HOST}:{port}/", os.getpid(), data_dir)
        self._port = port
        self._say = say
        self._signals = 0
        self._stopping = threading.Event()
        self._status: int | None = None
        commands = programs(port=port, data_dir=data_dir, worker=worker)
        self._programs = [
            Supervised(name, command, folder=BASE_DIR, say=say) for name, command in commands.items()
        ]

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        """Signal handler: the first signal stops in good order, the second at once."""
        self._signals += 1
        self._stopping.set()

    def serve(self, on_ready: OnReady) -> int:
        """Run until asked to stop; returns the exit status and leaves no process behind."""
        watch = threading.Thread(target=self._watch_services, daemon=True)
        watch.start()
        try:
            self._look_after_programs(on_ready)
        finally:
            self._stopping.set()
            self._stop_programs()
            watch.join(timeout=5)
        return self._status or 0

    def _look_after_programs(self, on_ready: OnReady) -> None:
        give_up_at = time.monotonic() + READY_WITHIN_S
        announced = False
        for program in self._programs:
            program.start()
        while not self._stopping.wait(0.1):
            for program in self._programs:
                program.look_after()
            if announced:
                continue
            if answers(self._port):
                announced = True
                threading.Thread(target=self._announce, args=(on_ready,), daemon=True).start()
            elif self._programs[0].deaths >= HOPELESS_DEATHS or time.monotonic() > give_up_at:
                raise CannotStart("The web server does not start: its last lines above tell why.")

    def _announce(self, on_ready: OnReady) -> None:
        try:
            self._status = on_ready(self._ready)
        except BaseException as error:
            self._status = 1
            self._say(f"up     | {error!r}")
        if self._status is not None:
            self._stopping.set()

    def _watch_services(self) -> None:
        """Start PostgreSQL and Redis again when they die; a frozen one is waited for, not doubled."""
        while not self._stopping.wait(1):
            try:
                embedded.revive(cancelled=self._stopping.is_set)
            except embedded.EmbeddedServiceError as error:
                if not self._stopping.is_set():
                    self._say(f"up     | {error}")
                    self._stopping.wait(5)

    def _stop_programs(self) -> None:
        for program in self._programs:
            program.ask_to_stop()
        wait_until(
            lambda: self._signals > 1 or not any(program.is_running for program in self._programs),
            seconds=STOP_WITHIN_S,
        )
        for program in self._programs:
            program.stop_now()


def answers(port: int) -> bool:
    """Whether the web server's `/healthz` says 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
