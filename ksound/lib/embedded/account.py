"""Whose account a server runs under: PostgreSQL refuses to run as root, and Redis has no reason to."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """A user and group; `is_other` when it is not the one this process runs as."""

    uid: int
    gid: int
    is_other: bool

    @property
    def spawn_options(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess` that switch to this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def give(self, path: Path) -> None:
        """Make this account the owner of one file or folder."""
        if self.is_other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can walk into `folder`; tried for real, so ACLs and mounts count too."""
        return not self.is_other or self.succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def succeeds(self, command: list[str]) -> bool:
        try:
            ended = subprocess.run(command, cwd="/", capture_output=True, check=False, **self.spawn_options)
        except OSError:
            return False
        return ended.returncode == 0


def account_for(home: Path) -> Account:
    """The account for a server whose files are (or will be) in `home`.

    An ordinary user runs it as himself. Root runs it as the folder's owner, so that a folder begun as an
    ordinary user stays usable for both, and as `nobody` when the folder is new.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    try:
        owner = home.stat()
    except OSError:
        return Account(NOBODY, NOBODY, is_other=True)
    if owner.st_uid == 0:
        return Account(NOBODY, NOBODY, is_other=True)
    return Account(owner.st_uid, owner.st_gid, is_other=True)
