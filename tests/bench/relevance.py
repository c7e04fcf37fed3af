"""How good the order of results is: a judged set of queries, asked of the real engine over a fixed catalogue."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path

from catalog.effects.models import AudioFile, Effect
from catalog.search import operations
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from sellers.registration.models import Seller

JUDGED = Path(__file__).parent / "judged"
DEPTH_OF_GAIN, DEPTH_OF_RECALL = 10, 50
PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`grades`: sound → 3 what was meant, 2 will do, 1 related; sounds not named are beside the point."""

    name: str
    language: str
    kind: str
    text: str
    grades: dict[str, int]


def rows(table: str) -> list[dict[str, str]]:
    with (JUDGED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged_queries() -> list[JudgedQuery]:
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows("judgements"):
        grades[row["query"]][row["sound"]] = int(row["grade"])
    return [
        JudgedQuery(row["query"], row["language"], row["kind"], row["text"], grades[row["query"]])
        for row in rows("queries")
    ]


def put_on_sale(seller: Seller) -> dict[int, str]:
    """File the judged catalogue; returns effect id → sound. All sounds are equally fresh."""
    listed = rows("sounds")
    files = AudioFile.objects.bulk_create(
        AudioFile(
            seller=seller,
            state=AudioFile.State.READY,
            original_name=f"{row['sound']}.wav",
            byte_size=1,
            sha256=f"{number:064}",
            storage_name=f"judged-{number}.wav",
            uploaded_at=PUBLISHED_AT,
            duration_ms=2_000,
            sample_rate_hz=48_000,
            bit_depth=24,
            channels=2,
        )
        for number, row in enumerate(listed)
    )
    effects = Effect.objects.bulk_create(
        Effect(
            seller=seller,
            file=file,
            state=Effect.State.PUBLISHED,
            cat_id=row["cat_id"],
            title_ko=row["title_ko"],
            title_en=row["title_en"],
            keywords=row["keywords"].split("|") if row["keywords"] else [],
            licence_codes=["public"],
            created_at=PUBLISHED_AT,
            published_at=PUBLISHED_AT,
        )
        for file, row in zip(files, listed, strict=True)
    )
    return {effect.pk: row["sound"] for effect, row in zip(effects, listed, strict=True)}


def index_all() -> None:
    for effect in Effect.objects.with_facts():
        operations.index(effect)


def found(query: JudgedQuery, sounds: dict[int, str]) -> list[str]:
    page = PostgreSQLBackend().find(SearchQuery.of_text(query.text), limit=DEPTH_OF_RECALL)
    return [sounds[pk] for pk in page.ids]


def ndcg(ranking: Sequence[str], grades: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten, 0…1; a grade is worth 2^grade - 1."""
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(sound, 0) for sound in ranking]) / ideal


def recall(ranking: Sequence[str], grades: dict[str, int]) -> float:
    """The part of everything judged at least related that is among the first fifty."""
    return sum(sound in grades for sound in ranking[:DEPTH_OF_RECALL]) / len(grades)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:DEPTH_OF_GAIN]))


def scores(
    queries: Sequence[JudgedQuery], sounds: dict[int, str]
) -> Iterator[tuple[JudgedQuery, float, float]]:
    """(query, nDCG@10, recall@50) of each query over what is indexed now."""
    for query in queries:
        ranking = found(query, sounds)
        yield query, ndcg(ranking, query.grades), recall(ranking, query.grades)
