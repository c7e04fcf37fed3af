"""What is offered while somebody types: words and titles, categories, sellers, what others looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from django.urls import reverse

from catalog.search.query import SearchQuery
from catalog.search.suggest import jamo, lookup, vocabulary
from catalog.search.suggest.terms import Kind
from catalog.ucs import schedule
from catalog.ucs.words import words
from ksound.core.text import clean_line

MAX_TEXT_LENGTH = 80
MOST = 8
# In the order of display; `word` and `title` share one heading.
SuggestionKind = Literal["word", "title", "category", "seller", "search"]
_MOST_OF_A_KIND: dict[SuggestionKind, int] = {"word": 4, "title": 3, "category": 3, "seller": 2, "search": 3}

# The word under the cursor, without the signs of the query language around it.
_LAST_WORD = re.compile(r'(?:^|(?<=[\s,"(])|(?<=[\s,"(]-)|(?<=^-))[^\s,"()*-][^\s,"()*]*$')
_SIGNS = re.compile(r'[,"()*]+|(?<!\S)-+')


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is shown; `url` leads there; `fill` is what the search box then says; `detail` is said beside it."""

    kind: SuggestionKind
    text: str
    url: str
    fill: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the box: `head` before the word being typed, the keys of both, the words before."""

    head: str
    key: str
    word_key: str
    words_before: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, text: str) -> Typed:
        """Of any text; cut to what a suggestion can be for."""
        text = clean_line(text[: 4 * MAX_TEXT_LENGTH])[:MAX_TEXT_LENGTH]
        last = _LAST_WORD.search(text)
        place = last.start() if last else len(text)
        plain = _SIGNS.sub(" ", text)
        before = tuple(words(_SIGNS.sub(" ", text[:place])))
        # `cat:…` and its like are for those who know what they write.
        is_field = bool(last) and ":" in text[place:]
        return cls(text[:place], jamo.key(plain), "" if is_field else jamo.key(text[place:]), before)


def suggestions(text: str, *, language: str) -> list[Suggestion]:
    """At most `MOST`, ordered by kind and then the likeliest first; labels in the language (ko or en).

    One SQL statement, and one a minute for the categories that have sounds. Any text will do.
    """
    typed = Typed.read(text)
    if not typed.key or not typed.word_key:
        return []
    found = lookup.beginning(text_key=typed.key, word_key=typed.word_key, words_before=typed.words_before)
    stock = vocabulary.stocked()

    def of_kind(kind: Kind) -> Iterator[str]:
        return (one.text for one in found if one.kind == kind)

    # Made one by one as they are taken: most of what is found is not shown.
    offered: dict[SuggestionKind, Iterator[Suggestion]] = {
        "word": _words(typed, of_kind(Kind.WORD), stock),
        "title": (_search("title", text) for text in of_kind(Kind.TITLE)),
        "category": _categories(typed, stock, language),
        "seller": (_seller(one) for one in found if one.kind == Kind.SELLER),
        "search": (_search("search", text) for text in of_kind(Kind.SEARCH)),
    }
    return _fairly(offered)


def _words(typed: Typed, of_titles: Iterator[str], stock: frozenset[str]) -> Iterator[Suggestion]:
    """Words of titles, then words that only lead to a category; what was typed before them stays."""
    known = (word.text for word in vocabulary.beginning(typed.word_key) if word.is_stocked(stock))
    for word in chain(of_titles, () if typed.words_before else known):
        yield _search("word", f"{typed.head}{word}")


def _categories(typed: Typed, stock: frozenset[str], language: str) -> Iterator[Suggestion]:
    other = "en" if language.startswith("ko") else "ko"
    for kind in vocabulary.kinds((*map(jamo.key, typed.words_before), typed.word_key)):
        if not kind.is_stocked(stock):
            continue
        if kind.cat_id:
            query = SearchQuery(cat_id=(kind.cat_id,))
            names = [schedule.label(kind.cat_id, tongue) for tongue in (language, other)]
        else:
            query = SearchQuery(category=(kind.category,))
            names = [schedule.category(kind.category).name(tongue) for tongue in (language, other)]
        yield Suggestion("category", names[0], _address(query), detail=names[1])


def _seller(one: lookup.Found) -> Suggestion:
    return Suggestion("seller", one.text, _address(SearchQuery(seller=(one.seller,))))


def _search(kind: SuggestionKind, text: str) -> Suggestion:
    # A title is not written in the query language: its commas and hyphens ask for nothing.
    asked = " ".join(_SIGNS.sub(" ", text).split()) if kind == "title" else text
    query = SearchQuery.of_text(asked)
    return Suggestion(kind, text, _address(query), fill=query.text)


def _address(query: SearchQuery) -> str:
    return f"{reverse('search')}{query.url}"


def _fairly(offered: Mapping[SuggestionKind, Iterator[Suggestion]]) -> list[Suggestion]:
    """The best of each kind, then the second best of each, until there are enough; nothing is said twice."""
    said: set[str] = set()
    chosen: dict[SuggestionKind, list[Suggestion]] = {kind: [] for kind in _MOST_OF_A_KIND}
    left = dict(offered)
    while left and sum(map(len, chosen.values())) < MOST:
        for kind in [*left]:
            if len(chosen[kind]) == _MOST_OF_A_KIND[kind] or sum(map(len, chosen.values())) == MOST:
                del left[kind]
                continue
            # A category, a seller and a word may well have the same name.
            fresh = (one for one in left[kind] if not one.fill or one.fill.casefold() not in said)
            one = next(fresh, None)
            if one is None:
                del left[kind]
            else:
                said.add(one.fill.casefold())
                chosen[kind].append(one)
    return [one for listed in chosen.values() for one in listed]
