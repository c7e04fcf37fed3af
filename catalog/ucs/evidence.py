"""What in the schedule speaks for which CatID: words of names, synonyms and our own terms, weighted by rarity."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from catalog.ucs import other_languages, schedule, vocabulary
from catalog.ucs.furniture import STOP_WORDS
from catalog.ucs.words import bigrams, is_hangul, stem, without_particle, words

# Weights of a word by where it stands in the schedule.
_CATEGORY_NAME, _SUBCATEGORY_NAME, _SYNONYM, _OWN_TERM = 1.0, 1.5, 1.0, 2.0

_BIGRAM, _LAST_SYLLABLE, _COMPOUND_PART = 0.3, 0.3, 0.7  # of a Korean word, which itself counts 1
_LENGTH_PENALTY = 0.1  # b of BM25: a long list of synonyms proves little

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`by_cat_id`: feature → [(CatID, weight)]; `by_category`: feature → category → weight."""

    by_cat_id: dict[str, list[tuple[str, float]]]
    by_category: dict[str, dict[str, float]]


def features_of(word: str) -> list[tuple[str, float]]:
    """(feature, strength) of a given word; a Korean compound the schedule does not know is taken apart."""
    return [*_features_of_word(word), *_parts_of_compound(word)]


def foreign(feature: str) -> Sequence[tuple[str, float]]:
    """Evidence for a word that neither English nor Korean knows."""
    if len(feature) < 3 or is_hangul(feature) or feature in STOP_WORDS:
        return ()
    found = other_languages.cat_ids_of_word(feature)
    rarity = math.log(1 + len(schedule.schedule()) / (len(found) + 0.5))
    return [(cat_id, weight * rarity) for cat_id, weight in found.items()]


def _features_of_word(word: str) -> list[tuple[str, float]]:
    if word in STOP_WORDS or word.isdecimal() or (len(word) == 1 and not is_hangul(word)):
        return []
    if not is_hangul(word):
        known = stem(word)
        return [(known, 1.0)] if known in _vocabulary() or known == word else [(known, 1.0), (word, 1.0)]
    base = without_particle(word)
    features = [(base, 1.0), *((f"·{pair}", _BIGRAM) for pair in bigrams(base))]
    if len(base) >= 3:
        features.append((f"{base[-1]}·", _LAST_SYLLABLE))
    return features


def _parts_of_compound(word: str) -> list[tuple[str, float]]:
    """강아지짖음 → 강아지, 짖음: for a Korean word the schedule does not know, the known words it is made of."""
    if not is_hangul(word) or len(word) < 3:
        return []
    known = evidence().by_cat_id
    base = without_particle(word)
    if base in known:
        return []
    for place in range(len(base) - 1, 0, -1):
        parts = (without_particle(base[:place]), base[place:])
        if all(part in known for part in parts):
            return [(part, _COMPOUND_PART) for part in parts]
    return []


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(
        stem(word)
        for entry in schedule.schedule().values()
        for text in (entry.category_en, entry.subcategory_en, *entry.synonyms_en)
        for word in words(text)
    )


@cache
def evidence() -> Evidence:
    documents = {cat_id: _features_of_entry(entry) for cat_id, entry in schedule.schedule().items()}
    mean_length = sum(sum(document.values()) for document in documents.values()) / len(documents)
    counts: defaultdict[str, int] = defaultdict(int)
    for document in documents.values():
        for feature in document:
            counts[feature] += 1
    by_cat_id: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for cat_id, document in documents.items():
        length = 1 - _LENGTH_PENALTY + _LENGTH_PENALTY * sum(document.values()) / mean_length
        for feature, weight in document.items():
            rarity = _rarity(counts[feature], len(documents))
            by_cat_id[feature].append((cat_id, weight * rarity / length))
    return Evidence(dict(by_cat_id), _category_index(documents))


def _category_index(documents: dict[str, Features]) -> dict[str, dict[str, float]]:
    """How much of each category a feature runs through: little evidence, but it settles ties."""
    shares: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for category in schedule.categories():
        for cat_id in category.cat_ids:
            for feature, weight in documents[cat_id].items():
                shares[feature][category.name_en] += weight / len(category.cat_ids)
    total = len(schedule.categories())
    return {
        feature: {name: share * _rarity(len(found), total) for name, share in found.items()}
        for feature, found in shares.items()
    }


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def _features_of_entry(entry: schedule.CatId) -> Features:
    texts = [(entry.category_en, _CATEGORY_NAME), (entry.category_ko, _CATEGORY_NAME)]
    if entry.subcategory_en not in {"MISC", "GENERAL"}:
        texts += [(entry.subcategory_en, _SUBCATEGORY_NAME), (entry.subcategory_ko, _SUBCATEGORY_NAME)]
    texts += [(synonym, _SYNONYM) for synonym in (*entry.synonyms_en, *entry.synonyms_ko)]
    for term in vocabulary.terms_of(entry.cat_id):
        # A word of a longer term says less than one that is a term by itself.
        texts.append((term, _OWN_TERM / math.sqrt(len(words(term)))))
    features: Features = {}
    for text, weight in texts:
        for word in words(text):
            for feature, strength in _features_of_word(word):
                features[feature] = max(features.get(feature, 0.0), strength * weight)
    return features
