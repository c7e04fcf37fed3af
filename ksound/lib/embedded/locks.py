"""Two file locks a service: one for whoever starts or stops it, one shared by everybody who uses it.

Both are `flock` locks, so the kernel frees them whatever way their holder ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ksound.lib.embedded.errors import from_os_error


def _open(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise from_os_error(error, path.parent) from error
    if os.geteuid() == 0:
        # A folder begun by an ordinary user stays usable for him after root has used it once.
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


@contextmanager
def starting(service: str, data_dir: Path) -> Iterator[None]:
    """Let one process at a time look after `service`; others wait here."""
    descriptor = _open(data_dir / f"{service}.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class UsersLock:
    """Held shared by every process that uses a server; the one that can hold it alone is the last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = _open(path)
        # Waits while the server is being stopped, because the keeper then holds the lock alone.
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Try to become the only holder; without luck, wait for a stop that is already under way."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
            return False
        return True

    def close(self) -> None:
        os.close(self._descriptor)
