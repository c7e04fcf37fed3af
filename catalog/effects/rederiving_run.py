"""Many files through `rederiving.derive`, in turn or several at a time; one bad file does not stop the others."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from django.db import DatabaseError, connection

from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox
from catalog.effects import rederiving
from catalog.effects.rederiving import NotDerived, Wish

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Done:
    """One file and what came of it: an Outcome's value or "failed", then with the trouble in words."""

    audio_file_id: int
    outcome: str
    trouble: str = ""


class Stopped(Exception):
    """The person at the terminal has had enough."""


def run(audio_file_ids: Sequence[int], *, wish: Wish, limits: Limits, jobs: int) -> Iterator[Done]:
    """Yield each file as it is done; abandoning the iteration ends what is under way."""
    if jobs == 1:
        with Sandbox(limits) as sandbox:
            for audio_file_id in audio_file_ids:
                yield _one(audio_file_id, wish, sandbox, threading.Event())
        return
    yield from _several(audio_file_ids, wish, limits, jobs)


def _several(audio_file_ids: Sequence[int], wish: Wish, limits: Limits, jobs: int) -> Iterator[Done]:
    idle: queue.SimpleQueue[Sandbox] = queue.SimpleQueue()
    sandboxes = [Sandbox(limits) for _ in range(jobs)]
    for sandbox in sandboxes:
        idle.put(sandbox)
    stopping = threading.Event()

    def work(audio_file_id: int) -> Done:
        sandbox = idle.get()
        try:
            return _one(audio_file_id, wish, sandbox, stopping)
        finally:
            idle.put(sandbox)
            connection.close()

    with ThreadPoolExecutor(jobs) as threads:
        try:
            for future in as_completed([threads.submit(work, each) for each in audio_file_ids]):
                yield future.result()
        finally:
            stopping.set()
            threads.shutdown(cancel_futures=True)
            for sandbox in sandboxes:
                sandbox.close()


def _one(audio_file_id: int, wish: Wish, sandbox: Sandbox, stopping: threading.Event) -> Done:

    def go_on(_progress: int) -> None:
        if stopping.is_set():
            raise Stopped

    try:
        outcome = rederiving.derive(audio_file_id=audio_file_id, wish=wish, sandbox=sandbox, on_tick=go_on)
        return Done(audio_file_id, outcome.value)
    except (NotDerived, Stopped, OSError, DatabaseError) as error:
        if not connection.is_usable():
            connection.close()
        return Done(audio_file_id, FAILED, str(error) or type(error).__name__)
