"""Five likely CatIDs for a described sound, each with the words that speak for it.

Even the most confident suggestions are often wrong: they are offered for choice, never taken as a default.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.ucs import other_languages, schedule, vocabulary
from catalog.ucs.furniture import FURNITURE_EN, FURNITURE_KO, STOP_WORDS
from catalog.ucs.words import bigrams, is_hangul, stem, without_particle, words

# Weights of a word by where it stands: in the schedule, and in what describes the sound.
_CATEGORY_NAME, _SUBCATEGORY_NAME, _SYNONYM, _OWN_TERM = 1.0, 1.5, 1.0, 2.0
_TITLE, _TAG, _FOLDER, _DESCRIPTION = 1.0, 0.7, 0.5, 0.4

_BIGRAM, _LAST_SYLLABLE = 0.3, 0.3  # of a Korean word, which itself counts 1
_FURNITURE = 0.2
_CATCH_ALL_PENALTY = 0.65
_CATEGORY_EVIDENCE = 0.3
_LENGTH_PENALTY = 0.1  # b of BM25: a long list of synonyms proves little
_HALF_SCORE = 10.0  # evidence at which a score reaches 0.5

_FURNITURE_FEATURES = frozenset(map(stem, FURNITURE_EN)) | FURNITURE_KO

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` lies in 0…1 and grows with the evidence; `reason` is the words that matched, best first."""

    cat_id: str
    score: float
    reason: str

    def label(self, language: str) -> str:
        return schedule.label(self.cat_id, language)


@dataclass(frozen=True, slots=True)
class _Index:
    by_cat_id: dict[str, list[tuple[str, float]]]  # feature → [(CatID, weight)]
    by_category: dict[str, dict[str, float]]  # feature → category → weight


def suggest(
    title: str,
    *,
    description: str = "",
    tags: Iterable[str] = (),
    folder: str = "",
    limit: int = 5,
) -> list[Suggestion]:
    """The likeliest CatIDs of a sound so described, in Korean, English or both.

    Fewer than `limit`, even none, when nothing speaks for more.
    """
    features: Features = {}
    sources: dict[str, str] = {}
    for text, weight in (
        (title, _TITLE),
        (" ".join(tags), _TAG),
        (folder, _FOLDER),
        (description, _DESCRIPTION),
    ):
        for word in words(text):
            for feature, strength in _features_of_word(word):
                features[feature] = max(features.get(feature, 0.0), strength * weight)
                sources.setdefault(feature, word)
    return _ranked(features, sources, limit)


def _ranked(features: Features, sources: dict[str, str], limit: int) -> list[Suggestion]:
    index = _index()
    scores: defaultdict[str, float] = defaultdict(float)
    category_scores: defaultdict[str, float] = defaultdict(float)
    reasons: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for feature, strength in features.items():
        weight = strength * (_FURNITURE if feature in _FURNITURE_FEATURES else 1.0)
        for cat_id, evidence in index.by_cat_id.get(feature) or _foreign(feature):
            scores[cat_id] += weight * evidence
            reason = reasons[cat_id]
            word = sources[feature]
            reason[word] = reason.get(word, 0.0) + weight * evidence
        for category, evidence in index.by_category.get(feature, {}).items():
            category_scores[category] += weight * evidence
    final = {
        cat_id: score * (_CATCH_ALL_PENALTY if schedule.get(cat_id).is_catch_all else 1.0)
        + _CATEGORY_EVIDENCE * category_scores[schedule.get(cat_id).category_en]
        for cat_id, score in scores.items()
    }
    best = sorted(final.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return [
        Suggestion(cat_id, round(score / (score + _HALF_SCORE), 3), _reason(reasons[cat_id]))
        for cat_id, score in best
    ]


def _reason(words_by_weight: dict[str, float]) -> str:
    return ", ".join(sorted(words_by_weight, key=lambda word: -words_by_weight[word])[:4])


def _foreign(feature: str) -> Sequence[tuple[str, float]]:
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


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(
        stem(word)
        for entry in schedule.schedule().values()
        for text in (entry.category_en, entry.subcategory_en, *entry.synonyms_en)
        for word in words(text)
    )


@cache
def _index() -> _Index:
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
    return _Index(dict(by_cat_id), _category_index(documents))


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
    texts += [(term, _OWN_TERM) for term in vocabulary.terms_of(entry.cat_id)]
    features: Features = {}
    for text, weight in texts:
        for word in words(text):
            for feature, strength in _features_of_word(word):
                features[feature] = max(features.get(feature, 0.0), strength * weight)
    return features
