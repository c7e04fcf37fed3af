"""No search runs on for longer than somebody would wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled  # type: ignore[import-untyped]

from catalog.search.backend import SearchTooSlow

TIMEOUT_MS = 3_000
# Our own rows are reached through an index or not at all; compiling a statement takes longer than running it.
_SETTINGS = {
    "enable_seqscan": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "work_mem": "32MB",
}


@contextmanager
def in_time(milliseconds: int = TIMEOUT_MS) -> Iterator[None]:
    """Run the statements of a search, each within its time. Raises SearchTooSlow."""
    is_inside = connection.in_atomic_block
    try:
        with transaction.atomic():
            before = _set(_SETTINGS | {"statement_timeout": f"{milliseconds}ms"})
            yield
            if is_inside:
                # The transaction goes on without us, and its statements are not a search.
                _set(before)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooSlow from error
        raise


def _set(values: dict[str, str]) -> dict[str, str]:
    """Settings until the end of the transaction; returns what they were."""
    with connection.cursor() as cursor:
        reads = ", ".join(["current_setting(%s)"] * len(values))
        sets = ", ".join(["set_config(%s, %s, true)"] * len(values))
        cursor.execute(
            f"SELECT {reads}, {sets}",
            [*values, *(part for item in values.items() for part in item)],
        )
        row = cursor.fetchone()
    return dict(zip(values, row, strict=False))
