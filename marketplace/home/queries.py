"""What the shop window shows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.functional import Promise

from catalog.effects import pricing
from catalog.effects import queries as effects
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import queries as carts
from marketplace.licences import queries as licences


@dataclass(frozen=True, slots=True)
class CategoryLink:
    """A category that has sounds, and where its list is."""

    code: str
    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class LicenceOption:
    """One licence offered for a sound, as this visitor sees it."""

    code: str
    label: str | Promise
    summary: str | Promise
    price: Money
    owned: bool
    in_cart: bool


def categories(*, language: str) -> list[CategoryLink]:
    return [
        CategoryLink(
            one.code, one.label, one.count, f"{reverse('search')}?{urlencode({'category': one.code})}"
        )
        for one in effects.category_counts(language=language)
    ]


def licence_options(effect: Effect, *, buyer: User | None, session: SessionBase) -> list[LicenceOption]:
    owned = licences.held(user_id=buyer.pk, effects=[effect.pk]) if buyer else set()
    in_cart = carts.codes_in(carts.find(user=buyer, session=session), effect)
    return [
        LicenceOption(
            code=code,
            label=pricing.LICENCES[code].label,
            summary=pricing.LICENCES[code].summary,
            price=pricing.price_of(effect.price, code),
            owned=(effect.pk, code) in owned,
            in_cart=code in in_cart,
        )
        for code in effect.licence_codes
    ]
