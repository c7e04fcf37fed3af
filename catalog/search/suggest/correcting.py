"""Did you mean: a search read again for typing slips and for the wrong keyboard layout."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from catalog.search.query import SearchQuery
from catalog.search.suggest import jamo, keyboard, lookup, slips, vocabulary
from catalog.search.suggest.lookup import Found
from catalog.search.suggest.terms import Kind
from catalog.search.tokens import known
from catalog.ucs.words import is_hangul, without_particle

Reason = Literal["spelling", "keyboard"]

MOST = 3
# A word that occurs is taken for a slip only when the other one occurs so much more often.
_MUCH_MORE = 20
_MAX_WORDS = 6
_MAX_WORD_LENGTH = 24
# Words of the query text; what is excluded, begun (`ra*`) or a field word is left as it is.
_WORD = re.compile(r'(?<![^\s,"(])(?!-)[^\s,"()*:]+(?![^\s,")])')


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` is what may have been meant and `query` the same search for it, so `query.url` leads there.

    `is_certain`: nothing has the words as typed, and in the other keyboard layout all of them are words of sounds on
    sale. Then the results for `query`, if it has some, may be shown at once, saying so.
    """

    text: str
    query: SearchQuery
    reason: Reason
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """One word as typed, its keys (with a Korean particle and without) and its keys in the other layout."""

    word: str
    keys: tuple[str, ...]
    in_other_layout: tuple[str, ...]

    @classmethod
    def of(cls, word: str) -> _Reading:
        # With Shift as it was held, and as if Caps Lock had been on.
        others = (keyboard.as_korean(word), keyboard.as_korean(word.lower()), keyboard.as_english(word))
        in_other_layout = (key for other in others if other for key in _keys(other))
        return cls(word, _keys(word), tuple(dict.fromkeys(in_other_layout)))

    @property
    def candidates(self) -> set[str]:
        """The keys it may have been meant to have."""
        return {*self.keys, *self.in_other_layout}.union(*map(slips.one_slip_away, self.keys))

    @property
    def beginnings(self) -> list[str]:
        """Words that begin so are looked through for two slips; none for a word too short for that."""
        return [key[: len(key) // 2] for key in self.keys if len(key) >= slips.MIN_LENGTH_FOR_TWO]


def corrections(query: SearchQuery, *, language: str) -> list[Correction]:
    """At most three, the likeliest first; ask only when the query itself finds little.

    Only words that occur in sounds on sale are proposed, those of the reader's language first among equals. One SQL
    statement, and one a minute for the categories that have sounds.
    """
    typed = [part for part in _WORD.findall(query.text) if len(part) <= _MAX_WORD_LENGTH]
    readings = [_Reading.of(word) for word in dict.fromkeys(typed)][:_MAX_WORDS]
    if not readings:
        return []
    occurring = _occurring(readings)
    in_other_layout = _in_other_layout(query, readings, occurring)
    if in_other_layout:
        return [in_other_layout]
    return list(islice(_respelled(query, readings, occurring, language), MOST))


def _occurring(readings: Iterable[_Reading]) -> dict[str, Found]:
    """By key, the words that occur among everything the readings may stand for."""
    keys = {key for reading in readings for key in reading.candidates}
    begun = {beginning for reading in readings for beginning in reading.beginnings}
    stock = vocabulary.stocked()
    named = (word for word in map(vocabulary.with_key, keys) if word and word.is_stocked(stock))
    found = {word.key: Found(Kind.WORD, word.text, 1, word.key) for word in named}
    for one in lookup.words_with_keys(keys, begun):
        found[one.key] = max(one, found.get(one.key, one), key=lambda word: word.df)
    return found


def _in_other_layout(
    query: SearchQuery, readings: list[_Reading], occurring: dict[str, Found]
) -> Correction | None:
    """Every word is one of the other layout, or stays a word as it is; at least one changes."""
    changes = {}
    for reading in readings:
        if _first(reading.keys, occurring):
            continue
        meant = _first(reading.in_other_layout, occurring)
        if meant is None:
            return None
        changes[reading.word] = meant.text
    if not changes:
        return None
    return _correction(query, changes, "keyboard", is_certain=len(changes) == len(readings))


def _respelled(
    query: SearchQuery, readings: list[_Reading], occurring: dict[str, Found], language: str
) -> Iterable[Correction]:
    """All doubtful words by their best reading, then the first of them by its other readings."""
    meant = {reading.word: _meant(reading, occurring, language) for reading in readings}
    doubtful = {word: options for word, options in meant.items() if options}
    if not doubtful:
        return
    best = {word: options[0] for word, options in doubtful.items()}
    yield _correction(query, best, "spelling")
    first = next(iter(doubtful))
    for other in doubtful[first][1:]:
        yield _correction(query, {**best, first: other}, "spelling")


def _meant(reading: _Reading, occurring: dict[str, Found], language: str) -> list[str]:
    """The words that this one may be a slip for, the likeliest first; none when it is well as it is."""
    itself = _first(reading.keys, occurring)
    least = itself.df * _MUCH_MORE if itself else 1
    ranked = []
    for one in occurring.values():
        slipped = min(slips.distance(key, one.key) for key in reading.keys)
        is_other = known(one.text) != known(reading.word.lower())
        if slipped <= _allowed(reading.keys[0]) and one.df >= least and is_other:
            begins_so = one.key[:1] == reading.keys[0][:1]
            is_own_language = is_hangul(one.text) == language.startswith("ko")
            ranked.append((slipped, not begins_so, -one.df, not is_own_language, one.text))
    return [text for *_rank, text in sorted(ranked)]


def _allowed(key: str) -> int:
    if len(key) < slips.MIN_LENGTH:
        return 0
    return 2 if len(key) >= slips.MIN_LENGTH_FOR_TWO else 1


def _correction(
    query: SearchQuery, changes: dict[str, str], reason: Reason, *, is_certain: bool = False
) -> Correction:
    text = _WORD.sub(lambda found: changes.get(found[0], found[0]), query.text)
    return Correction(text, query.with_values(text=text), reason, is_certain)


def _keys(word: str) -> tuple[str, ...]:
    bare = without_particle(word) if is_hangul(word) else word
    return tuple(dict.fromkeys((jamo.key(word), jamo.key(bare))))


def _first(keys: Iterable[str], occurring: dict[str, Found]) -> Found | None:
    return next((occurring[key] for key in keys if key in occurring), None)
