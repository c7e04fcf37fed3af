"""Who holds what."""

from __future__ import annotations

from collections.abc import Collection

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.core.text import clean_line
from marketplace.licences.models import Licence


def holds(*, user_id: int, effect: Effect, licence_code: str) -> bool:
    return (effect.pk, licence_code) in held(user_id=user_id, effects=[effect.pk])


def held(*, user_id: int, effects: Collection[int]) -> set[tuple[int, str]]:
    """(effect pk, licence code) of every licence in force this person holds among `effects`."""
    return set(in_force(user_id=user_id, effects=effects))


def in_force(*, user_id: int | None, effects: Collection[int]) -> dict[tuple[int, str], int]:
    """(effect pk, licence code) → licence pk, as `held`; nobody (None) holds anything. At most one statement."""
    if user_id is None or not effects:
        return {}
    found = Licence.objects.filter(
        holder_id=user_id, order_line__effect_id__in=effects, state=Licence.State.ACTIVE
    ).order_by("pk")
    rows = found.values_list("order_line__effect_id", "order_line__licence_code", "pk")
    return {(effect, code): pk for effect, code, pk in rows}


def by_serial(serial: str) -> Licence | None:
    """The licence of this serial, however its letters were typed; for anybody."""
    wanted = clean_line(serial).upper()
    return (
        Licence.objects.filter(serial=wanted)
        .select_related("holder", "order_line__effect", "order_line__seller")
        .first()
    )


def downloadable_of(*, user: User, order_public_id: str) -> list[Licence]:
    """The licences of one order under which this person may download now, in the order of its lines."""
    return list(
        Licence.objects.filter(
            holder=user, order_line__order__public_id=order_public_id, state=Licence.State.ACTIVE
        )
        .select_related(
            "holder",
            "order_line__audio_file",
            "order_line__effect",
            "order_line__order",
            "order_line__seller",
        )
        .order_by("order_line")
    )


def downloadable(*, user: User, public_id: str) -> Licence | None:
    """The licence if this person may download under it now; None in every other case."""
    return (
        Licence.objects.filter(public_id=public_id, holder=user, state=Licence.State.ACTIVE)
        .select_related("order_line__audio_file", "order_line__effect", "order_line__seller")
        .first()
    )
