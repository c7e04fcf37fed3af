"""What the child process gives up before it touches a stranger's file (Linux; elsewhere only the rlimits)."""

import ctypes
import os
import resource
import signal
import sys

from . import seccomp
from .limits import Limits

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
CLONE_NEWNET, CLONE_NEWUSER = 0x4000_0000, 0x1000_0000


def confine(limits: Limits, parent: int | None) -> dict[str, bool]:
    """Bound memory, files, network and system calls of this process for good; return what the system granted.

    Must run before any thread exists. `parent` is the pid to die with (it may be dead already), or None.
    """
    granted = {"no_new_privs": False, "network_namespace": False, "seccomp": False}
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if parent is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)
        granted["no_new_privs"] = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        granted["network_namespace"] = _leave_network(libc)
        granted["seccomp"] = seccomp.install(libc)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_AS, limits.address_space)
    _bound(resource.RLIMIT_FSIZE, limits.file_size)
    _bound(resource.RLIMIT_NOFILE, limits.open_files)
    return granted


def renew_cpu(limits: Limits) -> None:
    """Allow this process `cpu_s` more seconds of CPU time, counted from what it has used; then SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(usage.ru_utime + usage.ru_stime) + limits.cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _bound(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard < 0 else min(value, hard)
    resource.setrlimit(what, (value, value))


def _leave_network(libc: ctypes.CDLL) -> bool:
    """An empty network namespace; an ordinary user gets one only inside a user namespace of its own."""
    return libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0
