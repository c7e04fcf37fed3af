"""The Universal Category System, version 8.2.1: 753 CatIDs in 82 categories, in English and Korean."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalog.ucs.display import in_title_case
from catalog.ucs.tables import rows

Language = Literal["ko", "en"]

VERSION = "8.2.1"

_WORDLIKE = """
ADR ASSET BNCE IR LPGRP MIX PFX PROD RAW REF SCNE TEST TMARK WIP WTF BEEP RAIN WIND SWSH WHSH HAIL WTHR STORM
THUN
"""

# Ordinary words that are also CatIDs. They are trusted in exact case only: "rain_on_tent.wav" is not UCS.
WORDLIKE = frozenset(_WORDLIKE.split())


@dataclass(frozen=True, slots=True)
class CatId:
    """One subcategory of the schedule; names are unique within each language and spelled as UCS does."""

    cat_id: str
    cat_short: str
    category_en: str
    subcategory_en: str
    category_ko: str
    subcategory_ko: str
    synonyms_en: tuple[str, ...]
    synonyms_ko: tuple[str, ...]

    @property
    def category_code(self) -> str:
        return _codes()[self.category_en]

    @property
    def is_catch_all(self) -> bool:
        return self.subcategory_en == "MISC"

    def name(self, language: str) -> str:
        """The subcategory as people read it."""
        return self.subcategory_ko if language.startswith("ko") else in_title_case(self.subcategory_en)


@dataclass(frozen=True, slots=True)
class Category:
    """One of the 82 categories.

    `code` is the CatShort where the category has one. ARCHIVED, SWOOSHES and WEATHER hold several CatShorts,
    so theirs is the UCS category name.
    """

    code: str
    name_en: str
    name_ko: str
    cat_ids: tuple[str, ...]

    def name(self, language: str) -> str:
        """The category as people read it."""
        return self.name_ko if language.startswith("ko") else in_title_case(self.name_en)


@cache
def schedule() -> dict[str, CatId]:
    """Every CatID in the order of the schedule."""
    return {row["cat_id"]: _cat_id(row) for row in rows("ucs_schedule.csv")}


@cache
def aliases() -> dict[str, str]:
    """Retired spelling → CatID."""
    return {row["alias"]: row["cat_id"] for row in rows("ucs_aliases.csv")}


def get(cat_id: str) -> CatId:
    """The CatID spelled exactly so. Raises KeyError."""
    return schedule()[cat_id]


def exists(cat_id: str) -> bool:
    return cat_id in schedule()


def find(token: str) -> tuple[CatId | None, tuple[str, ...]]:
    """Look a token up exactly, then case-blind, then among retired spellings.

    Returns (CatId or None, warnings), the warnings drawn from `catid_case` and `catid_alias`.
    """
    if token in schedule():
        return get(token), ()
    if token in aliases():
        return get(aliases()[token]), ("catid_alias",)
    folded = token.casefold() if token.isascii() else ""
    if folded in _case_blind():
        return get(_case_blind()[folded]), ("catid_case",)
    if folded in _case_blind_aliases():
        return get(_case_blind_aliases()[folded]), ("catid_alias", "catid_case")
    return None, ()


@cache
def categories() -> tuple[Category, ...]:
    """The 82 categories in the order of the schedule."""
    members: dict[str, list[CatId]] = {}
    for entry in schedule().values():
        members.setdefault(entry.category_en, []).append(entry)
    return tuple(
        Category(_codes()[name], name, entries[0].category_ko, tuple(entry.cat_id for entry in entries))
        for name, entries in members.items()
    )


def category_codes(entries: Iterable[CatId]) -> dict[str, str]:
    """UCS category name → code, as `Category` explains."""
    shorts: dict[str, set[str]] = {}
    for entry in entries:
        shorts.setdefault(entry.category_en, set()).add(entry.cat_short)
    return {name: min(found) if len(found) == 1 else name for name, found in shorts.items()}


def category(code: str) -> Category:
    """The category of that code. Raises KeyError."""
    return _by_code()[code]


def cat_ids_of(category_code: str) -> tuple[str, ...]:
    """The CatIDs of a category. Raises KeyError."""
    return category(category_code).cat_ids


def label(cat_id: str, language: str) -> str:
    """“문 › 목재” or “Doors › Wood”; an id outside the schedule stands for itself."""
    entry = schedule().get(cat_id)
    if entry is None:
        return cat_id
    return f"{category(entry.category_code).name(language)} › {entry.name(language)}"


def _cat_id(row: dict[str, str]) -> CatId:
    return CatId(
        cat_id=row["cat_id"],
        cat_short=row["cat_short"],
        category_en=row["category_en"],
        subcategory_en=row["subcategory_en"],
        category_ko=row["category_ko"],
        subcategory_ko=row["subcategory_ko"],
        synonyms_en=tuple(filter(None, row["synonyms_en"].split("|"))),
        synonyms_ko=tuple(filter(None, row["synonyms_ko"].split("|"))),
    )


@cache
def _codes() -> dict[str, str]:
    return category_codes(schedule().values())


@cache
def _by_code() -> dict[str, Category]:
    return {category.code: category for category in categories()}


@cache
def _case_blind() -> dict[str, str]:
    return {cat_id.casefold(): cat_id for cat_id in schedule() if cat_id not in WORDLIKE}


@cache
def _case_blind_aliases() -> dict[str, str]:
    return {alias.casefold(): cat_id for alias, cat_id in aliases().items()}
