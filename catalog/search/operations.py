"""Keep the index in step, in the transaction that publishes, reprices, withdraws or suspends an effect."""

from __future__ import annotations

from django.db import connection

from catalog.effects.models import Effect
from catalog.search import document
from catalog.search.models import SearchDoc


def index(effect: Effect) -> None:
    """Write the search document of an effect that is on sale.

    `effect` must be read after the change, best by `Effect.objects.with_facts()`.
    Raises as `document.columns`.
    """
    values = document.columns(effect)
    names = ", ".join(values)
    marks = ", ".join("%s::tsvector" if name == "tsv" else "%s" for name in values)
    renewed = ", ".join(f"{name} = EXCLUDED.{name}" for name in values if name != "effect_id")
    with connection.cursor() as cursor:
        # Raw, because the vector is ours: to_tsvector would apply PostgreSQL's own idea of words.
        cursor.execute(
            f"INSERT INTO {SearchDoc._meta.db_table} ({names}) VALUES ({marks}) "  # noqa: S608
            f"ON CONFLICT (effect_id) DO UPDATE SET {renewed}",
            list(values.values()),
        )


def remove(effect: Effect) -> None:
    """Take an effect out of every result; nothing happens when it is not there."""
    SearchDoc.objects.filter(effect_id=effect.pk).delete()
