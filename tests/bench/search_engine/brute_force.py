"""Facet counts the slow way: every effect looked at, from its own rows and not from the index."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from catalog.effects.models import Effect
from catalog.search import facet_codes, tsquery
from catalog.search.facet_counts import MOST_SELLERS
from catalog.search.query import SearchQuery
from catalog.search.ranges import Range
from catalog.ucs import schedule
from tests.bench.search_engine.catalogue import Words

_NUMBERS = {"price_range": "won", "duration": "seconds", "loudness": "lufs"}


@dataclass(frozen=True)
class Facts:
    values: Mapping[str, frozenset[str]]
    numbers: Mapping[str, float | None]


def facts() -> dict[int, Facts]:
    """By id, of every effect on sale."""
    rows = Effect.objects.on_sale().values_list(
        "pk", "cat_id", "price_minor", "licence_codes", "source", "ai_use", "seller__public_id",
        "file__duration_ms", "file__sample_rate_hz", "file__bit_depth", "file__channels", "file__integrated_lufs",
    )  # fmt: skip
    return {row[0]: _facts(*row[1:]) for row in rows.iterator(chunk_size=5_000)}


def _facts(cat_id, won, licences, source, ai_use, seller, ms, rate, bits, channels, lufs) -> Facts:
    values = {
        "category": {schedule.get(cat_id).category_code},
        "cat_id": {cat_id},
        "price": {"paid" if won else "free"},
        "licence": set(licences),
        "source": {source},
        "ai": {ai_use or "undeclared"},
        "seller": {seller},
        "sample_rate": {[name for name, low in facet_codes.SAMPLE_RATES.items() if low <= rate][-1]},
        "bits": {str(bits)},
        "channels": {{1: "mono", 2: "stereo"}.get(channels, "surround")},
        "duration": {str(bisect_right(facet_codes.DURATION_BUCKETS, ms / 1000) - 1)},
        "loudness": set() if lufs is None else {str(bisect_right(facet_codes.LOUDNESS_BUCKETS, lufs) - 1)},
    }
    numbers = {"won": won, "seconds": ms / 1000, "lufs": None if lufs is None else round(lufs * 10) / 10}
    return Facts({name: frozenset(of) for name, of in values.items()}, numbers)


def expected(query: SearchQuery, known: Mapping[int, Facts]) -> tuple[int, dict[str, dict[str, int]]]:
    """The number of hits and the counts of every facet, as `Found` has them; of sellers all."""
    hits = [known[pk] for pk in _with_words(query) if pk in known]
    fits = [(one, _unmet(query, one)) for one in hits]
    counts = {}
    for name in known[next(iter(known))].values:
        own = {"category" if name == "cat_id" else name}
        counted = Counter(value for one, unmet in fits if unmet <= own for value in one.values[name])
        counts[name] = dict(counted)
    return sum(not unmet for _one, unmet in fits), counts


def agrees(found: Mapping[str, Mapping[str, int]], right: Mapping[str, Mapping[str, int]]) -> bool:
    """Equal; of the sellers only the largest are counted, and which of equals is not said."""
    for name, counts in right.items():
        if name == "seller":
            if sorted(found.get(name, {}).values()) != sorted(counts.values())[-MOST_SELLERS:]:
                return False
            if any(counts[value] != hits for value, hits in found.get(name, {}).items()):
                return False
        elif dict(found.get(name, {})) != counts:
            return False
    return True


def random_queries(number: int, *, seed: int) -> list[SearchQuery]:
    rng, words = random.Random(seed), Words()
    return [_random_query(rng, words) for _ in range(number)]


def _random_query(rng: random.Random, words: Words) -> SearchQuery:
    text = (
        ""
        if rng.random() < 0.3
        else rng.choice(rng.choice((words.english, words.korean))[: 10 ** rng.randint(1, 3)])
    )
    query = SearchQuery(text=text)
    changes: dict[str, tuple[str, ...] | Range] = {}
    categories = [category.code for category in schedule.categories()]
    if rng.random() < 0.3:
        changes["category"] = tuple(rng.sample(categories, rng.randint(1, 3)))
    if rng.random() < 0.2:
        changes["cat_id"] = tuple(rng.sample(list(schedule.schedule())[:40], rng.randint(1, 2)))
    for facet in facet_codes.PACKED:
        if rng.random() < 0.15:
            changes[facet.name] = tuple(rng.sample(facet.values, rng.randint(1, min(2, len(facet.values)))))
    if rng.random() < 0.2:
        changes["duration"] = Range(*sorted((rng.choice((0.5, 1, 2)), rng.choice((3, 10.5, 60)))))
    if rng.random() < 0.1:
        changes["loudness"] = Range(low=rng.choice((-40, -30, -23)))
    if rng.random() < 0.1:
        changes["price_range"] = Range(high=rng.choice((1_000, 5_000, 10_000)))
    return query.with_values(**changes)


def _with_words(query: SearchQuery) -> list[int]:
    if not query.expression:
        sql, params = "SELECT effect_id FROM catalog_searchdoc", []
    else:
        # The plain way through every document: which words match is not in question here, only how hits are counted.
        sql = "SELECT effect_id FROM catalog_searchdoc WHERE (tsv @@ %s::tsquery) IS TRUE"
        params = [tsquery.whole(query.expression)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [pk for (pk,) in cursor.fetchall()]


def _unmet(query: SearchQuery, one: Facts) -> set[str]:
    """The facets whose choice this effect does not fulfil."""
    unmet = set()
    if query.category:
        narrowed = {schedule.get(cat_id).category_code for cat_id in query.cat_id}
        whole = set(query.category) - narrowed
        if not (one.values["category"] & whole or one.values["cat_id"] & set(query.cat_id)):
            unmet.add("category")
    for name in ("seller", *(facet.name for facet in facet_codes.PACKED)):
        if getattr(query, name) and not one.values[name] & set(getattr(query, name)):
            unmet.add(name)
    for name, number in _NUMBERS.items():
        span, value = getattr(query, name), one.numbers[number]
        if span and (value is None or not _within(span, value)):
            unmet.add(name)
    return unmet


def _within(span: Range, value: float) -> bool:
    return (span.low is None or span.low <= value) and (span.high is None or value <= span.high)
