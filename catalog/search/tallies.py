"""From codes to counts: what the packed columns of documents say, added up for every value of every facet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catalog.search import facet_codes
from catalog.search.facet_codes import PackedFacet
from catalog.ucs import schedule

Codes = NDArray[np.int64]
Counts = dict[str, dict[str, int]]


def of_facet(facet: PackedFacet, packed: Codes, hits: Codes | None = None) -> dict[str, int]:
    """Value → number of documents, from the packed column of each (or of `hits` alike ones); none with 0."""
    by_code = _sums(packed >> facet.shift & facet.mask, facet.mask + 1, hits)
    if facet.is_set:
        codes = np.arange(len(by_code))
        counts = [int(by_code[codes >> place & 1 == 1].sum()) for place in range(len(facet.values))]
    else:
        counts = by_code.tolist()
    return {value: count for value, count in zip(facet.values, counts, strict=False) if count}


def of_categories(sub: Codes, hits: Codes | None = None) -> Counts:
    """`cat_id` and `category`, from the number of each document's CatID."""
    names, categories = _filed()
    by_sub = _sums(sub, len(names), hits)
    by_category = _sums(categories, int(categories.max()) + 1, by_sub)
    return {
        "cat_id": _named(names, by_sub),
        "category": _named([category.code for category in schedule.categories()], by_category),
    }


def largest(codes: Codes, number: int) -> list[tuple[int, int]]:
    """The codes that most documents have, with how many; of equals the smaller code."""
    values, hits = np.unique(codes, return_counts=True)
    first = np.lexsort((values, -hits))[:number]
    return list(zip(values[first].tolist(), hits[first].tolist(), strict=True))


def _sums(codes: Codes, size: int, hits: Codes | None) -> Codes:
    # Sums of whole numbers stay exact far beyond any catalogue.
    return np.bincount(codes, weights=hits, minlength=size).astype(np.int64)


def _named(names: Sequence[str], counts: Codes) -> dict[str, int]:
    return {name: count for name, count in zip(names, counts.tolist(), strict=True) if count}


@cache
def _filed() -> tuple[tuple[str, ...], Codes]:
    """Every CatID by its number, and the numbers of their categories."""
    cat_ids = tuple(schedule.schedule())
    categories = (facet_codes.category_number(schedule.get(cat_id).category_code) for cat_id in cat_ids)
    return cat_ids, np.fromiter(categories, np.int64)
