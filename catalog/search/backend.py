"""What a search engine has to answer: ids only. Cards are read from the catalogue, never from an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from catalog.search.query import SearchQuery

PAGE_SIZE = 24

# How far the question had to be loosened, from not at all to “here is something else”.
Tier = Literal["exact", "widened", "some_words", "no_filters", "some_words_no_filters", "category", "newest"]


class SearchTooSlow(Exception):
    """The search did not end in its time; another wording or fewer choices may."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `counts`: facet name → value → number of effects if that value were chosen too.

    Large counts are estimated from one effect in sixteen, or in sixty-four: `is_estimated` says so of the total, with
    its standard error as a share of it (`error`), and `counts_are_estimated` of the counts of at least one facet.
    """

    ids: tuple[int, ...]
    scores: tuple[float, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    tier: Tier
    missing_words: tuple[str, ...] = field(default=())
    next_cursor: str = ""
    is_estimated: bool = False
    counts_are_estimated: bool = False
    error: float = 0.0


class Backend(Protocol):
    def find(self, query: SearchQuery, *, limit: int = PAGE_SIZE, exact: bool = False) -> Found:
        """The best answer to a query. Any query has one; it is empty only when the catalogue is.

        `exact` counts every hit, however many. Raises SearchTooSlow.
        """
        ...
