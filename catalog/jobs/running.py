"""One attempt of a worker at a job."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection

from catalog.jobs.models import Job
from catalog.jobs.operations import LeaseLost

log = logging.getLogger(__name__)


def attempt(job: Job, *, work: Callable[[], object], hold_up: Callable[[], object]) -> None:
    """Do the work; call `hold_up` when trouble of our own keeps it from being done."""
    said = {"kind": type(job).__name__, "job": job.public_id, "attempt": job.attempt}
    try:
        work()
    except LeaseLost:
        log.warning("taken over by another worker", extra=said)
    except (OSError, OperationalError, InterfaceError):
        # Ours, not the file's: a full disk, a storage that does not answer, a child that will not start.
        log.exception("held up", extra=said)
        if not connection.is_usable():
            connection.close()
        hold_up()
