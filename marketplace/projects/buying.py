"""Buying what is missing from a project, and what it would cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from catalog.effects import pricing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money, total
from marketplace.cart import operations as carts
from marketplace.cart.models import Cart
from marketplace.favourites.queries import is_on_sale
from marketplace.licences import queries as licences
from marketplace.projects.models import Project

CHOICES = pricing.PAID


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of every sound of a project when its owner buys what is missing under one licence.

    Each sound is in exactly one list. `owned` counts any licence in force: who holds another one may still want this,
    but decides that on the page of the sound.
    """

    licence: pricing.Licence
    missing: list[tuple[Effect, str]]
    owned: list[Effect]
    own: list[Effect]
    not_on_sale: list[Effect]
    not_offered: list[Effect]

    @property
    def total(self) -> Money:
        """What the cart will ask for them, VAT included."""
        return total([pricing.price_of(effect.price, code) for effect, code in self.missing], "KRW")

    @property
    def free(self) -> int:
        return sum(not pricing.price_of(effect.price, code) for effect, code in self.missing)


def plans(*, project: Project, buyer: User) -> list[Plan]:
    """One plan for each licence to choose from: two statements whatever the number of sounds."""
    effects = effects_of(project)
    held = licences.held(user_id=buyer.pk, effects=[effect.pk for effect in effects])
    owned = {effect_pk for effect_pk, _code in held}
    return [_plan(licence, effects, buyer, owned) for licence in CHOICES]


def effects_of(project: Project) -> list[Effect]:
    """Each sound once, in the order of its first place."""
    rows = project.items.filter(removed_at=None).select_related("effect__file", "effect__seller")
    return list({item.effect_id: item.effect for item in rows}.values())


def _plan(licence: pricing.Licence, effects: list[Effect], buyer: User, owned: set[int]) -> Plan:
    parted: dict[str, list[Effect]] = defaultdict(list)
    missing = []
    for effect in effects:
        code = _code(effect, licence)
        if effect.pk in owned:
            parted["owned"].append(effect)
        elif effect.seller.user_id == buyer.pk:
            parted["own"].append(effect)
        elif not is_on_sale(effect):
            parted["not_on_sale"].append(effect)
        elif not code:
            parted["not_offered"].append(effect)
        else:
            missing.append((effect, code))
    names = ("owned", "own", "not_on_sale", "not_offered")
    return Plan(licence, missing, *(parted[name] for name in names))


def _code(effect: Effect, licence: pricing.Licence) -> str:
    """The licence to buy: the chosen one, else the public one that anybody may use; "" for none."""
    wanted = (licence.code, pricing.PUBLIC.code)
    return next((code for code in wanted if code in effect.licence_codes), "")


def buy_missing(
    *, project: Project, cart: Cart, buyer: User, licence_code: str, at: datetime
) -> tuple[Plan, int]:
    """Put everything missing into the cart in one act; returns the plan and how many lines are new.

    Raises KeyError for a licence that is none of CHOICES.
    """
    plan = {one.licence.code: one for one in plans(project=project, buyer=buyer)}[licence_code]
    return plan, carts.add_all(cart=cart, wanted=plan.missing, at=at)
