"""Which servers this process uses, and for how long."""

import atexit
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ksound.lib.embedded.errors import EmbeddedServiceError
from ksound.lib.embedded.locks import UsersLock, starting
from ksound.lib.embedded.places import made_folder, place
from ksound.lib.embedded.postgres_server import PostgresServer
from ksound.lib.embedded.redis_server import RedisServer
from ksound.lib.embedded.server import Server

DATABASE_URL = "KSOUND_DATABASE_URL"
REDIS_URL = "KSOUND_REDIS_URL"


@dataclass(frozen=True)
class Services:
    """The addresses in use, whoever runs the servers."""

    database_url: str
    redis_url: str


@dataclass(frozen=True)
class _Lease:
    """This process's share in one server."""

    service: str
    variable: str
    data_dir: Path
    server: Server
    users: UsersLock
    owner_pid: int

    def revive(self, cancelled: Callable[[], bool]) -> None:
        with starting(self.service, self.data_dir):
            self.server.ensure(cancelled=cancelled)

    def release(self) -> None:
        # A forked child shares the lock with its parent and must not end the server for both.
        if self.owner_pid != os.getpid():
            return
        try:
            with starting(self.service, self.data_dir):
                if self.users.is_last():
                    self.server.stop()
        except EmbeddedServiceError:
            # The data folder is gone or no longer ours; the keeper ends the server once the lock is free.
            pass
        finally:
            self.users.close()
        os.environ.pop(self.variable, None)


_leases: list[_Lease] = []


def ensure(data_dir: Path) -> Services:
    """Start whichever server the environment does not name and return the addresses of both.

    The share in a started server lasts until `release()` or the end of the process. Raises
    EmbeddedServiceError, one sentence for the person at the terminal.
    """
    for service, variable, kind in (
        ("postgres", DATABASE_URL, PostgresServer),
        ("redis", REDIS_URL, RedisServer),
    ):
        if not os.environ.get(variable):
            lease = _take(service, variable, kind, made_folder(data_dir))
            os.environ[variable] = lease.server.url
            _leases.append(lease)
    return Services(os.environ[DATABASE_URL], os.environ[REDIS_URL])


def revive(*, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Start again whichever of this process's servers has died; quick when all are well."""
    for lease in _leases:
        lease.revive(cancelled)


def release() -> None:
    """Give up this process's shares; servers nobody else uses are stopped before this returns."""
    while _leases:
        _leases.pop().release()


@contextmanager
def running(data_dir: Path) -> Iterator[Services]:
    """The services for the length of a block."""
    try:
        yield ensure(data_dir)
    finally:
        release()


def _take(service: str, variable: str, kind: type[Server], data_dir: Path) -> _Lease:
    with starting(service, data_dir):
        where = place(service, data_dir)
        users = UsersLock(where.users_lock)
        try:
            server = kind(where)
            server.ensure()
        except BaseException:
            users.close()
            raise
    return _Lease(service, variable, data_dir, server, users, os.getpid())


atexit.register(release)
