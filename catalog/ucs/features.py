"""What is compared of a word: its English stem, its Korean form without particle, and parts of that form."""

from collections.abc import Container
from functools import cache, lru_cache

from catalog.ucs import schedule
from catalog.ucs.furniture import STOP_WORDS
from catalog.ucs.words import bigrams, is_hangul, stem, without_particle, words

_BIGRAM, _LAST_SYLLABLE, _COMPOUND_PART = 0.3, 0.3, 0.7  # of a Korean word, which itself counts 1

Features = dict[str, float]


def comparable(word: str) -> str:
    """The form in which a lower-case word is compared as a whole."""
    return without_particle(word) if is_hangul(word) else stem(word)


def is_telling(word: str) -> bool:
    """Whether a word can say what a sound is: neither a joining word, nor a number, nor a Latin letter."""
    return not (word in STOP_WORDS or word.isdecimal() or (len(word) == 1 and not is_hangul(word)))


@lru_cache(maxsize=65536)
def features_of(word: str) -> tuple[tuple[str, float], ...]:
    """(feature, strength) of a lower-case word, the word as a whole first; nothing for an untelling one.

    One-syllable Korean words (눈, 배, 말, 종) are compared as a whole only.
    """
    if not is_telling(word):
        return ()
    if not is_hangul(word):
        known = stem(word)
        return ((known, 1.0),) if known == word or known in _stems() else ((known, 1.0), (word, 1.0))
    base = without_particle(word)
    last = ((f"{base[-1]}·", _LAST_SYLLABLE),) if len(base) >= 3 else ()
    return ((base, 1.0), *((f"·{pair}", _BIGRAM) for pair in bigrams(base)), *last)


def parts_of_compound(word: str, known: Container[str]) -> list[tuple[str, float]]:
    """강아지짖음 → 강아지, 짖음: for a Korean word that is not `known`, the two known words it is made of."""
    if not is_hangul(word) or len(word) < 3:
        return []
    base = without_particle(word)
    if base in known:
        return []
    for place in range(len(base) - 1, 0, -1):
        parts = (without_particle(base[:place]), base[place:])
        if all(part in known for part in parts):
            return [(part, _COMPOUND_PART) for part in parts]
    return []


@cache
def _stems() -> frozenset[str]:
    return frozenset(
        stem(word)
        for entry in schedule.schedule().values()
        for text in (entry.category_en, entry.subcategory_en, *entry.synonyms_en)
        for word in words(text)
    )
