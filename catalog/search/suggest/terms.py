"""The terms under which a sound on sale can be suggested."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.effects.models import Effect
from catalog.search.suggest.models import SearchTerm
from catalog.ucs.words import is_hangul, without_particle, words
from ksound.core.text import clean_line

MAX_WORD_LENGTH = 40
MAX_TERM_LENGTH = 120

Kind = SearchTerm.Kind
Term = tuple[int, str]  # (kind, text)


def terms_of(effect: Effect) -> set[Term]:
    """The words of both titles, the titles, the seller's name; the seller must be loaded."""
    titles = [title for title in map(clean_line, (effect.title_ko, effect.title_en)) if title]
    found = {(int(Kind.WORD), word) for title in titles for word in title_words(title)}
    found |= {(int(Kind.TITLE), title[:MAX_TERM_LENGTH]) for title in titles}
    name = clean_line(effect.seller.display_name)
    return found | {(int(Kind.SELLER), name)} if name else found


def title_words(title: str) -> Iterator[str]:
    """Words worth suggesting: Korean ones without their particle; neither numbers nor single Latin letters."""
    for word in words(title):
        if is_hangul(word):
            yield without_particle(word)[:MAX_WORD_LENGTH]
        elif len(word) > 1 and not word[0].isdecimal():
            yield word[:MAX_WORD_LENGTH]
