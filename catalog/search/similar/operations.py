"""Keeping vectors and neighbours in step with what is on sale, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from catalog.effects.models import AudioFile, Effect
from catalog.search.similar import vectors
from catalog.search.similar.models import Neighbours, SoundVector
from catalog.search.similar.nearest import Anchor, nearest

STORED = 24

_REMOVE = f"""
    WITH gone AS (DELETE FROM {SoundVector._meta.db_table} WHERE effect_id = %s)
    DELETE FROM {Neighbours._meta.db_table} WHERE effect_id = %s
"""  # noqa: S608  names of our own tables


def recording_of(file: AudioFile) -> int:
    """The same number for the same samples; of a file whose samples are not known, its own."""
    if not file.pcm_sha256:
        return -file.pk
    return int.from_bytes(bytes.fromhex(file.pcm_sha256[:16]), signed=True)


def anchor_of(effect: Effect) -> Anchor | None:
    """The effect as a sound to be compared with; None while its file has no features."""
    features = effect.file.features
    if not features:
        return None
    return Anchor(vectors.vector(features), recording_of(effect.file), effect.pk)


def write(effect: Effect) -> None:
    """Make an effect that is on sale findable by its sound, and find its neighbours when it is new there.

    `effect` as `Effect.objects.with_facts()` reads it. One whose features are not known has no row.
    """
    if not effect.file.features:
        remove(effect)
    elif _write_vectors([effect]):
        find_neighbours(effect=effect, at=effect.published_at or effect.created_at)


@transaction.atomic
def renew(effect_ids: Collection[int]) -> None:
    """Bring the vectors of those of these effects that are on sale in step; their neighbours are found at night.

    Locked, so that a withdrawal at the same moment cannot be followed by a late write.
    """
    on_sale = Effect.objects.filter(pk__in=effect_ids, state=Effect.State.PUBLISHED)
    locked = on_sale.with_facts().order_by("pk").select_for_update(of=("self",))
    _write_vectors([effect for effect in locked if effect.file.features])


def remove(effect: Effect) -> None:
    """Take an effect out of every comparison; nothing happens when it is not there. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE, [effect.pk, effect.pk])


@transaction.atomic
def find_neighbours(*, effect: Effect, at: datetime) -> None:
    """Look for the nearest sounds of an effect and keep them."""
    anchor = anchor_of(effect)
    if anchor is None:
        return
    found = [near.effect_id for near in nearest(anchor, limit=STORED)]
    Neighbours.objects.update_or_create(effect_id=effect.pk, defaults={"effect_ids": found, "found_at": at})


def _write_vectors(effects: Sequence[Effect]) -> bool:
    """Whether any row is new or other than before."""
    if not effects:
        return False
    names = ("effect_id", "seller_id", "recording", "vector", *vectors.GROUPS)
    rows, params = [], []
    for effect in effects:
        columns = vectors.columns(effect.file.features or ())
        values = {
            "effect_id": effect.pk,
            "seller_id": effect.seller_id,
            "recording": recording_of(effect.file),
            **columns,
        }
        rows.append(f"({', '.join('%s::halfvec' if name == 'vector' else '%s' for name in names)})")
        params += [values[name] for name in names]
    table = SoundVector._meta.db_table
    renewed = ", ".join(f"{name} = EXCLUDED.{name}" for name in names[1:])
    with connection.cursor() as cursor:
        # An index of neighbours is costly to write: repricing a sound must not touch it.
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join(rows)} "  # noqa: S608
            f"ON CONFLICT (effect_id) DO UPDATE SET {renewed} "
            f"WHERE ({table}.vector, {table}.recording, {table}.seller_id) "
            "IS DISTINCT FROM (EXCLUDED.vector, EXCLUDED.recording, EXCLUDED.seller_id)",
            params,
        )
        return bool(cursor.rowcount)
