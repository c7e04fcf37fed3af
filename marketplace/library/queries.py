"""What somebody may use: every licence they hold, found by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from catalog.effects import pricing
from catalog.ucs import schedule
from ksound.core.models import User
from ksound.core.text import clean_line
from marketplace.downloads import formats
from marketplace.downloads.formats import Offer
from marketplace.favourites.queries import is_on_sale
from marketplace.licences.models import Licence
from marketplace.orders.models import OrderLine

PAGE_SIZE = 24
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Held:
    """One licence with its sound, as its holder sees it."""

    licence: Licence
    is_on_sale: bool
    offers: Sequence[Offer]

    @property
    def line(self) -> OrderLine:
        return self.licence.order_line


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of licence, and how many of it this person holds."""

    code: str
    label: object
    count: int


def page_of(*, user: User, words: str, code: str, number: str) -> tuple[Page[Licence], list[Held]]:
    """The newest first: three statements whatever the number of rows; what means nothing is the first page."""
    found = _of(user)
    for word in clean_line(words)[:200].split()[:MAX_WORDS]:
        found = found.filter(_about(word))
    if code in pricing.LICENCES:
        found = found.filter(order_line__licence_code=code)
    rows = found.select_related(
        "order_line__effect__file",
        "order_line__effect__seller",
        "order_line__audio_file",
        "order_line__order",
        "order_line__pack__seller",
    )
    page = Paginator(rows.order_by("-granted_at", "-pk"), PAGE_SIZE).get_page(number)
    licences = list(page)
    offers = formats.offers([licence for licence in licences if licence.is_active])
    return page, [
        Held(licence, is_on_sale(licence.order_line.effect), list(offers.get(licence.pk, {}).values()))
        for licence in licences
    ]


def kinds(user: User) -> list[Kind]:
    """The licences to filter by, in the shop's order: one statement."""
    counted = dict(_of(user).order_by().values_list("order_line__licence_code").annotate(n=Count("pk")))
    return [
        Kind(code, licence.label, counted[code])
        for code, licence in pricing.LICENCES.items()
        if code in counted
    ]


def _of(user: User) -> QuerySet[Licence]:
    return Licence.objects.filter(holder=user).exclude(state=Licence.State.REVOKED)


def _about(word: str) -> Q:
    """In a title of today or of the sale, the CatID, the names of its category, or the name of the file."""
    return (
        Q(order_line__title__icontains=word)
        | Q(order_line__effect__title_ko__icontains=word)
        | Q(order_line__effect__title_en__icontains=word)
        | Q(order_line__effect__cat_id__icontains=word)
        | Q(order_line__audio_file__original_name__icontains=word)
        | Q(order_line__effect__cat_id__in=_cat_ids_named(word))
    )


def _cat_ids_named(word: str) -> list[str]:
    """The CatIDs whose category or subcategory is called so in either language, wholly or in part."""
    wanted = word.casefold()
    return [
        entry.cat_id
        for entry in schedule.schedule().values()
        if any(
            wanted in name.casefold()
            for name in (entry.category_en, entry.subcategory_en, entry.category_ko, entry.subcategory_ko)
        )
    ]
