"""Words of Korean and English that mean the same said of a sound: 지붕 and roof, 닫는 and close.

Each row of `concepts.csv` is one meaning; a Korean verb stands there in its dictionary form and is known in
all forms of `conjugation`. The first Korean word names the meaning.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from catalog.ucs.conjugation import forms
from catalog.ucs.tables import rows
from catalog.ucs.words import has_final, is_hangul, stem, without_linking_siot, without_particle

# What may stand at the end of any noun: 빗소리, 문소리.
_SOUND_WORDS = ("소리", "음")
_LONGEST_COMPOUND = 12
# Particles by whether the syllable before them ends in a consonant.
_AFTER_FINAL = {True: "이은의도", False: "가는로의도"}

Meanings = tuple[str, ...]


def of_word(word: str) -> Meanings:
    """The meanings of a word in comparable form (English stem, Korean without its particle)."""
    return _index().get(word, ())


@lru_cache(maxsize=65536)
def of_parts(word: str) -> tuple[Meanings, ...]:
    """창문닫는소리 → the meanings of 창문, of 닫는: for a Korean compound that is wholly made of known words."""
    if not is_hangul(word) or not 3 <= len(word) <= _LONGEST_COMPOUND or of_word(word):
        return ()
    parts = _split(word)
    return tuple(of_word(part) for part in parts) if parts else ()


def short_noun_of(word: str) -> str:
    """문이 → 문, 비가 → 비; the word itself where it is a word of its own (종이) or no known noun is in it."""
    if len(word) != 2 or is_known(word) or not is_known(word[0]):
        return word
    return word[0] if word[1] in _AFTER_FINAL[has_final(word[0])] else word


def is_known(word: str) -> bool:
    return word in _index()


def _split(word: str) -> list[str]:
    """The fewest known words that make up this one; none where there is no such way.

    One syllable counts only where it ends the compound (나무문), stands before a verb (문닫는) or a sound is
    named after it (빗소리): anywhere else it is part of some other word far more often (소나무 is no cow).
    """
    for suffix in _SOUND_WORDS:
        base = word.removesuffix(suffix)
        if base and base != word:
            for noun in (base, without_linking_siot(base)):
                if is_known(noun):
                    return [noun]
            if pieces := _pieces(base):
                return pieces
    return _pieces(word)


def _pieces(word: str) -> list[str]:
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, found = best[start], _piece(word[start:end], is_last=end == len(word))
            if before is None or not found or (start == 0 and len(found[0]) == end == 1):
                continue
            if best[end] is None or len(before) + len(found) < len(best[end] or ()):
                best[end] = [*before, *found]
    return best[-1] or []


def _piece(piece: str, *, is_last: bool) -> list[str]:
    """The known words of one part of a compound: mostly one; a short noun with its verb (문닫는) is two."""
    if len(piece) == 1 and not is_last:
        return []
    for noun in (piece, without_linking_siot(piece)):
        if is_known(noun):
            return [noun]
    if len(piece) > 2 and piece[1:] in _verb_forms() and is_known(piece[0]):
        return [piece[0], piece[1:]]
    return []


@cache
def _verb_forms() -> frozenset[str]:
    verbs = (word for row in rows("concepts.csv") for word in row["ko"].split() if _is_verb(word))
    return frozenset(spelling for verb in verbs for form in forms(verb) for spelling in _spellings(form))


def _is_verb(word: str) -> bool:
    return len(word) > 1 and word.endswith("다")


def _spellings(form: str) -> tuple[str, ...]:
    """As it stands, and as the stripping of particles leaves it: 달리는 → 달리."""
    return (form, without_particle(form))


@cache
def _index() -> dict[str, Meanings]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows("concepts.csv"):
        korean = row["ko"].split()
        meaning = korean[0]
        for word in row["en"].split():
            found[stem(word)][meaning] = None
        for word in korean:
            for form in forms(word) if _is_verb(word) else (word,):
                for spelling in _spellings(form):
                    found[spelling][meaning] = None
    return {word: tuple(meanings) for word, meanings in found.items()}
