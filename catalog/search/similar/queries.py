"""Similar sounds as other parts ask for them."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.effects.models import Effect
from catalog.search.conditions import Condition
from catalog.search.similar import vectors
from catalog.search.similar.models import Neighbours
from catalog.search.similar.nearest import Anchor, nearest
from catalog.search.similar.operations import STORED, anchor_of
from ksound.lib import ulid

# How many sounds count as near where nearness is one filter among others.
LIKE = 240


def near_features(features: Sequence[float], *, limit: int) -> list[tuple[int, float]]:
    """(effect id, distance) of the sounds on sale nearest to 64 features, the nearest first.

    Raises ValueError for another number of features.
    """
    found = nearest(Anchor(vectors.vector(features)), limit=limit)
    return [(near.effect_id, near.distance) for near in found]


def like_ids(public_id: str) -> list[int]:
    """The `LIKE` sounds nearest to one on sale, the nearest first; none when it is not on sale."""
    if not ulid.is_ulid(public_id):
        return []
    effect = Effect.objects.on_sale().with_facts().filter(public_id=public_id).first()
    anchor = anchor_of(effect) if effect else None
    return [near.effect_id for near in nearest(anchor, limit=LIKE)] if anchor else []


def like(public_id: str) -> Condition:
    """Search documents near a sound on sale; of any other sound, none."""
    return Condition("effect_id = ANY(%s::bigint[])", [like_ids(public_id)])


def neighbours(effect: Effect, *, limit: int) -> list[Effect]:
    """The stored neighbours of an effect that are on sale now, the nearest first."""
    kept = Neighbours.objects.filter(effect_id=effect.pk).values_list("effect_ids", flat=True).first()
    if kept is None:
        anchor = anchor_of(effect)
        kept = [near.effect_id for near in nearest(anchor, limit=STORED)] if anchor else []
    return on_sale_in_order(kept)[:limit]


def on_sale_in_order(ids: Sequence[int]) -> list[Effect]:
    """Those of these effects that are on sale, in this order: no list kept anywhere can show another."""
    found = Effect.objects.on_sale().with_facts().filter(pk__in=ids).in_bulk()
    return [found[pk] for pk in ids if pk in found]
