"""From a hundred thousand effects to a million: shifted copies, made inside the database.

Each copy has other ids, people and times and the same words, so it takes minutes instead of an hour. Copies that an
interrupted run left are kept.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Model

from catalog.effects.models import AudioFile, Effect
from catalog.search import shadow
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.bench.search_engine.catalogue import EFFECTS_A_SELLER

BASE = 100_000
_STEP, _PEOPLE_STEP = 100_003, 1_000
_MINUTES_APART = 3 * _STEP


def copies(size: int) -> int:
    return max(size // BASE, 1)


def multiply(size: int) -> None:
    """Bring BASE effects, with their documents, to `size`, a multiple of BASE."""
    for number in range(1, copies(size)):
        if not Effect.objects.filter(pk=number * _STEP + 1).exists():
            _copy_rows(number)
    _copy_documents(size)


@transaction.atomic
def _copy_rows(number: int) -> None:
    people, sounds = number * _PEOPLE_STEP, number * _STEP
    word = f"'-{number}'"
    changed = {
        "id": f"id + {people}",
        "public_id": f"left(public_id, 2) || lpad((id + {people})::text, 24, '0')",
    }
    _insert(User, changed | {"email": f"{word} || email"}, f"id <= {BASE // EFFECTS_A_SELLER}")
    names = {
        "user_id": f"user_id + {people}",
        "display_name": f"display_name || {word}",
        "creator_id": f"creator_id || {word}",
    }
    _insert(Seller, changed | names, f"id <= {BASE // EFFECTS_A_SELLER}")
    changed = {
        "id": f"id + {sounds}",
        "public_id": f"left(public_id, 2) || lpad((id + {sounds})::text, 24, '0')",
        "seller_id": f"seller_id + {people}",
    }
    _insert(AudioFile, changed, f"id <= {BASE}")
    later = f"+ interval '{number * _MINUTES_APART} minutes'"
    times = {name: f"{name} {later}" for name in ("created_at", "submitted_at", "published_at")}
    _insert(Effect, changed | times | {"file_id": f"file_id + {sounds}"}, f"id <= {BASE}")


def _insert(model: type[Model], changed: dict[str, str], where: str) -> None:
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(column, column) for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {where}"
        )


def _copy_documents(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {shadow.TABLE}")
        if cursor.fetchone()[0] >= size:
            return
    shadow.abandon()
    shadow.begin()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for number in range(copies(size)):
            people, sounds, minutes = number * _PEOPLE_STEP, number * _STEP, number * _MINUTES_APART
            changed = {
                "effect_id": f"effect_id + {sounds}",
                "seller_id": f"seller_id + {people}",
                "created_at": f"created_at + interval '{minutes} minutes'",
                "score": f"score + {minutes // 60}",
                "is_sampled": f"((effect_id + {sounds}) * 2654435761 >> 16) % 16 = 7",
                "is_sparse": f"((effect_id + {sounds}) * 2654435761 >> 16) % 64 = 7",
            }
            values = ", ".join(changed.get(column, column) for column in shadow.COLUMNS)
            cursor.execute(
                f"INSERT INTO {shadow.NEXT} ({', '.join(shadow.COLUMNS)}) "
                f"SELECT {values} FROM {shadow.TABLE} WHERE effect_id <= {BASE} ORDER BY effect_id"
            )
    shadow.build_indexes()
    shadow.swap()
