"""Reading favourites for pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.favourites.models import Favourite

PAGE_SIZE = 48
SORTS = ("added", "title", "duration")


@dataclass(frozen=True, slots=True)
class Kept:
    """One favourite as its owner sees it."""

    effect: Effect
    is_on_sale: bool


def marked_by(user: User) -> frozenset[int]:
    """The primary keys of everything this person marked: one statement, at most `operations.LIMIT` numbers."""
    return frozenset(Favourite.objects.filter(user=user).order_by().values_list("effect_id", flat=True))


def page_of(*, user: User, sort: str, number: str) -> tuple[Page[Favourite], list[Kept]]:
    """Two statements whatever the number of rows; what means nothing is the first page, newest first."""
    marks = Favourite.objects.filter(user=user).select_related("effect__file", "effect__seller")
    page = Paginator(marks.order_by(*_order(sort)), PAGE_SIZE).get_page(number)
    return page, [Kept(mark.effect, is_on_sale(mark.effect)) for mark in page]


def _order(sort: str) -> tuple[str | OrderBy, ...]:
    if sort == "title":
        first, second = ("title_ko", "title_en") if get_language() == "ko" else ("title_en", "title_ko")
        title = Coalesce(NullIf(F(f"effect__{first}"), Value("")), F(f"effect__{second}"))
        return title.asc(), "pk"
    if sort == "duration":
        return "effect__file__duration_ms", "pk"
    return "-added_at", "-pk"


def is_on_sale(effect: Effect) -> bool:
    """Of an effect that was read with its seller: no statement."""
    return effect.state == Effect.State.PUBLISHED and effect.seller.may_sell
