"""Which licences exist and what they cost relative to the base price (product.md, Licences)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ksound.lib.money import Money

MINIMUM_PRICE = Money.krw(500)
MAXIMUM_PRICE = Money.krw(10_000_000)


@dataclass(frozen=True, slots=True)
class Licence:
    """One kind of licence; `times` multiplies the seller's base price."""

    code: str
    label: Promise | str
    summary: Promise | str
    times: int


PUBLIC = Licence("public", _("Public"), _("Anyone, any use; credit the source."), 0)
CREATOR = Licence(
    "creator", _("Creator"), _("One person: all online media, client work, podcasts, audiobooks."), 1
)
TEAM = Licence("team", _("Team"), _("Up to 10 people of one team, for the same uses as Creator."), 3)
PRODUCTION = Licence("production", _("Production"), _("One organisation: broadcast, OTT, cinema, games."), 5)

LICENCES = {licence.code: licence for licence in (PUBLIC, CREATOR, TEAM, PRODUCTION)}
PAID = (CREATOR, TEAM, PRODUCTION)


def price_of(base: Money, code: str) -> Money:
    """What the licence `code` costs for a sound with base price `base`."""
    return base * LICENCES[code].times
