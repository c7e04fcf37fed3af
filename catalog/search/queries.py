"""The search as pages, commands and the JSON API ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from catalog.effects.models import Effect
from catalog.search import chips as choices
from catalog.search import facets, histograms
from catalog.search.backend import PAGE_SIZE, Backend, Found, SearchTooSlow
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from catalog.search.suggest.queries import Correction, corrections
from catalog.ucs.suggest import suggest
from sellers.registration.models import Seller

__all__ = ["BACKEND", "Related", "SearchPage", "SearchTooSlow", "rows", "search"]

BACKEND: Backend = PostgreSQLBackend()

_ANSWERS = {"exact", "widened"}


@dataclass(frozen=True, slots=True)
class Related:
    """A category that the words of a query point to."""

    cat_id: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results; `relaxed` says in words how the question was loosened to have an answer.

    `effects` and `scores` belong together in order. They, `total` and the counts of `facets` and `ranges`
    describe what is shown, which is not what was asked for when `is_answer` is False. `is_estimated`: the total
    comes from a sample; `counts_are_estimated`: some of the counts do. `answered` is the query that the results
    belong to: another than `query` when that was certainly typed in the wrong keyboard layout.
    """

    query: SearchQuery
    answered: SearchQuery
    effects: list[Effect]
    scores: list[float]
    total: int
    is_estimated: bool
    counts_are_estimated: bool
    facets: list[facets.FacetGroup]
    ranges: list[histograms.RangeGroup]
    price: histograms.RangeGroup
    chips: list[choices.Chip]
    relaxed: list[str]
    related: list[Related]
    corrections: list[Correction]
    is_answer: bool
    tier: str
    next_cursor: str

    @property
    def hits(self) -> int:
        """How many sounds are what was asked for."""
        return self.total if self.is_answer else 0

    @property
    def own_hits(self) -> int:
        """How many sounds have the words as they were typed."""
        return self.total if self.tier == "exact" and self.answered is self.query else 0

    @property
    def next_query(self) -> SearchQuery:
        return self.answered.with_values(cursor=self.next_cursor)

    @property
    def next_url(self) -> str:
        return self.next_query.url if self.next_cursor else ""


def search(
    query: SearchQuery,
    *,
    language: str,
    limit: int = PAGE_SIZE,
    exact: bool = False,
    backend: Backend = BACKEND,
) -> SearchPage:
    """Answer a query; `exact` asks for exact counts where an estimate would be faster.

    The number of SQL statements does not depend on the number of results. Raises SearchTooSlow.
    """
    found = backend.find(query, limit=limit, exact=exact)
    answered, meant = query, _meant(query, found, language)
    if meant and meant[0].is_certain:
        other = backend.find(meant[0].query, limit=limit, exact=exact)
        if other.tier in _ANSWERS:
            answered, found = meant[0].query, other
    effects = _cards(found.ids)
    scores = dict(zip(found.ids, found.scores, strict=True))
    sellers = _seller_names(answered, found)
    return SearchPage(
        query=query,
        answered=answered,
        effects=effects,
        scores=[scores[effect.pk] for effect in effects],
        total=found.total,
        is_estimated=found.is_estimated,
        counts_are_estimated=found.counts_are_estimated,
        facets=facets.groups(answered, found.counts, language=language, seller_names=sellers),
        ranges=histograms.groups(answered, found.counts),
        price=histograms.price(answered),
        chips=choices.chips(answered, language=language, names=sellers | _title_of(answered.like)),
        relaxed=[*_exchanged(query, answered), *_relaxed(answered, found)],
        related=[] if found.tier in _ANSWERS else _related(answered, language),
        corrections=meant if answered is query else [],
        is_answer=found.tier in _ANSWERS,
        tier=found.tier,
        next_cursor=found.next_cursor,
    )


def rows(
    query: SearchQuery, *, limit: int = PAGE_SIZE, backend: Backend = BACKEND
) -> tuple[list[Effect], str]:
    """The effects of a page that continues another, and the cursor after them. Raises SearchTooSlow."""
    found = backend.find(query, limit=limit)
    return _cards(found.ids), found.next_cursor


def _meant(query: SearchQuery, found: Found, language: str) -> list[Correction]:
    """What may have been meant, asked only when nothing has the words as they were typed."""
    if found.tier == "exact" or not query.wish:
        return []
    return corrections(query, language=language)


def _cards(ids: Sequence[int]) -> list[Effect]:
    """The effects on sale among these, in this order: an index that lags behind can expose nothing."""
    # What the file was measured to be like is long and on no card.
    cards = Effect.objects.on_sale().with_facts().defer("file__features", "file__tags", "file__remarks")
    on_sale = cards.filter(pk__in=ids).in_bulk()
    return [on_sale[pk] for pk in ids if pk in on_sale]


def _seller_names(query: SearchQuery, found: Found) -> dict[str, str]:
    """Public id → name of the sellers counted and chosen."""
    asked = {*query.seller, *found.counts.get("seller", {})}
    return dict(Seller.objects.filter(public_id__in=asked).values_list("public_id", "display_name"))


def _title_of(public_id: str) -> dict[str, str]:
    if not public_id:
        return {}
    effect = Effect.objects.on_sale().filter(public_id=public_id).only("title_ko", "title_en").first()
    return {public_id: effect.title} if effect else {}


def _exchanged(query: SearchQuery, answered: SearchQuery) -> list[str]:
    if answered is query:
        return []
    return [
        gettext("Nothing was found for “%(text)s”; these are the sounds for “%(other)s”.")
        % {"text": query.wish, "other": answered.wish}
    ]


def _relaxed(query: SearchQuery, found: Found) -> list[str]:
    match found.tier:
        case "exact":
            return []
        case "widened":
            return [gettext("Sounds described with related words are included.")]
        case "some_words":
            return [_lacking_words(found)]
        case "no_filters":
            return [gettext("Nothing fits the filters, so they were left out.")]
        case "some_words_no_filters":
            return [gettext("Nothing fits the filters, so they were left out."), _lacking_words(found)]
        case "category":
            return [gettext("No sound has these words; these are from related categories.")]
    if query.wish:
        return [
            gettext("Nothing was found for “%(text)s”; these are the newest sounds.") % {"text": query.wish}
        ]
    return [gettext("Nothing fits the filters; these are the newest sounds.")]


def _lacking_words(found: Found) -> str:
    if not found.missing_words:
        return gettext("No sound has all of these words; these have some of them.")
    return gettext("No sound has all of these words. Left out: %(words)s.") % {
        "words": ", ".join(found.missing_words)
    }


def _related(query: SearchQuery, language: str) -> list[Related]:
    return [
        Related(found.cat_id, found.label(language), SearchQuery(cat_id=(found.cat_id,)).url)
        for found in suggest(query.wish)
    ]
