"""Finding the nearest sounds: through the HNSW index where that is as good, one by one where it is not.

The index knows the usual weights and the whole catalogue. Asked with a filter that fits few, it walks through
thousands that do not fit: the few are compared one by one instead (exact, and faster). Asked with other weights, it
offers candidates that are put in order again; weights far from the usual would want candidates it does not offer.
Figures: `tests/bench/test_similar.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from catalog.search.conditions import Condition, all_hold, on_sale
from catalog.search.models import SearchDoc
from catalog.search.similar import vectors
from catalog.search.similar.models import SoundVector
from catalog.search.similar.vectors import Vector, Weights

TABLE, DOCUMENTS = SoundVector._meta.db_table, SearchDoc._meta.db_table

# How far the index looks; how many it offers to be weighted anew.
EF_SEARCH, CANDIDATES = 160, 400
# So many and fewer are compared one by one.
FEW = 20_000
# Asked for beyond what is wanted, because several listings of one recording become one answer.
SPARE = 16

USUAL = Weights()


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """The sound that others shall be like. Its own recording is no answer."""

    vector: Vector
    recording: int | None = None
    effect_id: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """One answer; the distance is 0 for the same features and has no unit."""

    effect_id: int
    distance: float


def nearest(
    anchor: Anchor, *, limit: int, weights: Weights = USUAL, within: Condition | None = None
) -> list[Near]:
    """The nearest sounds on sale, each recording once; `within` is a condition on search documents."""
    wanted = limit + SPARE
    if not weights.are_mild or (within is not None and _are_few(within)):
        rows = _one_by_one(anchor, weights, within, wanted)
    else:
        rows = _through_index(anchor, weights, within, wanted)
        if len(rows) < wanted:
            # Sounds that went leave holes in the graph, and what lies behind them is not met: look at each one.
            rows = _one_by_one(anchor, weights, within, wanted)
    return list(_each_recording_once(rows))[:limit]


def _are_few(within: Condition) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {DOCUMENTS} WHERE {within.sql} LIMIT %s) fitting",  # noqa: S608
            [*within.params, FEW + 1],
        )
        return bool(cursor.fetchone()[0] <= FEW)


def _one_by_one(anchor: Anchor, weights: Weights, within: Condition | None, limit: int) -> list[Any]:
    where, distance = _others(anchor), _distance(anchor, weights)
    fitting, joined, params = "", "", []
    if within is not None:
        fitting = f"WITH fitting AS MATERIALIZED (SELECT effect_id FROM {DOCUMENTS} WHERE {within.sql})"  # noqa: S608
        joined, params = "JOIN fitting USING (effect_id)", within.params
    # What is added to the distance keeps the index out of it.
    sql = f"""
        {fitting} SELECT effect_id, recording, {distance.sql} + 0 AS distance FROM {TABLE} {joined}
        WHERE {where.sql} ORDER BY distance, effect_id LIMIT %s
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *distance.params, *where.params, limit])
        return list(cursor.fetchall())


def _through_index(anchor: Anchor, weights: Weights, within: Condition | None, limit: int) -> list[Any]:
    conditions = [_others(anchor)]
    if within is not None:
        # IS TRUE: as a join it would be sorted, which is what the index is there to save.
        found = f"(EXISTS (SELECT 1 FROM {DOCUMENTS} doc WHERE doc.effect_id = {TABLE}.effect_id AND {within.sql}))"  # noqa: S608
        conditions.append(Condition(f"{found} IS TRUE", within.params))
    where, distance = all_hold(conditions), _distance(anchor, weights)
    usual = _distance(anchor, USUAL)
    sql = f"""
        SELECT effect_id, recording, {distance.sql} AS distance
        FROM (SELECT * FROM {TABLE} WHERE {where.sql} ORDER BY {usual.sql} LIMIT %s) candidate
        ORDER BY distance, effect_id LIMIT %s
    """  # noqa: S608
    offered = limit if weights.are_usual else max(limit, CANDIDATES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'strict_order', true)",
            [str(max(EF_SEARCH, offered))],
        )
        cursor.execute(sql, [*distance.params, *where.params, *usual.params, offered, limit])
        return list(cursor.fetchall())


def _others(anchor: Anchor) -> Condition:
    """On sale, and not the same recording."""
    conditions = [on_sale()]
    if anchor.recording is not None:
        conditions.append(Condition("recording <> %s", [anchor.recording]))
    if anchor.effect_id is not None:
        conditions.append(Condition("effect_id <> %s", [anchor.effect_id]))
    return all_hold(conditions)


def _distance(anchor: Anchor, weights: Weights) -> Condition:
    if weights.are_usual:
        return Condition("(vector <-> %s::halfvec)", [vectors.literal(anchor.vector)])
    # |v − q|² = |v|² − 2vq + |q|², group by group; `<#>` is the negative inner product.
    lengths = " + ".join(f"{factor} * {group}" for group, factor in weights.factors.items())
    wanted = vectors.weighted(anchor.vector, weights)
    return Condition(
        f"sqrt(greatest(0, {lengths} + 2 * (vector <#> %s::halfvec) + %s))",
        [vectors.literal(wanted), float(wanted @ anchor.vector)],
    )


def _each_recording_once(rows: list[Any]) -> Iterator[Near]:
    seen: set[int] = set()
    for effect_id, recording, distance in rows:
        if recording not in seen:
            seen.add(recording)
            yield Near(effect_id, float(distance))
