"""How long suggestions and corrections take among 200,000 terms, beside one bare look into an index.

`KSOUND_BENCH_TERMS` is the number of terms.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from catalog.effects.models import AudioFile, Effect
from catalog.search.query import SearchQuery
from catalog.search.suggest import jamo, vocabulary
from catalog.search.suggest.models import SearchTerm, TermSound
from catalog.search.suggest.queries import corrections, suggestions
from sellers.registration.models import Seller
from tests.catalog.search.conftest import START
from tests.factories import people

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

TERMS = int(os.environ.get("KSOUND_BENCH_TERMS", "200000"))
EFFECTS = 5_000
MOST_SOUNDS = 40
ASKED = 400

KOREAN = [
    chr(ord("가") + 588 * initial + 28 * vowel + final)
    for initial in (0, 2, 3, 5, 6, 7, 9, 11, 12, 18)
    for vowel in (0, 4, 8, 13, 18, 20)
    for final in (0, 4, 8, 16, 21)
]
_ENGLISH = """
ra in thun der foot step do or wo od me tal gla ss wa ter wi nd bo om cra ck sto ne ga te be ll
"""
ENGLISH = _ENGLISH.split()


def test_suggestions_and_corrections_among_many_terms() -> None:
    words = _filled(random.Random(7))
    asked = random.Random(8)
    floor = _measured(_bare_lookup, asked.choices(words, k=ASKED))
    _print("one bare look into the index", floor, floor)
    vocabulary.stocked()
    for length in (1, 2, 3, 4, 6):
        begun = [jamo.composed(jamo.key(word)[:length]) for word in asked.choices(words, k=ASKED)]
        timed = _measured(lambda text: suggestions(text, language="ko"), begun)
        _print(f"suggestions after {length} keys", timed, floor)
    two_words = [
        f"{one} {other[:1]}" for one, other in zip(words[:ASKED], words[ASKED : 2 * ASKED], strict=True)
    ]
    _print(
        "suggestions, second word", _measured(lambda text: suggestions(text, language="ko"), two_words), floor
    )
    slips = [_slip(word, asked) for word in asked.choices(words, k=ASKED)]
    found = [corrections(SearchQuery(slip), language="ko") for slip in slips]
    _print(
        "corrections, one word",
        _measured(lambda slip: corrections(SearchQuery(slip), language="ko"), slips),
        floor,
    )
    print(f"{'':<34} {sum(map(bool, found)) / len(found):.0%} of the slips had one")


def _filled(chance: random.Random) -> list[str]:
    """Words and titles with Zipf frequencies on a few thousand sounds on sale; returns the words."""
    seller = people.seller("bench@example.com", name="소리", creator_id="BENCH")
    files = AudioFile.objects.bulk_create(
        AudioFile(
            seller=seller, state="ready", original_name="a.wav", byte_size=1, sha256="", storage_name="",
            uploaded_at=START, duration_ms=1, sample_rate_hz=48_000, channels=1,
        )
        for _ in range(EFFECTS)
    )  # fmt: skip
    effects = Effect.objects.bulk_create(
        Effect(
            seller=seller, file=file, state="published", cat_id="DOORWood", title_en="Door", licence_codes=["public"],
            created_at=START, published_at=START,
        )
        for file in files
    )  # fmt: skip
    words: dict[str, None] = {}
    while len(words) < TERMS * 2 // 3:
        parts = chance.choice((KOREAN, ENGLISH))
        words["".join(chance.choices(parts, k=chance.choice((2, 2, 3, 3, 4))))] = None
    listed = list(words)
    titles = {f"{chance.choice(listed)} {chance.choice(listed)}" for _ in range(TERMS - len(listed))}
    rows = [(1, word) for word in listed] + [(2, title) for title in titles]
    terms = SearchTerm.objects.bulk_create(
        (
            SearchTerm(kind=kind, term=text, jamo=jamo.key(text), df=max(1, TERMS // (10 * (place + 1))))
            for place, (kind, text) in enumerate(rows)
        ),
        batch_size=5_000,
    )
    TermSound.objects.bulk_create(
        (
            TermSound(term_id=term.pk, effect_id=effect.pk)
            for term in terms
            for effect in chance.sample(effects, min(term.df, MOST_SOUNDS))
        ),
        batch_size=10_000,
    )
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in (SearchTerm, TermSound, Effect, Seller)]
        cursor.execute(f"ANALYZE {', '.join(tables)}")
    chance.shuffle(listed)
    return listed


def _bare_lookup(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT df FROM {SearchTerm._meta.db_table} WHERE kind = 1 AND term = %s", [word])
        cursor.fetchall()


def _slip(word: str, chance: random.Random) -> str:
    """The word with one key left out."""
    pressed = jamo.key(word)
    place = chance.randrange(1, len(pressed))
    return jamo.composed(pressed[:place] + pressed[place + 1 :])


def _measured(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of each call, the first ones not counted."""
    times = []
    for text in texts:
        began = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - began) * 1_000)
    return times[20:]


def _print(name: str, times: list[float], floor: list[float]) -> None:
    middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    ratio = middle / statistics.median(floor)
    print(f"{name:<34} p50 {middle:7.2f} ms   p95 {late:7.2f} ms   {ratio:6.1f} x the bare look")
