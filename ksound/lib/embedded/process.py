"""What is really running: processes are known by the folder they work in, never by a remembered number.

A number may belong to somebody else by now, or to a dead process nobody has reaped.
"""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class Running:
    """One line of the process table."""

    pid: int
    state: str
    parent: int
    session: int

    @property
    def is_alive(self) -> bool:
        return self.state not in "ZX"


def look_at(pid: int) -> Running | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The second field is the program's name in brackets and may itself hold spaces and brackets.
    fields = text[text.rindex(")") + 2 :].split()
    return Running(pid, state=fields[0], parent=int(fields[1]), session=int(fields[3]))


def everything() -> list[Running]:
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [seen for pid in pids if (seen := look_at(pid)) and seen.is_alive]


def working_in(home: Path, *, program: str) -> list[Running]:
    """Live processes of `program` that work in `home`, the main one (no child of another) first."""
    found = [seen for seen in everything() if _program_of(seen.pid) == program and _works_in(seen.pid, home)]
    pids = {seen.pid for seen in found}
    return sorted(found, key=lambda seen: seen.parent in pids)


def _program_of(pid: int) -> str:
    try:
        return os.path.basename((_PROC / str(pid) / "exe").readlink()).removesuffix(" (deleted)")
    except OSError:
        return ""


def _works_in(pid: int, home: Path) -> bool:
    try:
        return (_PROC / str(pid) / "cwd").samefile(home)
    except OSError:
        return False


def send(pid: int, number: signal.Signals) -> None:
    """Signal a process that may have ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def kill_session(session: int) -> None:
    """Kill every process left in a session whose leader has ended."""
    for seen in everything():
        if seen.session == session:
            send(seen.pid, signal.SIGKILL)


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every)
    return True
