"""Waking a worker. The row already says what is due; a lost wake-up costs seconds, never work."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

from django.db import transaction
from kombu.exceptions import ChannelError, KombuError
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class Task(Protocol):
    name: str
    app: Any

    def apply_async(self, *, kwargs: dict[str, Any], connection: Any) -> Any: ...


def wake(*tasks: Task, **ids: Any) -> None:
    """Send `tasks` once the transaction has committed. A broker that is away is logged, not raised.

    Robust: an error behind the commit must not look to the caller like a transaction that failed.
    """
    # No partial: Django asks a robust callback for its name when it fails.
    transaction.on_commit(lambda: _send(tasks, ids), robust=True)


def _send(tasks: Sequence[Task], ids: dict[str, Any]) -> None:
    """Over one connection: a frozen broker costs its two seconds once, not once a task."""
    try:
        # Publishing through Celery's own pool tries again for six seconds, whatever its settings say.
        with tasks[0].app.connection_for_write(transport_options={"max_retries": 0}) as connection:
            for task in tasks:
                task.apply_async(kwargs=ids, connection=connection)
    except (KombuError, RedisError, OSError) as error:
        names = ", ".join(task.name for task in tasks)
        log.warning("broker away; the sweeper will find the row", extra={"task": names, "error": str(error)})


def waiting(task: Task) -> int:
    """How many wake-ups are in the queue of `task`; 0 when the broker does not tell."""
    queue = task.app.amqp.router.route({}, task.name)["queue"].name
    try:
        with task.app.connection_for_write(transport_options={"max_retries": 0}) as connection:
            return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
    except (ChannelError, KombuError, RedisError, OSError):
        return 0  # a queue that holds nothing does not exist, either
