"""The search as pages and commands ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from catalog.effects.models import Effect
from catalog.search.backend import PAGE_SIZE, Backend, Found
from catalog.search.facets import Chip, FacetGroup, chips, groups
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from catalog.ucs.suggest import suggest
from sellers.registration.models import Seller

BACKEND: Backend = PostgreSQLBackend()


@dataclass(frozen=True, slots=True)
class Related:
    """A category that the words of a query point to."""

    cat_id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results; `relaxed` says in words how the question was loosened to have an answer.

    `effects` and `scores` belong together in order. `total`, `facets` and `effects` describe what is shown,
    which is not what was asked for when `is_answer` is False.
    """

    query: SearchQuery
    effects: list[Effect]
    scores: list[float]
    total: int
    facets: list[FacetGroup]
    chips: list[Chip]
    relaxed: list[str]
    related: list[Related]
    is_answer: bool
    next_cursor: str

    @property
    def next_url(self) -> str:
        return self.query.with_values(cursor=self.next_cursor).url if self.next_cursor else ""


def search(
    query: SearchQuery, *, language: str, limit: int = PAGE_SIZE, backend: Backend = BACKEND
) -> SearchPage:
    """Answer a query. The number of SQL statements does not depend on the number of results."""
    found = backend.find(query, limit=limit)
    effects = _cards(found.ids)
    scores = dict(zip(found.ids, found.scores, strict=True))
    return SearchPage(
        query=query,
        effects=effects,
        scores=[scores[effect.pk] for effect in effects],
        total=found.total,
        facets=groups(query, found.counts, language=language),
        chips=chips(query, language=language, seller_name=_seller_name(query)),
        relaxed=_relaxed(query, found),
        related=[] if found.tier in {"exact", "widened"} else _related(query, language),
        is_answer=found.tier in {"exact", "widened"},
        next_cursor=found.next_cursor,
    )


def _cards(ids: Sequence[int]) -> list[Effect]:
    """The effects on sale among these, in this order: an index that lags behind can expose nothing."""
    on_sale = Effect.objects.on_sale().with_facts().filter(pk__in=ids).in_bulk()
    return [on_sale[pk] for pk in ids if pk in on_sale]


def _seller_name(query: SearchQuery) -> str:
    if not query.seller:
        return ""
    return Seller.objects.filter(public_id=query.seller).values_list("display_name", flat=True).first() or ""


def _relaxed(query: SearchQuery, found: Found) -> list[str]:
    match found.tier:
        case "exact":
            return []
        case "widened":
            return [gettext("Sounds described with related words are included.")]
        case "some_words" if found.missing_words:
            return [
                gettext("No sound has all of these words. Left out: %(words)s.")
                % {"words": ", ".join(found.missing_words)}
            ]
        case "some_words":
            return [gettext("No sound has all of these words; these have some of them.")]
        case "no_filters":
            return [gettext("Nothing fits the filters, so they were left out.")]
        case "category":
            return [gettext("No sound has these words; these are from related categories.")]
    if query.text:
        return [
            gettext("Nothing was found for “%(text)s”; these are the newest sounds.") % {"text": query.text}
        ]
    return [gettext("Nothing fits the filters; these are the newest sounds.")]


def _related(query: SearchQuery, language: str) -> list[Related]:
    return [
        Related(found.cat_id, found.label(language), SearchQuery(cat_id=found.cat_id).url)
        for found in suggest(query.text)
    ]
