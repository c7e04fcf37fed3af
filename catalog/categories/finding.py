"""Looking kinds of sound up by name, CatID or a word for them, in either language."""

from __future__ import annotations

import unicodedata
from functools import cache

from catalog.ucs import schedule
from catalog.ucs.suggest import suggest

MOST = 60


def find_categories(text: str) -> list[schedule.Category]:
    """The categories with all these words in their names or code."""
    wanted = _folded(text).split()
    return [
        category
        for category in schedule.categories()
        if wanted and all(word in _folded(_named(category)) for word in wanted)
    ]


def find(text: str) -> list[schedule.CatId]:
    """The CatIDs with all these words in name or id, the likeliest first; then what other words suggest."""
    wanted = _folded(text).split()
    if not wanted:
        return []
    named = [cat_id for cat_id, names in _names().items() if all(word in names for word in wanted)]
    suggested = [found.cat_id for found in suggest(text)]
    likely = [cat_id for cat_id in suggested if cat_id in named]
    return [schedule.get(cat_id) for cat_id in dict.fromkeys([*likely, *named, *suggested])][:MOST]


def canonical_category(code: str) -> schedule.Category | None:
    """The category meant by a code in any case, by its UCS name or by a CatShort such as STORM."""
    found = _categories_by_token().get(_folded(code))
    return schedule.category(found) if found else None


def canonical_cat_id(cat_id: str) -> schedule.CatId | None:
    """The CatID meant by a spelling in any case, or by one that UCS has retired."""
    found = _cat_ids_by_token().get(_folded(cat_id))
    return schedule.get(found) if found else None


def _named(category: schedule.Category) -> str:
    return f"{category.code} {category.name_en} {category.name('en')} {category.name_ko}"


@cache
def _names() -> dict[str, str]:
    """CatID → everything it is called, folded."""
    return {
        cat_id: _folded(f"{cat_id} {_named(schedule.category(entry.category_code))} {_own_names(entry)}")
        for cat_id, entry in schedule.schedule().items()
    }


def _own_names(entry: schedule.CatId) -> str:
    return f"{entry.subcategory_en} {entry.name('en')} {entry.subcategory_ko}"


@cache
def _categories_by_token() -> dict[str, str]:
    tokens = {_folded(entry.cat_short): entry.category_code for entry in schedule.schedule().values()}
    tokens |= {_folded(category.name_en): category.code for category in schedule.categories()}
    return tokens | {_folded(category.code): category.code for category in schedule.categories()}


@cache
def _cat_ids_by_token() -> dict[str, str]:
    tokens = {_folded(alias): cat_id for alias, cat_id in schedule.aliases().items()}
    return tokens | {_folded(cat_id): cat_id for cat_id in schedule.schedule()}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
