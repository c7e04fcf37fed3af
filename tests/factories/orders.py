"""Paid orders, placed and paid by the real operations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.test import Client

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib import ulid
from marketplace.cart import operations as carts
from marketplace.cart import queries
from marketplace.licences.models import Licence
from marketplace.orders import operations
from marketplace.orders.models import Order


def paid(*, buyer: User, effects: Iterable[Effect], at: datetime, licence_code: str = "creator") -> Order:
    cart = carts.cart_for(user=buyer, session=Client().session)
    for effect in effects:
        carts.add(cart=cart, effect=effect, licence_code=licence_code, at=at)
    total = queries.contents(cart).total
    order = operations.place(cart=cart, buyer=buyer, seen_total=total, terms_version="2026-11", at=at)
    operations.mark_paid(order_ref=order.public_id, at=at)
    order.refresh_from_db()
    return order


def licences(order: Order) -> list[Licence]:
    return list(Licence.objects.filter(order_line__order=order).order_by("order_line"))


def copies(effect: Effect, count: int) -> list[Effect]:
    """More listings with the same stored sound: many rows without many examinations."""
    made = []
    for _number in range(count):
        copy, file = Effect.objects.get(pk=effect.pk), Effect.objects.get(pk=effect.pk).file
        for row in (file, copy):
            row.pk, row.public_id, row._state.adding = None, ulid.new(), True
        file.save()
        copy.file = file
        copy.save()
        made.append(copy)
    return made
