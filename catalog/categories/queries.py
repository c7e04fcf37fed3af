"""The tree of categories as pages show it: names in both languages and the number of sounds on sale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from catalog.categories import finding
from catalog.effects.models import Effect
from catalog.effects.querysets import EffectQuerySet
from catalog.ucs import schedule

PAGE_SIZE = 24
MANY_SYNONYMS, FIRST_SYNONYMS = 16, 12  # of many, the first are shown and the others unfold


@dataclass(frozen=True, slots=True)
class Node:
    """A category or a CatID: its name in the reader's language and in the other, its sounds on sale."""

    code: str
    name: str
    other_name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Tree:
    """All 82 categories; with `text` the categories and CatIDs it finds."""

    categories: list[Node]
    found: list[Node]
    text: str


@dataclass(frozen=True, slots=True)
class CategoryPage:
    category: Node
    cat_ids: list[Node]
    effects: list[Effect]
    search_url: str
    search_word: str


@dataclass(frozen=True, slots=True)
class Words:
    """Synonyms of one language: those shown at once, and the others."""

    language: str
    first: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatIdPage:
    """`neighbours` are the other CatIDs of the category; those with sounds come first."""

    cat_id: Node
    category: Node
    synonyms: list[Words]
    neighbours: list[Node]
    effects: list[Effect]
    search_url: str
    search_word: str


def tree(*, language: str, text: str = "") -> Tree:
    """One SQL statement, whatever is found."""
    counts = _counts(Effect.objects.on_sale())
    categories = [_category_node(category, counts, language) for category in schedule.categories()]
    categories.sort(key=lambda node: node.name)
    found = [
        *(_category_node(category, counts, language) for category in finding.find_categories(text)),
        *(_node(entry, counts, language, with_category=True) for entry in finding.find(text)),
    ]
    return Tree(categories, found, text)


def category_page(category: schedule.Category, *, language: str) -> CategoryPage:
    """Two SQL statements: the counts and the newest sounds."""
    on_sale = Effect.objects.on_sale().in_category(category.code)
    counts = _counts(on_sale)
    return CategoryPage(
        category=_category_node(category, counts, language),
        cat_ids=_members(category, counts, language),
        effects=_newest(on_sale),
        search_url=_search_url(category=category.code),
        search_word=category.name(language),
    )


def cat_id_page(entry: schedule.CatId, *, language: str) -> CatIdPage:
    """Two SQL statements: the counts of the category and the newest sounds."""
    category = schedule.category(entry.category_code)
    on_sale = Effect.objects.on_sale()
    counts = _counts(on_sale.in_category(category.code))
    others = [node for node in _members(category, counts, language) if node.code != entry.cat_id]
    says_nothing = entry.subcategory_en in {"MISC", "GENERAL"}
    return CatIdPage(
        cat_id=_node(entry, counts, language),
        category=_category_node(category, counts, language),
        synonyms=_synonyms(entry, language),
        neighbours=sorted(others, key=lambda node: not node.count),
        effects=_newest(on_sale.filter(cat_id=entry.cat_id)),
        search_url=_search_url(cat=entry.cat_id),
        search_word=(category if says_nothing else entry).name(language),
    )


def _counts(effects: EffectQuerySet) -> dict[str, int]:
    counted = effects.order_by().values_list("cat_id").annotate(n=Count("pk"))
    return dict(counted.values_list("cat_id", "n"))


def _newest(effects: EffectQuerySet) -> list[Effect]:
    return list(effects.with_facts().newest_first()[:PAGE_SIZE])


def _members(category: schedule.Category, counts: Mapping[str, int], language: str) -> list[Node]:
    """The CatIDs of a category by name, the catch-all last."""
    entries = sorted(
        map(schedule.get, category.cat_ids), key=lambda entry: (entry.is_catch_all, entry.name(language))
    )
    return [_node(entry, counts, language) for entry in entries]


def _category_node(category: schedule.Category, counts: Mapping[str, int], language: str) -> Node:
    return Node(
        code=category.code,
        name=category.name(language),
        other_name=category.name(_other(language)),
        count=sum(counts.get(cat_id, 0) for cat_id in category.cat_ids),
        url=reverse("category", args=[category.code]),
    )


def _node(
    entry: schedule.CatId, counts: Mapping[str, int], language: str, *, with_category: bool = False
) -> Node:
    other = _other(language)
    return Node(
        code=entry.cat_id,
        name=schedule.label(entry.cat_id, language) if with_category else entry.name(language),
        other_name=schedule.label(entry.cat_id, other) if with_category else entry.name(other),
        count=counts.get(entry.cat_id, 0),
        url=reverse("cat-id", args=[entry.category_code, entry.cat_id]),
    )


def _synonyms(entry: schedule.CatId, language: str) -> list[Words]:
    """Synonyms of the reader's language first."""
    known: dict[str, Iterable[str]] = {"ko": entry.synonyms_ko, "en": entry.synonyms_en}
    found = []
    for code in (language, _other(language)):
        words = tuple(dict.fromkeys(known[code]))
        shown = len(words) if len(words) <= MANY_SYNONYMS else FIRST_SYNONYMS
        if words:
            found.append(Words(code, words[:shown], words[shown:]))
    return found


def _other(language: str) -> str:
    return "en" if language == "ko" else "ko"


def _search_url(**chosen: str) -> str:
    return f"{reverse('search')}?{urlencode(chosen)}"
