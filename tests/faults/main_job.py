"""The whole product in processes of its own, for tests that break it in the middle of the main job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from ksound.demo.check import MainJob, sign_up_and_register
from ksound.lib.embedded import process
from ksound.lib.embedded.process import wait_until
from tests.faults.holding import ROOT, Holder, clean_environment, reachable_folder

XHR = {"X-Requested-With": "XMLHttpRequest"}
# Short enough that a test sees a lease run out, long enough that a busy machine renews it.
QUICK = {"KSOUND_SWEEP_SECONDS": "1", "KSOUND_PROBE_LEASE_SECONDS": "4"}


class Site:
    """A running `manage.py up --json`, a seller signed in to it, and what lies in its database and folders."""

    def __init__(self, data_dir: Path, *options: str, **environment: str) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / f"{data_dir.name}.log"
        command = [sys.executable, "manage.py", "up", "--json", "--port", "0", "--data", str(data_dir)]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=ROOT,
                env=clean_environment(**environment),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        self.url = json.loads(line)["url"].rstrip("/")
        self.holder = Holder(data_dir)

    def seller(self) -> MainJob:
        """A new seller, signed up and registered over HTTP."""
        job = MainJob(base_url=self.url, mail=self.data_dir / "mail")
        sign_up_and_register(job)
        return job

    def upload(self, job: MainJob, content: bytes | None = None, *, name: str = "") -> requests.Response:
        """Send one file as the upload page does; the answer, whatever it is."""
        session = job.seller.session
        return session.post(
            f"{self.url}/studio/upload/",
            files={
                "files": (
                    name or f"DOORMetl_{job.title}.wav",
                    job.sound if content is None else content,
                    "audio/wav",
                )
            },
            headers=XHR | {"X-CSRFToken": session.cookies["csrftoken"], "Referer": self.url},
            timeout=90,
        )

    def file(self, public_id: str) -> dict[str, Any]:
        columns = ("state", "error_code", "attempt", "sha256", "storage_name")
        rows = self.query(
            f"SELECT {', '.join(columns)} FROM catalog_audiofile WHERE public_id = '{public_id}'"
        )
        return dict(zip(columns, rows[0], strict=True))

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        return self.holder.query(statement)

    def ended(self, public_id: str, *, seconds: float = 60) -> dict[str, Any]:
        """The file once it is ready or rejected."""
        over = lambda: self.file(public_id)["state"] in ("ready", "rejected")  # noqa: E731
        assert wait_until(over, seconds=seconds, every=0.1), (self.file(public_id), self.last_words)
        return self.file(public_id)

    @property
    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-6000:]

    def blobs(self, kind: str) -> set[str]:
        """Names of everything below `originals` or `derivatives`."""
        folder = self.data_dir / "media" / kind
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    def paused(self, name: str) -> int | None:
        """The pid of the process that waits at a fault point."""
        try:
            pid = int((self.data_dir / "paused" / name).read_text() or 0)
        except FileNotFoundError:
            return None
        return pid if is_alive(pid) else None

    def wait_for_pause(self, name: str, *, seconds: float = 60) -> int:
        assert wait_until(lambda: self.paused(name) is not None, seconds=seconds, every=0.02), self.last_words
        return self.paused(name) or 0

    @contextmanager
    def nobody_pauses(self, *names: str) -> Iterator[None]:
        """Whoever reaches one of these fault points meanwhile is let go."""
        enough = threading.Event()

        def let_go() -> None:
            while not enough.wait(0.05):
                for name in names:
                    (self.data_dir / "paused" / name).unlink(missing_ok=True)

        friend = threading.Thread(target=let_go)
        friend.start()
        try:
            yield
        finally:
            enough.set()
            friend.join()

    def family(self) -> list[int]:
        """Every live process below `up`."""
        below: set[int] = {self.process.pid}
        table = process.everything()
        while more := {seen.pid for seen in table if seen.parent in below} - below:
            below |= more
        return sorted(below)

    def pids(self, *words: str) -> list[int]:
        """Processes of the family whose command line holds all the words, except their leashes."""
        commands = {pid: command_of(pid) for pid in self.family()}
        return [
            pid
            for pid, command in commands.items()
            if all(word in command for word in words) and "leash.py" not in command
        ]

    def answers(self, path: str = "/healthz", status: int = 200) -> bool:
        try:
            return requests.get(self.url + path, timeout=10).status_code == status
        except requests.RequestException:
            return False

    @contextmanager
    def watch_suspended(self) -> Iterator[None]:
        """Nobody starts a dead service again meanwhile."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)

    def kill_service(self, service: str) -> None:
        """`kill -9` of the main process of `postgres` or `redis`, and wait until all of it is gone."""
        programs = {"postgres": "postgres", "redis": "redis-server"}
        home, program = self.data_dir / service, programs[service]
        os.kill(process.working_in(home, program=program)[0].pid, signal.SIGKILL)
        assert wait_until(lambda: not process.working_in(home, program=program), seconds=20)

    def manage(self, *arguments: str) -> None:
        """Run another `manage.py` command on the same data."""
        environment = clean_environment(KSOUND_DATA_DIR=str(self.data_dir))
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)

    def stop(self) -> None:
        self.holder.leave()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.communicate(timeout=25)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise


@contextmanager
def running_site(*options: str, **environment: str) -> Iterator[Site]:
    with reachable_folder() as folder:
        site = Site(folder, *options, **QUICK | environment)
        try:
            yield site
        finally:
            site.stop()


@contextmanager
def pausing_site(name: str, *options: str, **environment: str) -> Iterator[Site]:
    """A site whose processes stop at the fault point `name`, or at several with commas between them."""
    with running_site(*options, KSOUND_FAULT_POINTS="1", KSOUND_PAUSE_AT=name, **environment) as site:
        yield site


def is_alive(pid: int) -> bool:
    seen = process.look_at(pid)
    return seen is not None and seen.is_alive


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
    except OSError:
        return ""
