"""Marking sounds, and what a visitor marked before signing in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.favourites.models import Favourite

LIMIT = 5_000
SESSION_KEY = "favourites_wanted"
# What a visitor may mark before signing in.
WANTED_LIMIT = 50


class TooMany(Exception):
    """The person has `LIMIT` favourites."""


def add(*, user: User, effect: Effect, at: datetime) -> bool:
    """Mark a sound; False when it was marked before. Raises TooMany, Effect.DoesNotExist if it is not on sale.

    Two requests at once may pass the limit by one: it protects pages, not money.
    """
    if Favourite.objects.filter(user=user, effect=effect).exists():
        return False
    if not Effect.objects.on_sale().filter(pk=effect.pk).exists():
        raise Effect.DoesNotExist(effect.pk)
    if Favourite.objects.filter(user=user).count() >= LIMIT:
        raise TooMany
    return Favourite.objects.get_or_create(user=user, effect=effect, defaults={"added_at": at})[1]


def remove(*, user: User, effect_public_id: str) -> bool:
    """Take the mark off; False when there was none. Works for sounds no longer on sale."""
    return bool(Favourite.objects.filter(user=user, effect__public_id=effect_public_id).delete()[0])


def want(*, session: SessionBase, effect: Effect) -> None:
    """A visitor would mark this sound: done when they sign in."""
    wanted = [one for one in session.get(SESSION_KEY, []) if one != effect.public_id]
    session[SESSION_KEY] = [*wanted, effect.public_id][-WANTED_LIMIT:]


def fulfil(*, user: User, session: SessionBase, at: datetime) -> int:
    """Mark what the visitor wanted before signing in; returns how many are new."""
    wanted = session.pop(SESSION_KEY, [])
    new = 0
    for effect in Effect.objects.on_sale().filter(public_id__in=wanted):
        try:
            new += add(user=user, effect=effect, at=at)
        except TooMany:
            break
    return new
