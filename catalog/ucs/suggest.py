"""Five likely CatIDs for a described sound, each with the words that speak for it.

Even the most confident suggestions are often wrong: they are offered for choice, never taken as a default.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.ucs import schedule
from catalog.ucs.evidence import Features, evidence, features_of, foreign
from catalog.ucs.furniture import FURNITURE_EN, FURNITURE_KO
from catalog.ucs.words import stem, words

# Weights of a word by where it stands in what describes the sound.
_TITLE, _TAG, _FOLDER, _DESCRIPTION = 1.0, 0.7, 0.5, 0.4

_FURNITURE = 0.2
_CATCH_ALL_PENALTY = 0.65
_CATEGORY_EVIDENCE = 0.3
_HALF_SCORE = 10.0  # evidence at which a score reaches 0.5

_FURNITURE_FEATURES = frozenset(map(stem, FURNITURE_EN)) | FURNITURE_KO


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` lies in 0…1 and grows with the evidence; `reason` is the words that matched, best first."""

    cat_id: str
    score: float
    reason: str

    def label(self, language: str) -> str:
        return schedule.label(self.cat_id, language)


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
            for feature, strength in features_of(word):
                features[feature] = max(features.get(feature, 0.0), strength * weight)
                sources.setdefault(feature, word)
    return _ranked(features, sources, limit)


def _ranked(features: Features, sources: dict[str, str], limit: int) -> list[Suggestion]:
    known = evidence()
    scores: defaultdict[str, float] = defaultdict(float)
    category_scores: defaultdict[str, float] = defaultdict(float)
    reasons: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for feature, strength in features.items():
        weight = strength * (_FURNITURE if feature in _FURNITURE_FEATURES else 1.0)
        for cat_id, support in known.by_cat_id.get(feature) or foreign(feature):
            scores[cat_id] += weight * support
            reason = reasons[cat_id]
            word = sources[feature]
            reason[word] = reason.get(word, 0.0) + weight * support
        for category, support in known.by_category.get(feature, {}).items():
            category_scores[category] += weight * support
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
