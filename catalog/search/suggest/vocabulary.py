"""Words and categories that can be suggested although no title has them: a search for them finds by CatID.

They come with the program, so they are held in memory, in order of their keys. Offered are those with sounds on sale.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.core.cache import cache as shared_cache
from django.db.models import Exists, OuterRef

from catalog.categories.models import Subcategory
from catalog.effects.models import Effect
from catalog.search.suggest import jamo
from catalog.ucs import schedule, vocabulary
from catalog.ucs.words import words

_STOCK_KEY, _STOCK_S = "suggest:stocked", 60
_LAST = chr(0x10FFFF)
_NAMED, _OURS, _SYNONYM = 3, 2, 1


@dataclass(slots=True)
class Word:
    """A word that leads to CatIDs; `worth` is how much it says of them."""

    text: str
    key: str
    worth: int = 0
    cat_ids: set[str] = field(default_factory=set)

    def is_stocked(self, stock: frozenset[str]) -> bool:
        return not stock.isdisjoint(self.cat_ids)


@dataclass(frozen=True, slots=True)
class Kind:
    """A category (`cat_id` empty) or one CatID of it, with the keys of the words of its name and of its path."""

    category: str
    cat_id: str
    own: tuple[str, ...]
    path: tuple[str, ...]

    def is_stocked(self, stock: frozenset[str]) -> bool:
        members = (self.cat_id,) if self.cat_id else schedule.cat_ids_of(self.category)
        return not stock.isdisjoint(members)


def stocked() -> frozenset[str]:
    """The CatIDs of the sounds on sale, as of the last minute. One statement, or none."""
    found: list[str] | None = shared_cache.get(_STOCK_KEY)
    if found is None:
        on_sale = Effect.objects.on_sale().filter(cat_id=OuterRef("cat_id"))
        found = list(Subcategory.objects.filter(Exists(on_sale)).values_list("cat_id", flat=True))
        shared_cache.set(_STOCK_KEY, found, timeout=_STOCK_S)
    return frozenset(found)


@lru_cache(maxsize=8192)
def beginning(key: str) -> tuple[Word, ...]:
    """The words whose key begins so, the most telling first."""
    keys, listed = _sorted_words()
    found = listed[bisect_left(keys, key) : bisect_left(keys, key + _LAST)]
    return tuple(sorted(found, key=lambda word: (-word.worth, len(word.key), word.text)))


def with_key(key: str) -> Word | None:
    return _words().get(key)


@lru_cache(maxsize=8192)
def kinds(typed: tuple[str, ...]) -> tuple[Kind, ...]:
    """The categories and CatIDs of which all typed keys begin a word of the path, the nearest first.

    Then those that the typed word is a synonym of.
    """
    places = set.intersection(*map(_places_of, typed)) if typed else set()
    found = [_kinds()[place] for place in sorted(places)]
    found.sort(key=lambda kind: _farness(kind, typed[-1]))
    word = with_key(typed[0]) if len(typed) == 1 else None
    meant = word.cat_ids if word else set()
    return tuple(dict.fromkeys([*found, *(kind for kind in _kinds() if kind.cat_id in meant)]))


def _places_of(key: str) -> set[int]:
    """Where in `_kinds()` those are of whose path the key begins a word."""
    names, places = _sorted_names()
    return set(places[bisect_left(names, key) : bisect_left(names, key + _LAST)])


def _farness(kind: Kind, last: str) -> tuple[bool, bool, bool]:
    is_own = _begins(last, kind.own)
    is_catch_all = bool(kind.cat_id) and schedule.get(kind.cat_id).is_catch_all
    return not is_own, bool(kind.cat_id), is_catch_all


def _begins(key: str, names: tuple[str, ...]) -> bool:
    return any(name.startswith(key) for name in names)


@cache
def _sorted_words() -> tuple[list[str], list[Word]]:
    listed = sorted(_words().values(), key=lambda word: word.key)
    return [word.key for word in listed], listed


@cache
def _words() -> dict[str, Word]:
    """By key, every single word that the schedule or our vocabulary leads somewhere by."""
    known: dict[str, Word] = {}
    for text, cat_id, worth in _said():
        if len(text) < 2 and not "가" <= text <= "힣":
            continue
        key = jamo.key(text)
        word = known.setdefault(key, Word(text, key))
        word.worth = max(word.worth, worth)
        word.cat_ids.update(_with_special_kinds(cat_id))
    return known


def _with_special_kinds(cat_id: str) -> tuple[str, ...]:
    """Rain in general is also on a roof and in a puddle."""
    entry = schedule.get(cat_id)
    return schedule.cat_ids_of(entry.category_code) if entry.subcategory_en == "GENERAL" else (cat_id,)


def _said() -> Iterator[tuple[str, str, int]]:
    for cat_id, entry in schedule.schedule().items():
        names = (entry.category_ko, entry.category_en, entry.subcategory_ko, entry.subcategory_en)
        yield from ((word, cat_id, _NAMED) for name in names for word in words(name))
        for synonym in (*entry.synonyms_ko, *entry.synonyms_en):
            if " " not in synonym:
                yield from ((word, cat_id, _SYNONYM) for word in words(synonym)[:1])
    for term, cat_ids in vocabulary.terms().items():
        if " " not in term:
            yield from ((term.lower(), cat_id, _OURS) for cat_id in cat_ids)


@cache
def _kinds() -> tuple[Kind, ...]:
    found = []
    for category in schedule.categories():
        names = _keys(category.code, category.name_ko, category.name_en)
        found.append(Kind(category.code, "", names, names))
        for cat_id in category.cat_ids:
            entry = schedule.get(cat_id)
            own = _keys(cat_id, entry.subcategory_ko, entry.subcategory_en)
            found.append(Kind(category.code, cat_id, own, (*own, *names)))
    return tuple(found)


@cache
def _sorted_names() -> tuple[list[str], list[int]]:
    """Every word of every path, with the place of its kind."""
    pairs = sorted((name, place) for place, kind in enumerate(_kinds()) for name in kind.path)
    return [name for name, _place in pairs], [place for _name, place in pairs]


def _keys(*names: str) -> tuple[str, ...]:
    # Names are looked up by each of their words and as they are written, for those who type a CatID.
    return tuple({jamo.key(part) for name in names for part in (name, *words(name))})
