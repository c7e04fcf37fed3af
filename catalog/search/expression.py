"""What people type: space AND, comma OR, minus NOT, quotes phrase, `*` prefix.

Comma binds loosest: `rain roof, hail` is (rain AND roof) OR hail. What does not fit is read as plain words.
"""

import re
from dataclasses import dataclass
from typing import Literal

from catalog.search.tokens import FILLERS, words_of
from catalog.ucs.words import words

MAX_TERMS = 16

_PIECE = re.compile(
    r"""(?P<comma>,)
    | (?P<minus>(?<![^\s,])-)? (?: "(?P<phrase>[^"]*)" | (?P<word>[^\s,"]+) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for or excluded: `words` are comparable forms, except that a prefix is as typed."""

    kind: Literal["word", "phrase", "prefix"]
    words: tuple[str, ...]
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """Groups joined by OR; the terms of a group joined by AND."""

    groups: tuple[tuple[Term, ...], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words asked for, each once."""
        found = [
            word for group in self.groups for term in group if not term.is_excluded for word in term.words
        ]
        return tuple(dict.fromkeys(found))

    def __bool__(self) -> bool:
        return bool(self.groups)


def read(text: str) -> Expression:
    """The expression in a text; empty when there is nothing to look for. Never raises."""
    groups: list[list[Term]] = [[]]
    count = 0
    for piece in _PIECE.finditer(text):
        if piece["comma"]:
            groups.append([])
            continue
        for term in _terms(piece):
            if count < MAX_TERMS:
                groups[-1].append(term)
                count += 1
    return Expression(tuple(_without_fillers(group) for group in groups if group))


def _terms(piece: re.Match[str]) -> list[Term]:
    is_excluded = piece["minus"] is not None
    if piece["phrase"] is not None:
        found = tuple(words_of(piece["phrase"]))[:MAX_TERMS]
        kind: Literal["word", "phrase"] = "phrase" if len(found) > 1 else "word"
        return [Term(kind, found, is_excluded)] if found else []
    typed = piece["word"]
    if typed.endswith("*") and (begun := words(typed)):
        *whole, last = begun
        return [*_plain(words_of(" ".join(whole)), is_excluded), Term("prefix", (last,), is_excluded)]
    return _plain(words_of(typed), is_excluded)


def _plain(found: list[str], is_excluded: bool) -> list[Term]:
    if is_excluded and len(found) > 1:
        # "-lo-fi" excludes what has both words, not everything with either.
        return [Term("phrase", tuple(found), is_excluded=True)]
    return [Term("word", (word,), is_excluded) for word in found]


def _without_fillers(group: list[Term]) -> tuple[Term, ...]:
    """ "sound of rain" asks for rain; "sound" alone asks for sound."""
    telling = [term for term in group if term.kind != "word" or term.words[0] not in FILLERS]
    has_wish = any(not term.is_excluded for term in telling)
    return tuple(telling if has_wish else group)
