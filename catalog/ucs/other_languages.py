"""Synonyms in 19 further languages: for finding, never for display (several carry wrong names)."""

from collections import defaultdict
from functools import cache
from itertools import chain

from catalog.ucs.tables import rows
from catalog.ucs.words import stem, words


def cat_ids_of_word(word: str) -> dict[str, float]:
    """CatID → weight of a folded word, or of its English-like stem; empty when no language knows it."""
    return _index().get(word, {})


@cache
def synonyms() -> dict[str, dict[str, list[str]]]:
    """CatID → language → synonyms."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in rows("synonyms_other_languages.csv"):
        found[row["cat_id"]][row["lang"]] = row["synonyms"].split("|")
    return dict(found)


@cache
def _index() -> dict[str, dict[str, float]]:
    index: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for cat_id, by_language in synonyms().items():
        for synonym in chain.from_iterable(by_language.values()):
            parts = words(synonym)
            weight = 1 / max(len(parts), 1)
            for form in {form for part in parts for form in (part, stem(part))}:
                index[form][cat_id] = max(weight, index[form].get(cat_id, 0))
    return dict(index)
