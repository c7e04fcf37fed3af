"""Where a server's files are, and a socket path short enough for the kernel."""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ksound.lib.embedded.account import Account, account_for
from ksound.lib.embedded.binaries import shared_root
from ksound.lib.embedded.errors import EmbeddedServiceError, from_os_error

SOCKET_PATH_LIMIT = 107
"""Bytes of a Unix socket's path, without the closing NUL (`sun_path` in unix(7))."""


@dataclass(frozen=True)
class Place:
    """The files of one server. Everything but `home` stands beside it and belongs to the calling user."""

    service: str
    home: Path
    account: Account

    @property
    def users_lock(self) -> Path:
        return self.home.with_name(f"{self.service}.users")

    @property
    def log(self) -> Path:
        return self.home.with_name(f"{self.service}.log")

    @property
    def password(self) -> Path:
        return self.home.with_name(f"{self.service}.password")

    def socket_folder(self, socket_name: str) -> Path:
        """The folder for the server's socket: `home`, or a private one below /tmp when the path is too long.

        A comma would make libpq read several hosts, so such a path is replaced as well. Raises
        EmbeddedServiceError when the short folder is not ours alone.
        """
        length = len(os.fsencode(self.home / socket_name))
        if length <= SOCKET_PATH_LIMIT and "," not in str(self.home):
            return self.home
        # Not the TMPDIR of the moment: every command has to find the same socket.
        short = Path("/tmp") / f"ksound-{self.account.uid}-{_key(self.home)}"  # noqa: S108
        return private_folder(short, self.account)


def place(service: str, data_dir: Path) -> Place:
    """Find, or choose, where `service` keeps its files for `data_dir`.

    Ordinarily `<data_dir>/<service>`. Root starts servers under another account, and that account may not be
    able to reach `data_dir` (inside root's private home): then the files go to
    `/var/lib/ksound/<name>-<key>/<service>` and a symbolic link in `data_dir` remembers it, also when the
    folder is moved or its permissions change later. The caller holds the start lock.
    """
    home = data_dir / service
    if home.is_symlink():
        return _remembered(service, home)
    account = account_for(home)
    if home.exists() or account.can_enter(data_dir):
        return Place(service, home, account)
    outside = Path(tempfile.mkdtemp(prefix=f"{_plain_name(data_dir)}-{_key(data_dir)}-", dir=shared_root()))
    outside.chmod(0o711)
    home.symlink_to(outside / service)
    return _remembered(service, home)


def _remembered(service: str, link: Path) -> Place:
    home = Path(os.path.realpath(link))
    if not home.parent.is_dir():
        raise EmbeddedServiceError(
            f"The data that {link} points to is gone: bring {home} back, or delete the link to begin anew."
        )
    return Place(service, home, account_for(home))


def made_folder(data_dir: Path) -> Path:
    """Create `data_dir` if needed and return its real path; raises EmbeddedServiceError if it cannot."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        real = data_dir.resolve(strict=True)
        if not os.access(real, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise from_os_error(error, data_dir) from error
    return real


def private_folder(folder: Path, account: Account) -> Path:
    """A folder only `account` can enter; one made by somebody else, or a link, is refused."""
    try:
        folder.mkdir(mode=0o700)
        account.give(folder)
    except FileExistsError:
        pass
    except OSError as error:
        raise from_os_error(error, folder) from error
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != account.uid or seen.st_mode & 0o077:
        raise EmbeddedServiceError(
            f"The folder {folder} is not private to user {account.uid}: remove it and start again."
        )
    return folder


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:12]


def _plain_name(data_dir: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", data_dir.parent.name.lower()).strip("-")[:24] or "data"
