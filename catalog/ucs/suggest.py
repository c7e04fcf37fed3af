"""Five likely CatIDs for a described sound, each with what speaks for it.

Even the most confident suggestions are often wrong: they are offered for choice, never taken as a default.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.ucs import other_languages, priors, schedule
from catalog.ucs.evidence import Evidence, evidence, foreign
from catalog.ucs.features import Features, features_of, parts_of_compound
from catalog.ucs.furniture import FURNITURE_EN, FURNITURE_KO
from catalog.ucs.words import stem, words

# Weights of a word by where it stands in what describes the sound.
_TITLE, _TAG, _FOLDER, _DESCRIPTION = 1.0, 0.7, 0.5, 0.4
_FIRST_WORDS = (1.2, 1.1)  # a title opens with its subject

_FURNITURE = 0.2
_CATCH_ALL_PENALTY = 0.8
_CATEGORY_EVIDENCE = 0.3
_HALF_SCORE = 10.0  # evidence at which a score reaches 0.5
_REASONS = 4
_REASON_SHARE = 0.15  # of the best word's part

_FURNITURE_FEATURES = frozenset(map(stem, FURNITURE_EN)) | FURNITURE_KO

Scores = defaultdict[str, float]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` lies in 0…1 and grows with the evidence.

    `words` are the words that matched, best first; `similar_sounds` and `same_upload` how many of those are
    filed so; `is_named` that the file itself says this CatID.
    """

    cat_id: str
    score: float
    words: tuple[str, ...] = ()
    similar_sounds: int = 0
    same_upload: int = 0
    is_named: bool = False

    @property
    def reason(self) -> str:
        """What speaks for it, on one line, for people at a terminal."""
        said = [
            "CatID" if self.is_named else "",
            ", ".join(self.words),
            f"similar sounds: {self.similar_sounds}" if self.similar_sounds else "",
            f"same upload: {self.same_upload}" if self.same_upload else "",
        ]
        return "; ".join(filter(None, said))

    def label(self, language: str) -> str:
        return schedule.label(self.cat_id, language)


def suggest(
    title: str,
    *,
    description: str = "",
    tags: Iterable[str] = (),
    folder: str = "",
    neighbours: Iterable[priors.Neighbour] = (),
    siblings: Iterable[priors.Sibling] = (),
    limit: int = 5,
) -> list[Suggestion]:
    """The likeliest CatIDs of a sound so described, in Korean, English or both.

    `neighbours` are sounds that resemble it, `siblings` the other files of its upload: each speaks a little
    for its own CatID. Fewer than `limit`, even none, when nothing speaks for more. CatIDs outside the
    schedule are passed over.
    """
    said = _Said()
    said.add(title, _TITLE, first_words=_FIRST_WORDS)
    said.add(" ".join(tags), _TAG)
    said.add(folder, _FOLDER)
    said.add(description, _DESCRIPTION)
    scores, matched = _from_words(said)
    similar, upload = priors.of_neighbours(neighbours), priors.of_siblings(title, siblings)
    for found in (similar, upload):
        for cat_id, prior in found.items():
            if schedule.exists(cat_id):
                scores[cat_id] += prior.weight
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return [
        Suggestion(
            cat_id,
            round(score / (score + _HALF_SCORE), 3),
            _best(matched[cat_id]),
            similar[cat_id].count if cat_id in similar else 0,
            upload[cat_id].count if cat_id in upload else 0,
        )
        for cat_id, score in best
    ]


def warm() -> None:
    """Build the indexes, which takes about half a second, before somebody waits for them."""
    evidence()
    other_languages.cat_ids_of_word("")


class _Said:
    """The features of everything that is said of a sound, each with the word it comes from."""

    def __init__(self) -> None:
        self.features: Features = {}
        self.sources: dict[str, str] = {}

    def add(self, text: str, weight: float, *, first_words: tuple[float, ...] = ()) -> None:
        known = evidence().by_cat_id
        emphases = iter(first_words)
        for word in dict.fromkeys(words(text)):
            features = [*features_of(word), *parts_of_compound(word, known)]
            is_subject = bool(features) and features[0][0] not in _FURNITURE_FEATURES
            emphasis = next(emphases, 1.0) if is_subject else 1.0
            for feature, strength in features:
                said = strength * weight * emphasis
                self.features[feature] = max(self.features.get(feature, 0.0), said)
                self.sources.setdefault(feature, word)


def _from_words(said: _Said) -> tuple[Scores, dict[str, Scores]]:
    """CatID → evidence, and CatID → word → its part of that."""
    known = evidence()
    matched: defaultdict[str, Scores] = defaultdict(lambda: defaultdict(float))
    alone = {
        feature: strength * (_FURNITURE if feature in _FURNITURE_FEATURES else 1.0)
        for feature, strength in said.features.items()
    }
    for feature, strength in alone.items():
        for cat_id, support in known.by_cat_id.get(feature) or foreign(feature):
            matched[cat_id][said.sources[feature]] += strength * support
    for phrase in known.phrases_in(said.features):
        strength = min(said.features[word] for word in phrase.words)
        for cat_id, support in phrase.support:
            for word in phrase.words:
                matched[cat_id][said.sources[word]] += strength * support / len(phrase.words)
    by_category = _category_evidence(alone, known)
    scores: Scores = defaultdict(float)
    for cat_id, parts in matched.items():
        entry = schedule.get(cat_id)
        penalty = _CATCH_ALL_PENALTY if entry.is_catch_all else 1.0
        scores[cat_id] = sum(parts.values()) * penalty + _CATEGORY_EVIDENCE * by_category[entry.category_code]
    return scores, matched


def _category_evidence(features: Features, known: Evidence) -> Scores:
    found: Scores = defaultdict(float)
    for feature, strength in features.items():
        for code, support in known.by_category.get(feature, {}).items():
            found[code] += strength * support
    return found


def _best(parts: Scores) -> tuple[str, ...]:
    """The words that carry a suggestion, best first; those that only happen to touch it are left out."""
    least = _REASON_SHARE * max(parts.values(), default=0.0)
    return tuple(
        sorted((word for word in parts if parts[word] >= least), key=lambda word: -parts[word])[:_REASONS]
    )
