"""Processes that use the embedded services, for tests that kill things."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2  # type: ignore[import-untyped]
import redis

from ksound.lib.embedded import process
from ksound.lib.embedded.account import Account

ROOT = Path(__file__).resolve().parent.parent.parent
ORDINARY = Account(12345, 12345, is_other=True)

_PROGRAM = """
import json, sys
from pathlib import Path
from ksound.lib import embedded
try:
    with embedded.running(Path(sys.argv[1])) as services:
        print(json.dumps(vars(services)), flush=True)
        sys.stdin.read()
except embedded.EmbeddedServiceError as error:
    print(json.dumps({"error": str(error)}), flush=True)
"""


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of somebody who has set up nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KSOUND_", "PYTEST_"))}
    return (
        kept
        | {"PYTHONPATH": os.pathsep.join([str(ROOT), *_packages()]), "PYTHONDONTWRITEBYTECODE": "1"}
        | more
    )


def _packages() -> list[str]:
    return [folder for folder in sys.path if folder.endswith("-packages")]


def interpreter_for(account: Account) -> str | None:
    """A Python of this version that `account` can run with this project and its packages, if there is one."""
    name = f"python3.{sys.version_info.minor}"
    for program in (sys.executable, *(f"{folder}/{name}" for folder in ("/usr/local/bin", "/usr/bin"))):
        trial = ["/usr/bin/env", f"PYTHONPATH={clean_environment()['PYTHONPATH']}", program]
        if account.succeeds([*trial, "-c", "import ksound.lib.embedded"]):
            return program
    return None


class Holder:
    """A process that has called `embedded.running(data_dir)` and waits."""

    def __init__(self, data_dir: Path, *, account: Account | None = None, wait: bool = True) -> None:
        python = (interpreter_for(account) if account else None) or sys.executable
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [python, "-c", _PROGRAM, str(data_dir)],
            cwd="/",
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **(account.spawn_options if account else {}),
        )
        self.said: dict[str, str] = {}
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> "Holder":
        assert self.process.stdout is not None
        self.said = json.loads(self.process.stdout.readline())
        return self

    def leave(self) -> None:
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def postgres_pid(self) -> int:
        return self._main_pid("postgres", "postgres")

    def redis_pid(self) -> int:
        return self._main_pid("redis", "redis-server")

    def _main_pid(self, service: str, program: str) -> int:
        return process.working_in(self.data_dir / service, program=program)[0].pid

    def query(self, statement: str) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(self.said["database_url"])
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def redis(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=unquote(urlsplit(self.said["redis_url"]).path))


def servers_of(data_dir: Path) -> list[int]:
    """Every embedded server process of a data folder."""
    wanted = (("postgres", "postgres"), ("redis", "redis-server"))
    return [
        seen.pid
        for service, program in wanted
        for seen in process.working_in(data_dir / service, program=program)
    ]


@contextmanager
def reachable_folder(name: str = "data") -> Iterator[Path]:
    """An empty folder that other accounts can reach, unlike pytest's own, which is private to its user."""
    outer = Path(tempfile.mkdtemp(prefix="ksound-test-"))
    outer.chmod(0o755)
    folder = outer / name
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        _remove(folder)
        shutil.rmtree(outer, ignore_errors=True)


def _remove(data_dir: Path) -> None:
    """Also what root's servers keep outside a private home."""
    process.wait_until(lambda: not servers_of(data_dir), seconds=15)
    for link in data_dir.glob("*"):
        if link.is_symlink() and str(link.readlink()).startswith("/var/lib/ksound/"):
            shutil.rmtree(link.readlink().parent, ignore_errors=True)
