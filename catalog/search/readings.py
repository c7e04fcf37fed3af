"""Every way to take a query, from what was asked for to “here is something else”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search import relevance, tsquery
from catalog.search.backend import Tier
from catalog.search.query import SearchQuery

# What is found so lacks words of the query.
LACKING_WORDS: tuple[Tier, ...] = ("some_words", "some_words_no_filters")
# No reading has more levels.
_BEST_RANK = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """`levels` are tsqueries, the best first; the last holds all others and is all that matches.

    Without levels everything matches. `filters`: the query whose filters count. `core`: a tsquery that at least
    one hit has to fulfil, where some levels alone would be no answer.
    """

    tier: Tier
    levels: tuple[str, ...]
    filters: SearchQuery
    core: str = ""

    @property
    def match(self) -> str:
        """The tsquery of all hits; empty for everything."""
        return self.levels[-1] if self.levels else ""

    @property
    def parts(self) -> list[tuple[int, str]]:
        """(rank, tsquery) without overlap, the best first; together they are what matches."""
        if not self.levels:
            return [(0, "")]
        return [
            (_BEST_RANK - place, _without(level, self.levels[:place]))
            for place, level in enumerate(self.levels)
        ]


def of(query: SearchQuery) -> list[Reading]:
    """The strictest first; the last finds something in any catalogue."""
    wish = query.expression
    if not wish:
        return [Reading("exact", (), query), Reading("newest", (), SearchQuery())]
    said = relevance.of_what_is_said(wish)
    wide, meant = (*said, *relevance.of_what_may_be_meant(wish)), relevance.all_words_meant(wish)
    some = relevance.of_some_words(wish) if len(wish.words) > 1 else ()
    readings = [Reading("exact", said, query), Reading("widened", wide, query, meant)]
    if some:
        readings.append(Reading("some_words", some, query))
    if query.has_filters:
        readings.append(Reading("no_filters", wide, query.without_filters(), meant))
    if some and query.has_filters:
        readings.append(Reading("some_words_no_filters", some, query.without_filters()))
    related = relevance.of_the_category(wish)
    if related:
        readings.append(Reading("category", related, query.without_filters()))
    return [*readings, Reading("newest", (), SearchQuery())]


def _without(level: str, better: Sequence[str]) -> str:
    return tsquery.all_of([level, f"!{tsquery.any_of(better)}"]) if better else level
