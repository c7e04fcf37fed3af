"""An expression as a PostgreSQL tsquery in text form, over our own tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from catalog.search.document import MARK_OF_WEIGHTS, quoted
from catalog.search.expression import Expression, Group, Node, Term
from catalog.search.tokens import known, meaning_token, query_tokens
from catalog.ucs import concepts

# A word and the weights of fields → the tsquery that stands for it.
Spelling = Callable[[str, str], str]

# What is excluded is what is said of a sound and where it is filed, not what its category may also be called.
_SAID = "ABC"


def exact(word: str, weights: str = "") -> str:
    """The word, part of a compound or not, or a word of either language that means the same.

    In fields of those weights (every field when empty).
    """
    ways = [literal(word, weights)]
    ways += [lexeme(meaning_token(meaning), weights) for meaning in concepts.of_word(word)]
    parts = concepts.of_parts(word)
    if parts:
        ways.append(
            all_of(any_of(lexeme(meaning_token(meaning), weights) for meaning in part) for part in parts)
        )
    return any_of(ways)


def literal(word: str, weights: str = "") -> str:
    """All tokens of the word."""
    return all_of(lexeme(token, weights) for token in query_tokens(word))


def as_word(word: str, weights: str = "") -> str:
    """The word by itself, not inside a compound."""
    return lexeme(word, weights)


def whole(expression: Expression, *, weights: str = "", spelling: Spelling = exact) -> str:
    """The documents the expression asks for; weights bind what is wanted, not what is excluded.

    The expression must not be empty.
    """
    if expression.root is None:
        raise ValueError("nothing is asked for")
    return _node(expression.root, weights, spelling)


def some(words: Iterable[str]) -> str:
    """Documents with at least one of the words."""
    return any_of(exact(word) for word in words)


def lexeme(token: str, weights: str = "", *, is_prefix: bool = False) -> str:
    mark = MARK_OF_WEIGHTS.get(weights, "")
    suffix = ("*" if is_prefix else "") + ("" if mark else weights)
    return f"{quoted(mark + token)}:{suffix}" if suffix else quoted(mark + token)


def _node(node: Node, weights: str, spelling: Spelling) -> str:
    if node.is_excluded:
        weights, spelling = _SAID, exact
    if isinstance(node, Group):
        join = all_of if node.needs == "all" else any_of
        found = join(_node(part, weights, spelling) for part in node.parts)
    else:
        found = _term(node, weights, spelling)
    return f"!({found})" if node.is_excluded else found


def _term(term: Term, weights: str, spelling: Spelling) -> str:
    if term.kind == "phrase":
        return "(" + " <-> ".join(lexeme(word, weights) for word in term.words) + ")"
    if term.kind == "prefix":
        # A stem may be shorter than what was typed: "rainin*" has to find "rain".
        word = term.words[0]
        return any_of([lexeme(word, weights, is_prefix=True), lexeme(known(word), weights)])
    apart = all_of(spelling(word, weights) for word in term.words)
    return any_of([apart, *(spelling(word, weights) for word in term.joined)]) if term.joined else apart


def all_of(parts: Iterable[str]) -> str:
    return "(" + " & ".join(parts) + ")"


def any_of(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"


def at_least(number: int, queries: Sequence[str]) -> str:
    """Documents that fulfil so many of the tsqueries."""
    return any_of(all_of(some) for some in combinations(queries, number))
