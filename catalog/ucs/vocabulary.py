"""Our own words for sounds, beyond the synonyms of UCS: each leads to one CatID or a few, likeliest first.

`korean_vocabulary.csv` holds everyday words, onomatopoeia (의성어) and the culture of Korea, by field;
`english_vocabulary.csv` the words and short phrases that sound libraries in English use.
"""

from functools import cache

from catalog.ucs.tables import rows

_TABLES = ("korean_vocabulary.csv", "english_vocabulary.csv")


@cache
def terms() -> dict[str, tuple[str, ...]]:
    """Term → CatIDs."""
    return {row["term"]: tuple(row["cat_ids"].split("|")) for table in _TABLES for row in rows(table)}


def terms_of(cat_id: str) -> tuple[str, ...]:
    """Our terms by which a sound of this CatID may be found.

    English phrases are left out: their single words ("old", "man", "open") would find nearly everything.
    """
    return _by_cat_id().get(cat_id, ())


@cache
def _by_cat_id() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for term, cat_ids in terms().items():
        if term.isascii() and " " in term:
            continue
        for cat_id in cat_ids:
            found.setdefault(cat_id, []).append(term)
    return {cat_id: tuple(named) for cat_id, named in found.items()}
