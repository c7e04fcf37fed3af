"""Keep the index in step, in the transaction that publishes, reprices, withdraws or suspends an effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from catalog.effects.models import Effect
from catalog.search import document
from catalog.search.models import EffectSales, SearchDoc
from catalog.search.similar import operations as similar
from catalog.search.suggest import operations as suggestions

_DOCS, _SALES = SearchDoc._meta.db_table, EffectSales._meta.db_table


def index(effect: Effect) -> None:
    """Write the search document of an effect that is on sale.

    `effect` must be read after the change, best by `Effect.objects.with_facts()`.
    Raises as `document.columns`.
    """
    index_all([effect])


def index_all(effects: Sequence[Effect]) -> None:
    """As `index`; the words of all are written at once, in the one order in which nobody waits for another."""
    for effect in effects:
        _write(effect)
        similar.write(effect)
    suggestions.write(effects)


def _write(effect: Effect) -> None:
    values = document.columns(effect)
    names = ", ".join(values)
    marks = ", ".join("%s::tsvector" if name == "tsv" else "%s" for name in values)
    renewed = ", ".join(f"{name} = EXCLUDED.{name}" for name in values if name != "effect_id")
    with connection.cursor() as cursor:
        # Raw, because the vector is ours: to_tsvector would apply PostgreSQL's own idea of words.
        cursor.execute(
            f"INSERT INTO {_DOCS} ({names}, sales) "  # noqa: S608
            f"VALUES ({marks}, COALESCE((SELECT units FROM {_SALES} WHERE effect_id = %s), 0)) "
            f"ON CONFLICT (effect_id) DO UPDATE SET {renewed}",
            [*values.values(), effect.pk],
        )


def remove(effect: Effect) -> None:
    """Take an effect out of every result; nothing happens when it is not there."""
    SearchDoc.objects.filter(effect_id=effect.pk).delete()
    suggestions.forget([effect.pk])
    similar.remove(effect)


def sold(*, effect_ids: Iterable[int]) -> None:
    """Count one sale of each effect, in the transaction that sells it. The order of best-sellers follows soon."""
    with connection.cursor() as cursor:
        # In one order everywhere, so that two orders with the same effects cannot wait for each other.
        cursor.execute(
            f"INSERT INTO {_SALES} (effect_id, units) SELECT unnest(%s::bigint[]), 1 ORDER BY 1 "
            f"ON CONFLICT (effect_id) DO UPDATE SET units = {_SALES}.units + 1",
            [sorted(set(effect_ids))],
        )


def spread_sales(*, most: int = 1_000) -> int:
    """Bring counted sales into the documents; returns how many documents changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {_DOCS} AS doc SET sales = due.units
            FROM (SELECT effect_id, units FROM {_SALES} JOIN {_DOCS} USING (effect_id)
                  WHERE sales <> units ORDER BY effect_id LIMIT %s) AS due
            WHERE doc.effect_id = due.effect_id
            """,  # noqa: S608
            [most],
        )
        return int(cursor.rowcount)
