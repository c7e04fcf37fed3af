"""The parent process of one supervised program; run as a file with the standard library only.

    leash.py PARENT_PID PROGRAM [ARGUMENT…]

It passes SIGTERM on to the program. When the program ends, when its own parent dies in whatever way, or on
SIGUSR1, it kills everything the program has started, also grandchildren in sessions of their own, so nothing
is ever left behind. Linux only: it asks the kernel for the parent's death signal and adopts orphans
(prctl(2)).
"""

import contextlib
import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def descendants(root: int) -> list[int]:
    """Every process below `root`, youngest generation last."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", errors="replace") as file:
                    text = file.read()
            except OSError:
                continue
            parent = int(text[text.rindex(")") + 2 :].split()[1])
            children.setdefault(parent, []).append(int(entry))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def kill_all_below() -> None:
    """Kill and reap until no descendant is left; one may be forking while another is killed."""
    while below := descendants(os.getpid()):
        for pid in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        time.sleep(0.01)


def end_now(*_: object) -> None:
    kill_all_below()
    os._exit(137)


def main() -> int:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGUSR1, end_now)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGUSR1), 0, 0, 0)
    if os.getppid() != parent:
        return 137

    program = os.fork()
    if program == 0:
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        # Should this leash itself be killed, the program ends with it.
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        os.execv(command[0], command)  # noqa: S606
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.kill(program, signal.SIGTERM))
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == program:
            kill_all_below()
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    code = main()
    os._exit(code if code >= 0 else 128 - code)
