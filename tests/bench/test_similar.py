"""Similar sounds measured: how well takes of one sound find each other, and what the index gives away for its speed."""

from __future__ import annotations

import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone

from catalog.audio.features import SIZE
from catalog.search.conditions import Condition
from catalog.search.models import SearchDoc
from catalog.search.similar import nearest as finding
from catalog.search.similar import vectors
from catalog.search.similar.models import SoundVector
from catalog.search.similar.nearest import Anchor, nearest
from catalog.search.similar.vectors import Weights
from ksound.demo.sounds.catalogue import PLAN, plan
from ksound.demo.sounds.generators import GENERATORS
from ksound.demo.sounds.take import Take
from sellers.registration.models import Seller
from tests.catalog.audio.test_features import described
from tests.factories import people

TAKES, RATE, LONGEST_S = 4, 48_000, 6.0
FIRST = 1_000
SOUNDS, ASKED, CATEGORIES = 100_000, 60, 80
SETTINGS = {
    "usual": Weights(),
    "spectrum alone": Weights(2, 0, 0, 0),
    "timbre alone": Weights(0, 2, 0, 0),
    "pitch alone": Weights(0, 0, 2, 0),
    "level alone": Weights(0, 0, 0, 2),
    "pitch more": Weights(2, 2, 3, 2),
    "spectrum above all": Weights(4, 2, 2, 2),
}


@pytest.fixture(scope="module")
def library() -> tuple[np.ndarray, np.ndarray]:
    """Vectors of four takes of every entry of the demonstration's plan, and the generator of each."""
    found, families = [], []
    for number, planned in enumerate(plan(seed=3, count=TAKES * len(PLAN))):
        rng = np.random.default_rng([number // len(PLAN), zlib.crc32(planned.title_en.encode())])
        short = replace(planned, duration_s=min(planned.duration_s, LONGEST_S))
        take = Take(rng, RATE, short.duration_s, 1)
        sound = GENERATORS[short.generator](take, **short.options)
        found.append(vectors.vector(list(described(sound.T))))
        families.append(short.generator)
    return np.array(found), np.array(families)


def scales(weights: Weights) -> np.ndarray:
    result = np.zeros(SIZE)
    for group, factor in weights.factors.items():
        result[vectors.GROUPS[group]] = factor**0.5
    return result


@pytest.mark.bench
def test_precision_by_family_for_each_weight_setting(library: tuple[np.ndarray, np.ndarray]) -> None:
    found, families = library
    print(f"\n{len(found)} sounds of {len(set(families))} families, precision@5")
    for name, weights in SETTINGS.items():
        places = found * scales(weights)
        distances = np.square(places[:, None] - places[None]).sum(axis=2)
        np.fill_diagonal(distances, np.inf)
        hits = families[np.argsort(distances, axis=1)[:, :5]] == families[:, None]
        possible = np.minimum([(families == family).sum() - 1 for family in families], 5)
        right = hits.sum(axis=1) / possible
        worst = sorted((float(right[families == each].mean()), each) for each in set(families))[:5]
        named = ", ".join(f"{family} {share:.2f}" for share, family in worst)
        print(f"{name:20} {right.mean():.3f}   least: {named}")


def spread(found: np.ndarray, *, seed: int) -> np.ndarray:
    """Half lie around real sounds, half anywhere in the space that these span."""
    rng = np.random.default_rng(seed)
    clustered = found[rng.integers(0, len(found), SOUNDS // 2)]
    clustered = clustered + rng.normal(0, 0.45, clustered.shape)
    scattered = rng.multivariate_normal(found.mean(axis=0), np.cov(found.T), SOUNDS - len(clustered))
    return rng.permutation(np.concatenate([clustered, scattered])).astype(np.float16).astype(np.float64)


@pytest.fixture
def catalogue(db: None, library: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """100,000 sounds on sale with these vectors; returns the vectors and the primary keys."""
    seller = people.seller("bench@example.com", name="벤치", creator_id="BNCH")
    places = spread(library[0], seed=1)
    with connection.cursor() as cursor:
        # Vectors and documents are all that is compared; no effects stand behind them.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _insert_documents(cursor, seller)
        _insert_vectors(cursor, seller, places)
        cursor.execute(f"ANALYZE {SoundVector._meta.db_table}; ANALYZE {SearchDoc._meta.db_table}")
    return places, FIRST + np.arange(SOUNDS)


def _required(model: type[Model]) -> dict[str, Any]:
    """A value for every column that must have one."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.is_relation or field.null or getattr(field, "generated", False):
            continue
        kind = field.get_internal_type()
        values[str(field.column)] = timezone.now() if "Date" in kind else False if "Bool" in kind else 0
    return values


def _insert_documents(cursor: CursorWrapper, seller: Seller) -> None:
    values = _required(SearchDoc) | {"seller_id": seller.pk}
    del values["cat"], values["tsv"]
    cursor.execute(
        f"INSERT INTO {SearchDoc._meta.db_table} (effect_id, cat, tsv, {', '.join(values)}) "
        f"SELECT n, (n * 7919) %% {CATEGORIES}, ''::tsvector, {', '.join(['%s'] * len(values))} "
        "FROM generate_series(%s, %s) n",
        [*values.values(), FIRST, FIRST + SOUNDS - 1],
    )


def _insert_vectors(cursor: CursorWrapper, seller: Seller, places: np.ndarray) -> None:
    table = SoundVector._meta.db_table
    cursor.execute("DROP INDEX sound_vector_nearest")
    for start in range(0, SOUNDS, 2_000):
        rows: list[tuple[Any, ...]] = [
            (
                FIRST + number,
                seller.pk,
                FIRST + number,
                vectors.literal(places[number]),
                *vectors.squares(places[number]).values(),
            )
            for number in range(start, start + 2_000)
        ]
        marks = ", ".join(["(%s, %s, %s, %s::halfvec, %s, %s, %s, %s)"] * len(rows))
        cursor.execute(
            f"INSERT INTO {table} (effect_id, seller_id, recording, vector, {', '.join(vectors.GROUPS)}) "
            f"VALUES {marks}",
            [value for row in rows for value in row],
        )
    started = time.perf_counter()
    cursor.execute(
        f"CREATE INDEX sound_vector_nearest ON {table} USING hnsw (vector halfvec_l2_ops) "
        "WITH (m = 16, ef_construction = 64)"
    )
    print(f"\nHNSW index of {SOUNDS} sounds built in {time.perf_counter() - started:.0f} s")


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def bare_scan(asked: np.ndarray) -> list[int]:
    """The floor: the same distance of every row, and the least twenty."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT effect_id FROM {SoundVector._meta.db_table} ORDER BY (vector <-> %s::halfvec) + 0 LIMIT 20",
            [vectors.literal(asked)],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.bench
@pytest.mark.django_db
def test_recall_and_speed_against_an_exact_scan(catalogue: tuple[np.ndarray, np.ndarray]) -> None:
    places, ids = catalogue
    rng = np.random.default_rng(5)
    asked = [places[n] + rng.normal(0, 0.05, SIZE) for n in rng.integers(0, SOUNDS, ASKED)]
    asked = [one.astype(np.float16).astype(np.float64) for one in asked]
    floor = [milliseconds(partial(bare_scan, one)) for one in asked]
    print(f"{'':34} recall@20     p50 ms    p95 ms   × bare exact scan")
    line("bare exact scan", [1.0], floor, floor)
    everything = np.ones(SOUNDS, bool)
    for name, weights in SETTINGS.items():
        measure(name, asked, places, ids, weights, None, everything, floor)
    categories = (ids * 7919) % CATEGORIES
    for few, how in ((finding.FEW, "as chosen"), (0, "index only")):
        finding.FEW, kept = few, finding.FEW
        try:
            within = Condition("cat = %s", [7])
            measure(f"another category, {how}", asked, places, ids, Weights(), within, categories == 7, floor)
            within = Condition("cat < %s", [CATEGORIES // 2])
            half = categories < CATEGORIES // 2
            measure(f"half of the catalogue, {how}", asked, places, ids, Weights(), within, half, floor)
        finally:
            finding.FEW = kept


def measure(name, asked, places, ids, weights, within, allowed, floor) -> None:
    recalls, times = [], []
    scale = scales(weights)
    for one in asked:
        anchor = Anchor(one)
        times.append(milliseconds(lambda: nearest(anchor, limit=20, weights=weights, within=within)))  # noqa: B023
        found = {near.effect_id for near in nearest(anchor, limit=20, weights=weights, within=within)}
        distances = np.where(allowed, np.square((places - one) * scale).sum(axis=1), np.inf)
        expected = {int(pk) for pk in ids[np.argpartition(distances, 20)[:20]]}
        recalls.append(len(found & expected) / 20)
    line(name, recalls, times, floor)


def line(name: str, recalls: list[float], times: list[float], floor: list[float]) -> None:
    middle, late = statistics.median(times), float(np.percentile(times, 95))
    ratio = middle / statistics.median(floor)
    print(f"{name:34} {statistics.mean(recalls):9.3f} {middle:10.1f} {late:9.1f} {ratio:10.2f}")
