"""What speaks for which CatID: words of names, synonyms and our own terms, weighted by rarity."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.ucs import other_languages, schedule, vocabulary
from catalog.ucs.features import Features, comparable, features_of, is_telling
from catalog.ucs.furniture import STOP_WORDS
from catalog.ucs.words import is_hangul, words

# Weights of a word by where it stands.
_CATEGORY_NAME, _SUBCATEGORY_NAME, _SYNONYM, _OWN_TERM = 1.0, 1.5, 1.0, 2.0
_WORD_OF_A_PHRASE = 0.6  # "gate" says little about what "rusty gate squeak" is; the whole phrase says much
_NEXT_LIKELIEST = 0.85  # of the CatID named before it, where a term leads to several

Support = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that together speak for CatIDs; `support` is [(CatID, weight)]."""

    words: frozenset[str]
    support: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`by_cat_id`: feature → [(CatID, weight)]; `by_category`: feature → category → weight.

    `phrases` are listed under their rarest word.
    """

    by_cat_id: dict[str, Support]
    by_category: dict[str, dict[str, float]]
    phrases: dict[str, list[Phrase]]

    def phrases_in(self, said: Features) -> Iterator[Phrase]:
        """The phrases all of whose words are among `said`."""
        for word in said:
            for phrase in self.phrases.get(word, ()):
                if phrase.words <= said.keys():
                    yield phrase


@cache
def evidence() -> Evidence:
    own = _own_terms()
    documents = {
        cat_id: _features_of_entry(entry, own.get(cat_id, ()))
        for cat_id, entry in schedule.schedule().items()
    }
    counts: defaultdict[str, int] = defaultdict(int)
    for document in documents.values():
        for feature in document:
            counts[feature] += 1
    rarities = {feature: _rarity(count, len(documents)) for feature, count in counts.items()}
    by_cat_id: defaultdict[str, Support] = defaultdict(list)
    for cat_id, document in documents.items():
        for feature, weight in document.items():
            by_cat_id[feature].append((cat_id, weight * rarities[feature]))
    return Evidence(dict(by_cat_id), _category_index(documents), _phrases(rarities))


def foreign(feature: str) -> Sequence[tuple[str, float]]:
    """Evidence for a word that neither English nor Korean knows."""
    if len(feature) < 3 or is_hangul(feature) or feature in STOP_WORDS:
        return ()
    found = other_languages.cat_ids_of_word(feature)
    rarity = math.log(1 + len(schedule.schedule()) / (len(found) + 0.5))
    return [(cat_id, weight * rarity) for cat_id, weight in found.items()]


@cache
def _own_terms() -> dict[str, list[tuple[list[str], float]]]:
    """CatID → [(telling words of a term, weight)]."""
    found: defaultdict[str, list[tuple[list[str], float]]] = defaultdict(list)
    for term, cat_ids in vocabulary.terms().items():
        telling = [word for word in words(term) if is_telling(word)]
        for place, cat_id in enumerate(cat_ids):
            found[cat_id].append((telling, _OWN_TERM * _NEXT_LIKELIEST**place))
    return dict(found)


def _features_of_entry(entry: schedule.CatId, own: Iterable[tuple[list[str], float]]) -> Features:
    texts = [(entry.category_en, _CATEGORY_NAME), (entry.category_ko, _CATEGORY_NAME)]
    if entry.subcategory_en not in {"MISC", "GENERAL"}:
        texts += [(entry.subcategory_en, _SUBCATEGORY_NAME), (entry.subcategory_ko, _SUBCATEGORY_NAME)]
    texts += [(synonym, _SYNONYM) for synonym in (*entry.synonyms_en, *entry.synonyms_ko)]
    weighted = {(word, weight) for text, weight in texts for word in words(text)}
    for telling, weight in own:
        weighted |= {(word, weight if len(telling) == 1 else _WORD_OF_A_PHRASE) for word in telling}
    features: Features = {}
    for word, weight in weighted:
        for feature, strength in features_of(word):
            features[feature] = max(features.get(feature, 0.0), strength * weight)
    return features


def _phrases(rarities: dict[str, float]) -> dict[str, list[Phrase]]:
    found: defaultdict[frozenset[str], dict[str, float]] = defaultdict(dict)
    for cat_id, own in _own_terms().items():
        for telling, weight in own:
            compared = frozenset(map(comparable, telling))
            if len(compared) > 1:
                rarity = sum(rarities[word] for word in compared) / len(compared)
                found[compared][cat_id] = weight * rarity
    listed: defaultdict[str, list[Phrase]] = defaultdict(list)
    for compared, support in found.items():
        rarest = max(sorted(compared), key=rarities.__getitem__)
        listed[rarest].append(Phrase(compared, tuple(support.items())))
    return dict(listed)


def _category_index(documents: dict[str, Features]) -> dict[str, dict[str, float]]:
    """How much of each category a feature runs through: little evidence, but it settles ties."""
    shares: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for category in schedule.categories():
        for cat_id in category.cat_ids:
            for feature, weight in documents[cat_id].items():
                shares[feature][category.code] += weight / len(category.cat_ids)
    total = len(schedule.categories())
    return {
        feature: {code: share * _rarity(len(found), total) for code, share in found.items()}
        for feature, found in shares.items()
    }


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
