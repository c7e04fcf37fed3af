"""Waking a worker. The row already says what is due; a lost wake-up costs seconds, never work."""

from __future__ import annotations

import logging
from typing import Any, Protocol

from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class Task(Protocol):
    name: str
    app: Any

    def apply_async(self, *, kwargs: dict[str, Any], connection: Any) -> Any: ...


def wake(task: Task, **ids: Any) -> None:
    """Send `task` once the transaction has committed. A broker that is away is logged, not raised.

    Robust: an error behind the commit must not look to the caller like a transaction that failed.
    """
    # No partial: Django asks a robust callback for its name when it fails.
    transaction.on_commit(lambda: _send(task, ids), robust=True)


def _send(task: Task, ids: dict[str, Any]) -> None:
    try:
        # Publishing through Celery's own pool tries again for six seconds, whatever its settings say.
        with task.app.connection_for_write(transport_options={"max_retries": 0}) as connection:
            task.apply_async(kwargs=ids, connection=connection)
    except (KombuError, RedisError, OSError) as error:
        log.warning(
            "broker away; the sweeper will find the row", extra={"task": task.name, "error": str(error)}
        )
