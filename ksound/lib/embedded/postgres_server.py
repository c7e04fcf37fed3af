"""The embedded PostgreSQL: initdb once, start with our own settings, prove with SELECT 1."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg2  # type: ignore[import-untyped]

from ksound.lib.embedded.binaries import POSTGRES_MAJOR, postgres_folder, reachable_by
from ksound.lib.embedded.errors import EmbeddedServiceError, disk_is_full, from_log
from ksound.lib.embedded.process import Running
from ksound.lib.embedded.server import Server

_NAME = "ksound"
_PORT = 5432
_MIB = 2**20
_NAMED = [sys.executable, "-I", "-S", str(Path(__file__).with_name("named.py"))]


class PostgresServer(Server):
    """PostgreSQL on a Unix socket only, its superuser `ksound` known by a random password."""

    title = "PostgreSQL"
    program = "postgres"
    stop_signal = signal.SIGINT
    socket_name = f".s.PGSQL.{_PORT}"

    @property
    def url(self) -> str:
        host = quote(str(self.socket_folder), safe="")
        return f"postgres://{_NAME}:{self._password()}@/{_NAME}?host={host}&port={_PORT}"

    def answers(self) -> bool:
        if not self.place.password.exists():
            return False
        try:
            self._query("SELECT 1")
        except psycopg2.OperationalError as error:
            if f'database "{_NAME}" does not exist' in str(error):
                self._query(f"CREATE DATABASE {_NAME}", database="postgres")
                return True
            if "password authentication failed" in str(error):
                raise EmbeddedServiceError(
                    f"PostgreSQL in {self.place.home} does not accept the password in {self.place.password}: "
                    "put the file that belongs to it back."
                ) from error
            return False
        return True

    def prepare(self) -> None:
        version = self.place.home / "PG_VERSION"
        if not version.exists():
            return self._initialise()
        found = version.read_text().strip()
        if found != POSTGRES_MAJOR:
            raise EmbeddedServiceError(
                f"The folder {self.place.home} was made by PostgreSQL {found} and this is "
                f"PostgreSQL {POSTGRES_MAJOR}: dump it with its own version and load it again, "
                "or name another folder with KSOUND_DATA_DIR."
            )
        if not self.place.password.exists():
            raise EmbeddedServiceError(
                f"The password file {self.place.password} of the PostgreSQL in {self.place.home} "
                "is missing: put it back."
            )
        return None

    def command(self) -> list[str]:
        memory = memory_bytes()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(self.socket_folder).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "port": str(_PORT),
            "shared_buffers": f"{shared_buffers_mib(memory)}MB",
            # Together with the system's own cache; only tells the planner that indexes are worth it.
            "effective_cache_size": f"{max(64, memory // 2 // _MIB)}MB",
            "random_page_cost": "1.1",
            "work_mem": f"{work_mem_mib(memory)}MB",
            "maintenance_work_mem": f"{max(16, min(memory // 16 // _MIB, 512))}MB",
            "max_wal_size": "512MB",
            "log_line_prefix": "%m [%p] ",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._bin() / "postgres"), "-D", str(self.place.home), *options]

    def clear_remains(self) -> None:
        super().clear_remains()
        # The number in them may live on as a zombie or as somebody else's process, and PostgreSQL would
        # believe it.
        (self.place.home / "postmaster.pid").unlink(missing_ok=True)
        (self.socket_folder / f"{self.socket_name}.lock").unlink(missing_ok=True)

    def is_main(self, seen: Running) -> bool:
        # Children rename themselves "postgres: checkpointer"; the server keeps its command line.
        try:
            return b"\0-D\0" in Path(f"/proc/{seen.pid}/cmdline").read_bytes()
        except OSError:
            return False

    def _query(self, statement: str, *, database: str = _NAME) -> None:
        connection = psycopg2.connect(
            host=str(self.socket_folder),
            port=_PORT,
            user=_NAME,
            password=self._password(),
            dbname=database,
            connect_timeout=2,
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def _password(self) -> str:
        return self.place.password.read_text().strip()

    def _bin(self) -> Path:
        return reachable_by(self.place.account, postgres_folder(), program="bin/postgres") / "bin"

    def _initialise(self) -> None:
        """Make the cluster under another name first, so that one cut short is never taken for a whole one."""
        home = self.place.home
        if home.exists() and any(home.iterdir()):
            raise EmbeddedServiceError(
                f"The folder {home} holds files but no PostgreSQL cluster: "
                "move them away, or name another data folder."
            )
        half_done = home.with_name(f"{home.name}.new")
        shutil.rmtree(half_done, ignore_errors=True)
        half_done.mkdir(mode=0o700)
        self.place.account.give(half_done)
        password = secrets.token_hex(32)
        self._run_initdb(half_done, password)
        _write_private(self.place.password, password)
        if home.exists():
            home.rmdir()
        half_done.rename(home)

    def _run_initdb(self, folder: Path, password: str) -> None:
        account = self.place.account
        with tempfile.TemporaryDirectory(prefix="ksound-") as private:
            word = Path(private) / "password"
            _write_private(word, password)
            account.give(word)
            account.give(Path(private))
            # Code-point order like "C", but with upper and lower case known beyond ASCII.
            locale = [
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--encoding=UTF8",
            ]
            access = ["--auth=scram-sha-256", f"--username={_NAME}", f"--pwfile={word}"]
            # Root's private Python is out of reach for the other account, which has a name anyway.
            shim = [] if account.is_other else _NAMED
            ended = subprocess.run(
                [*shim, str(self._bin() / "initdb"), "-D", str(folder), *locale, *access],
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                **account.spawn_options,
            )
        if ended.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            if shutil.disk_usage(folder.parent).free < 64 * _MIB:
                raise disk_is_full(folder.parent)
            self.place.log.write_text(ended.stdout + ended.stderr)
            raise from_log(title=self.title, said=ended.stderr, folder=self.place.home, log=self.place.log)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def memory_bytes() -> int:
    """Memory this process may use: the machine's, or the container's limit when that is lower."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):
        return physical
    return min(physical, limit)


def shared_buffers_mib(memory: int) -> int:
    """A quarter of the memory, within 32 MiB and 2 GiB."""
    return max(32, min(memory // 4 // _MIB, 2048))


def work_mem_mib(memory: int) -> int:
    """What one sort or one set of facet counts may take before it goes to disk: 4 to 32 MiB."""
    return max(4, min(memory // 512 // _MIB, 32))
