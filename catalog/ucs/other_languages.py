"""Synonyms in 19 further languages: for finding, never for display (several carry wrong names)."""

import csv
from collections import defaultdict
from functools import cache
from importlib.resources import files

from catalog.ucs.words import stem, words


def cat_ids_of_word(word: str) -> dict[str, float]:
    """CatID → weight of a folded word, or of its English-like stem; empty when no language knows it."""
    return _index().get(word, {})


@cache
def _index() -> dict[str, dict[str, float]]:
    index: defaultdict[str, dict[str, float]] = defaultdict(dict)
    path = files("catalog.ucs").joinpath("data", "synonyms_other_languages.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for synonym in row["synonyms"].split("|"):
                parts = words(synonym)
                for part in parts:
                    weight = 1 / len(parts)
                    for form in {part, stem(part)}:
                        index[form][row["cat_id"]] = max(weight, index[form].get(row["cat_id"], 0))
    return dict(index)
