"""Our own words for sounds, beyond the synonyms of UCS: each leads to one CatID or a few, likeliest first."""

import csv
from functools import cache
from importlib.resources import files


def terms_of(cat_id: str) -> tuple[str, ...]:
    """Our Korean and English terms that lead to this CatID."""
    return _by_cat_id().get(cat_id, ())


@cache
def terms() -> dict[str, tuple[str, ...]]:
    """Term → CatIDs."""
    path = files("catalog.ucs").joinpath("data", "vocabulary.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["term"]: tuple(row["cat_ids"].split("|")) for row in csv.DictReader(lines)}


@cache
def _by_cat_id() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for term, cat_ids in terms().items():
        for cat_id in cat_ids:
            found.setdefault(cat_id, []).append(term)
    return {cat_id: tuple(named) for cat_id, named in found.items()}
