"""nDCG@10 and recall@50 of the judged set, by words alone and with all that is known of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import mean

import pytest

from catalog.search import document, tokens, widening
from catalog.search import relevance as relevance_levels
from catalog.ucs import concepts
from sellers.registration.models import Seller
from tests.bench import relevance
from tests.bench.relevance import JudgedQuery

pytestmark = pytest.mark.bench

Score = tuple[JudgedQuery, float, float]


def test_relevance_of_the_judged_set(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    queries, sounds = relevance.judged_queries(), relevance.put_on_sale(seller)
    relevance.index_all()
    full = list(relevance.scores(queries, sounds))
    _forget_all_but_the_words(monkeypatch)
    try:
        relevance.index_all()
        lexical = list(relevance.scores(queries, sounds))
    finally:
        tokens.index_tokens.cache_clear()

    print(f"\n{len(queries)} queries over {len(sounds)} sounds    nDCG@10        recall@50")
    print(f"{'':<28} {'words':>7} {'full':>7} {'words':>7} {'full':>7}")
    for name, of_words, of_all in _by_group(lexical, full):
        print(
            f"{name:<28} {mean(s[1] for s in of_words):>7.3f} {mean(s[1] for s in of_all):>7.3f}"
            f" {mean(s[2] for s in of_words):>7.3f} {mean(s[2] for s in of_all):>7.3f}"
        )
    for query, gain, part in sorted(full, key=lambda score: score[1])[:10]:
        print(f"    {query.text:<28} nDCG {gain:.2f} recall {part:.2f}")


def _forget_all_but_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No category names and synonyms, no vocabulary, no shared meanings, no other languages."""
    monkeypatch.setattr(document, "_of_category", lambda cat_id: ("", 0))
    tokens.index_tokens.cache_clear()
    monkeypatch.setattr(concepts, "of_word", lambda word: ())
    monkeypatch.setattr(concepts, "of_parts", lambda word: ())
    monkeypatch.setattr(widening, "other_words", lambda word: [])
    monkeypatch.setattr(relevance_levels, "_likely_cat_ids", lambda text: ())


def _by_group(lexical: list[Score], full: list[Score]) -> Iterator[tuple[str, list[Score], list[Score]]]:
    for language, name in (("ko", "Korean"), ("en", "English")):
        yield name, _of(language, None, lexical), _of(language, None, full)
        kinds: Iterable[str] = dict.fromkeys(score[0].kind for score in full if score[0].language == language)
        for kind in kinds:
            yield f"  {kind}", _of(language, kind, lexical), _of(language, kind, full)
    yield "all", lexical, full


def _of(language: str, kind: str | None, scores: list[Score]) -> list[Score]:
    return [score for score in scores if score[0].language == language and kind in (None, score[0].kind)]
