"""What people type: space AND, comma OR, minus NOT, quotes phrase, `*` prefix, brackets around what belongs together.

Comma binds loosest: `rain roof, hail` is (rain AND roof) OR hail. What does not fit, such as a bracket
without its other half, is passed over: the words themselves always count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import Literal, TypeGuard

from catalog.search.tokens import FILLERS, is_one_word, known
from catalog.ucs.words import words

MAX_WORDS = 16
MAX_DEPTH = 8
_MAX_PIECES = 512

_PIECE = re.compile(
    r"""(?P<comma>[,，、]) | (?P<close>\))
    | (?P<minus>(?<![^\s,，、(])[-−])?
      (?: (?P<open>\() | "(?P<phrase>[^"]*)" | (?P<word>[^\s,，、"()]+) )""",
    re.VERBOSE,
)
# As phones and word processors spell the operators.
_SPELLED = str.maketrans("“”„‟＂（）", '"""""()')

Kind = Literal["word", "phrase", "prefix"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for or excluded: `words` are comparable forms, except that a prefix is as typed.

    A word has several when they were typed as one (lo-fi). `joined` lists what else it may be written as
    together with its neighbours: 빗 소리 as 빗소리, lo-fi as lofi. `typed` are the words for people to read.
    """

    kind: Kind
    words: tuple[str, ...]
    is_excluded: bool = False
    joined: tuple[str, ...] = ()
    typed: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Parts all of which have to hold, or any of which will do; two or more, or one that is excluded."""

    needs: Literal["all", "any"]
    parts: tuple[Node, ...]
    is_excluded: bool = False


Node = Term | Group


@dataclass(frozen=True, slots=True)
class Expression:
    """What has to hold of a document: at most MAX_WORDS words, nested at most MAX_DEPTH brackets deep."""

    root: Node | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms asked for, in order; none of those excluded."""
        return tuple(_wanted(self.root)) if self.root else ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words asked for, each once."""
        return tuple(dict.fromkeys(word for term in self.terms for word in term.words))

    def as_typed(self, word: str) -> str:
        """How somebody wrote one of `words`."""
        pairs = (pair for term in self.terms for pair in zip(term.words, term.typed, strict=False))
        return next((typed for known, typed in pairs if known == word), word)

    @property
    def has_exclusions(self) -> bool:
        return self.root is not None and _excludes(self.root)

    def __bool__(self) -> bool:
        return self.root is not None


def read(text: str) -> Expression:
    """The expression in a text; empty when there is nothing to look for. Never raises."""
    pieces = list(islice(_PIECE.finditer(text.translate(_SPELLED)), _MAX_PIECES))
    return Expression(_Reading(_balanced(pieces)).any_of())


class _Reading:
    """One pass over the pieces of a text, whose brackets are balanced."""

    def __init__(self, pieces: Sequence[re.Match[str]]) -> None:
        self.pieces = pieces
        self.place = 0
        self.count = 0

    def any_of(self) -> Node | None:
        parts = [self.all_of()]
        while self.place < len(self.pieces) and self.pieces[self.place]["comma"]:
            self.place += 1
            parts.append(self.all_of())
        return _node("any", [part for part in parts if part])

    def all_of(self) -> Node | None:
        parts: list[Node] = []
        while self.place < len(self.pieces):
            piece = self.pieces[self.place]
            if piece["comma"] or piece["close"]:
                break
            self.place += 1
            parts += self._bracket(piece) if piece["open"] else self._counted(_terms(piece))
        return _node("all", _without_fillers(_with_neighbours(parts)))

    def _bracket(self, opened: re.Match[str]) -> list[Node]:
        inside = self.any_of()
        self.place += 1
        if inside is None:
            return []
        return [inside] if opened["minus"] is None else [_negated(inside)]

    def _counted(self, terms: list[Term]) -> list[Term]:
        taken = []
        for term in terms:
            self.count += len(term.words)
            if self.count <= MAX_WORDS:
                taken.append(term)
        return taken


def _balanced(pieces: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Without brackets that lack their other half, and without those that lie too deep."""
    opened: list[int] = []
    paired: set[int] = set()
    for place, piece in enumerate(pieces):
        if piece["open"]:
            opened.append(place)
        elif piece["close"] and opened:
            depth = len(opened)
            begin = opened.pop()
            paired |= {begin, place} if depth <= MAX_DEPTH else set()
    return [
        piece
        for place, piece in enumerate(pieces)
        if place in paired or not (piece["open"] or piece["close"])
    ]


def _node(needs: Literal["all", "any"], parts: Sequence[Node]) -> Node | None:
    return Group(needs, tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def _wanted(node: Node) -> Iterator[Term]:
    if node.is_excluded:
        return
    if isinstance(node, Term):
        yield node
        return
    for part in node.parts:
        yield from _wanted(part)


def _negated(node: Node) -> Node:
    if isinstance(node, Term) and len(node.words) > 1:
        return Term("phrase", node.words, not node.is_excluded, typed=node.typed)
    return replace(node, is_excluded=not node.is_excluded)


def _excludes(node: Node) -> bool:
    return node.is_excluded or (isinstance(node, Group) and any(map(_excludes, node.parts)))


def _terms(piece: re.Match[str]) -> list[Term]:
    is_excluded = piece["minus"] is not None
    if piece["phrase"] is not None:
        return _plain(words(piece["phrase"]), is_excluded, kind="phrase")
    typed = words(piece["word"])
    if not typed or not piece["word"].endswith("*"):
        return _plain(typed, is_excluded)
    *whole, last = typed
    return [*_plain(whole, is_excluded), Term("prefix", (last,), is_excluded, typed=(f"{last}*",))]


def _plain(typed: Sequence[str], is_excluded: bool, *, kind: Kind = "word") -> list[Term]:
    typed = tuple(typed[:MAX_WORDS])
    several = tuple(map(known, typed))
    if len(several) < 2:
        return [Term("word", several, is_excluded, typed=typed)] if several else []
    if is_excluded or kind == "phrase":
        # "-lo-fi" excludes what has the words one after the other, not everything with either.
        return [Term("phrase", several, is_excluded, typed=typed)]
    return [Term("word", several, joined=("".join(several),), typed=typed)]


def _with_neighbours(parts: list[Node]) -> list[Node]:
    """Each word with what it is when written together with the next: 빗 소리 → 빗소리, sci fi → scifi."""
    found = list(parts)
    for place, (one, other) in enumerate(pairwise(parts)):
        if _is_plain(one) and _is_plain(other) and is_one_word(one.words[0], other.words[0]):
            together = one.words[0] + other.words[0]
            for beside, term in ((place, found[place]), (place + 1, other)):
                if isinstance(term, Term):
                    found[beside] = replace(term, joined=(*term.joined, together))
    return found


def _is_plain(part: Node) -> TypeGuard[Term]:
    return isinstance(part, Term) and part.kind == "word" and not part.is_excluded and len(part.words) == 1


def _without_fillers(parts: list[Node]) -> list[Node]:
    """ "sound of rain" asks for rain; "sound" alone asks for sound."""
    telling = [part for part in parts if not _is_filler(part)]
    has_wish = any(not part.is_excluded for part in telling)
    return telling if has_wish else parts


def _is_filler(part: Node) -> bool:
    return _is_plain(part) and part.words[0] in FILLERS
