"""A second search table beside the one in use: filled in peace, then put in its place at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from django.db import connection, transaction

from catalog.search import browsing, document
from catalog.search.models import BrowseCount, SearchChange, SearchDoc

TABLE = SearchDoc._meta.db_table
NEXT = f"{TABLE}_next"
_SUMS, _CHANGES = BrowseCount._meta.db_table, SearchChange._meta.db_table
# Of every field, in the order in which rows are written and copied.
COLUMNS = [str(field.column) for field in SearchDoc._meta.concrete_fields]
_LOCK_TIMEOUT_MS = 2_000
_SUFFIX = "_next"


@transaction.atomic
def begin() -> bool:
    """Make the table, or keep the one an interrupted run of this version left; returns whether it was there.

    From now on the changes of documents are kept until `swap`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [browsing.FOLDING])
        cursor.execute("SELECT obj_description(to_regclass(%s))", [NEXT])
        if cursor.fetchone()[0] == _mark():
            return True
        cursor.execute(f"DROP TABLE IF EXISTS {NEXT}")
        browsing.fold()
        cursor.execute(f"CREATE TABLE {NEXT} (LIKE {TABLE} INCLUDING ALL EXCLUDING INDEXES)")
        cursor.execute(f"ALTER TABLE {NEXT} SET (toast_tuple_target = 128)")
        cursor.execute(f"ALTER TABLE {NEXT} ADD CONSTRAINT {NEXT}_pkey PRIMARY KEY (effect_id)")
        cursor.execute(f"COMMENT ON TABLE {NEXT} IS %s", [_mark()])
    return False


def abandon() -> None:
    """Throw a half-filled table away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {NEXT}")


def last_effect_id() -> int:
    """Up to where the table is filled."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(max(effect_id), 0) FROM {NEXT}")  # noqa: S608
        return int(cursor.fetchone()[0])


def write(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add documents, in one COPY."""
    lines = StringIO("".join(f"{_line([row[name] for name in COLUMNS])}\n" for row in rows))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {NEXT} ({', '.join(COLUMNS)}) FROM STDIN", lines)


def build_indexes() -> None:
    """The indexes and foreign keys of the table in use, on this one too; those that are there are left."""
    with connection.cursor() as cursor:
        for name, definition in _indexes(cursor):
            made = definition.replace(f"INDEX {name} ", f"INDEX IF NOT EXISTS {name}{_SUFFIX} ", 1)
            cursor.execute(made.replace(f".{TABLE} ", f".{NEXT} ", 1))
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", [NEXT])
        known = {name for (name,) in cursor.fetchall()}
        for name, definition in _foreign_keys(cursor):
            if name not in known:
                cursor.execute(f"ALTER TABLE {NEXT} ADD CONSTRAINT {name} {definition}")
        cursor.execute(f"ANALYZE {NEXT}")


def catch_up(cursor: Any) -> None:
    """Bring what changed since `begin` over from the table in use."""
    cursor.execute(
        f"DELETE FROM {NEXT} WHERE effect_id IN (SELECT effect_id FROM {_CHANGES})"  # noqa: S608
    )
    names = ", ".join(COLUMNS)
    cursor.execute(
        f"INSERT INTO {NEXT} ({names}) SELECT {names} FROM {TABLE} "  # noqa: S608
        f"WHERE effect_id IN (SELECT effect_id FROM {_CHANGES})"
    )


@transaction.atomic
def swap() -> None:
    """Put the new table in the place of the old one.

    Publishing waits meanwhile, searching only for the last moment. Raises OperationalError when others hold the
    table for too long; nothing has happened then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{_LOCK_TIMEOUT_MS}ms"])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [browsing.FOLDING])
        cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
        catch_up(cursor)
        browsing.recount(cursor, NEXT)
        names = [*_indexes(cursor)]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TABLE {TABLE}")
        cursor.execute(f"ALTER TABLE {NEXT} RENAME TO {TABLE}")
        cursor.execute(f"ALTER INDEX {NEXT}_pkey RENAME TO {TABLE}_pkey")
        for name, _definition in names:
            cursor.execute(f"ALTER INDEX {name}{_SUFFIX} RENAME TO {name}")
        cursor.execute(f"COMMENT ON TABLE {TABLE} IS NULL")
        cursor.execute(
            f"CREATE TRIGGER search_change AFTER INSERT OR UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION catalog_note_search_change()"
        )


def _indexes(cursor: Any) -> Sequence[tuple[str, str]]:
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s "
        "AND indexname <> %s ORDER BY indexname",
        [TABLE, f"{TABLE}_pkey"],
    )
    return list(cursor.fetchall())


def _foreign_keys(cursor: Any) -> Sequence[tuple[str, str]]:
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'f'",
        [TABLE],
    )
    return list(cursor.fetchall())


def _mark() -> str:
    return f"documents of version {document.VERSION}"


def _line(values: Sequence[Any]) -> str:
    return "\t".join(map(_field, values))


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if not isinstance(value, str):
        return str(value)
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
