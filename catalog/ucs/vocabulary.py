"""Our own words for sounds, beyond the synonyms of UCS: each leads to one CatID or a few, likeliest first."""

from functools import cache

from catalog.ucs.tables import rows


def terms_of(cat_id: str) -> tuple[str, ...]:
    """Our Korean and English terms that lead to this CatID."""
    return _by_cat_id().get(cat_id, ())


@cache
def terms() -> dict[str, tuple[str, ...]]:
    """Term → CatIDs."""
    return {row["term"]: tuple(row["cat_ids"].split("|")) for row in rows("vocabulary.csv")}


@cache
def _by_cat_id() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for term, cat_ids in terms().items():
        for cat_id in cat_ids:
            found.setdefault(cat_id, []).append(term)
    return {cat_id: tuple(named) for cat_id, named in found.items()}
