"""What people ask, by kind; made from the synthetic vocabulary with a fixed seed."""

from __future__ import annotations

import random

from catalog.search.query import SearchQuery
from catalog.search.ranges import Range
from catalog.ucs import schedule
from tests.bench.search_engine.catalogue import Words

RATES, CHANNELS = ("44100", "48000", "96000"), ("mono", "stereo")


def queries(*, each: int, seed: int = 1) -> dict[str, list[SearchQuery]]:
    """Kind → queries, `each` of every kind."""
    rng, words = random.Random(seed), Words()
    categories = [category.code for category in schedule.categories()]

    def common() -> str:
        return words.english[rng.randint(2, 60)]

    def some() -> str:
        return words.english[int(10 ** rng.uniform(0.5, 3))]

    def korean() -> str:
        return rng.choice([word for word in words.korean[:800] if len(word) >= 2])

    made = {
        "common word": lambda: SearchQuery(text=common()),
        "rare word": lambda: SearchQuery(text=words.english[rng.randint(5_000, 19_000)]),
        "2-3 words": lambda: SearchQuery(text=" ".join(some() for _ in range(rng.randint(2, 3)))),
        "Korean": lambda: SearchQuery(text=korean()),
        "word and filters": lambda: SearchQuery(
            text=some(), price=("paid",), channels=(rng.choice(CHANNELS),), duration=Range(high=5)
        ),
        "category, duration, rate": lambda: SearchQuery(
            category=(rng.choice(categories),), duration=Range(1, 10), sample_rate=(rng.choice(RATES),)
        ),
        "browsing a category": lambda: SearchQuery(category=(rng.choice(categories),)),
        "free sounds": lambda: SearchQuery(price=("free",), sort=rng.choice(("newest", "relevance"))),
    }
    return {kind: [make() for _ in range(each)] for kind, make in made.items()}


def mixed(*, each: int, seed: int = 2) -> list[SearchQuery]:
    """All kinds in turn."""
    by_kind = queries(each=each, seed=seed).values()
    return [query for turn in zip(*by_kind, strict=True) for query in turn]
