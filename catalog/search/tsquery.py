"""An expression as a PostgreSQL tsquery in text form, over our own tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from catalog.search.document import quoted
from catalog.search.expression import Expression, Term
from catalog.search.tokens import known, query_tokens

# A word → the tsquery that stands for it.
Spelling = Callable[[str, str], str]


def exact(word: str, weights: str = "") -> str:
    """All tokens of the word, in fields of those weights (every field when empty)."""
    return all_of(lexeme(token, weights) for token in query_tokens(word))


def whole(expression: Expression, *, weights: str = "", spelling: Spelling = exact) -> str:
    """The documents the expression asks for; weights bind what is wanted, not what is excluded."""
    return any_of(_group(group, weights, spelling) for group in expression.groups)


def some(words: Iterable[str]) -> str:
    """Documents with at least one of the words."""
    return any_of(exact(word) for word in words)


def lexeme(token: str, weights: str = "", *, is_prefix: bool = False) -> str:
    suffix = ("*" if is_prefix else "") + weights
    return f"{quoted(token)}:{suffix}" if suffix else quoted(token)


def _group(terms: tuple[Term, ...], weights: str, spelling: Spelling) -> str:
    wanted = (_term(term, weights, spelling) for term in terms if not term.is_excluded)
    excluded = (f"!({_term(term, '', exact)})" for term in terms if term.is_excluded)
    return all_of(chain(wanted, excluded))


def _term(term: Term, weights: str, spelling: Spelling) -> str:
    if term.kind == "phrase":
        return "(" + " <-> ".join(lexeme(word, weights) for word in term.words) + ")"
    word = term.words[0]
    if term.kind == "prefix":
        # A stem may be shorter than what was typed: "rainin*" has to find "rain".
        return any_of([lexeme(word, weights, is_prefix=True), lexeme(known(word), weights)])
    return spelling(word, weights)


def all_of(parts: Iterable[str]) -> str:
    return "(" + " & ".join(parts) + ")"


def any_of(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"
