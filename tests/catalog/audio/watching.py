"""Who opens what: inotify for one folder, strace for everything a process asks of the kernel."""

import ctypes
import os
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_OPEN = 0x20
STRACE = shutil.which("strace")
CALLS = "%file,%network,execve,execveat,fork,vfork,clone,clone3"


@contextmanager
def opened_names(folder: Path) -> Iterator[set[str]]:
    """Collect the names of all files in `folder` that any process opens, by the kernel's own record."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(folder), IN_OPEN) >= 0
    names: set[str] = set()
    try:
        yield names
        while True:
            try:
                events = os.read(watch, 65_536)
            except BlockingIOError:
                break
            at = 0
            while at < len(events):
                length = struct.unpack_from("iIII", events, at)[3]
                names.add(os.fsdecode(events[at + 16 : at + 16 + length].rstrip(b"\0")))
                at += 16 + length
    finally:
        os.close(watch)


class NotPermitted(Exception):
    """This system lets nobody trace that process."""


@contextmanager
def traced(pid: int, record: Path) -> Iterator[None]:
    """Write what the process `pid` asks of files, sockets and processes into `record`, with paths of descriptors."""
    tracer = subprocess.Popen(
        [STRACE or "strace", "-f", "-y", "-s", "4096", "-e", f"trace={CALLS}", "-o", record, "-p", str(pid)],
        stderr=subprocess.PIPE,
    )
    assert tracer.stderr is not None
    try:
        if b"attached" not in tracer.stderr.readline():
            raise NotPermitted
        yield
    finally:
        tracer.terminate()
        tracer.wait()
        tracer.stderr.close()


def calls(record: Path) -> Iterator[str]:
    """The calls of a record that reach for something: a stat by descriptor opens nothing, a thread is no process."""
    for line in record.read_text(errors="replace").splitlines():
        call = line.split(" ", 1)[1].strip()
        is_thread = re.match(r"clone3?\(.*CLONE_THREAD|<\.\.\. clone", call)
        if not call.startswith(("---", "+++")) and "AT_EMPTY_PATH" not in call and not is_thread:
            yield call
