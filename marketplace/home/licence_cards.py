"""The licences on the page of a sound: what each allows in plain words, and what it costs with all taxes."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.effects import pricing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import queries as carts
from marketplace.cart import quoting
from marketplace.licences import queries as licences


@dataclass(frozen=True, slots=True)
class PlainWords:
    """A licence in three answers: who, what for, what not. The full terms stay what binds."""

    who: str | Promise
    may: str | Promise
    may_not: str | Promise


@dataclass(frozen=True, slots=True)
class LicenceOption:
    """One licence offered for a sound, as this visitor sees it."""

    code: str
    label: str | Promise
    summary: str | Promise
    plain: PlainWords
    # What this visitor pays: who holds a narrower licence is credited for it.
    price: Money
    owned: bool
    in_cart: bool
    quote: quoting.Quote | None = None


_ONLINE = _("All online media, client work, podcasts, audiobooks")
PLAIN = {
    "public": PlainWords(_("Anyone"), _("Any use, commercial use too"), _("Use without naming the source")),
    "creator": PlainWords(_("One person"), _ONLINE, _("Broadcast, OTT, cinema, games")),
    "team": PlainWords(_("Up to 10 people of one team"), _ONLINE, _("Broadcast, OTT, cinema, games")),
    "production": PlainWords(
        _("One organisation, all of its people"),
        _("Broadcast, OTT, cinema, games, and all online media"),
        _("Use by another organisation"),
    ),
}


def licence_options(effect: Effect, *, buyer: User | None, session: SessionBase) -> list[LicenceOption]:
    """What is offered for this sound, in the order of the seller's list; prices include VAT."""
    held = licences.in_force(user_id=buyer.pk if buyer else None, effects=[effect.pk])
    quotes = {code: quoting.of_effect(effect, code, held) for code in effect.licence_codes}
    in_cart = carts.codes_in(carts.find(user=buyer, session=session), effect)
    return [
        LicenceOption(
            code=code,
            label=pricing.LICENCES[code].label,
            summary=pricing.LICENCES[code].summary,
            plain=PLAIN[code],
            price=quote.listed if quote.is_owned else quote.price,
            owned=quote.is_owned,
            in_cart=code in in_cart,
            quote=quote,
        )
        for code, quote in quotes.items()
    ]
