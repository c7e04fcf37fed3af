"""The tokens a text is found by: ours, so that every backend finds the same.

Kinds, told apart by their first character so that none can be mistaken for another:
a plain word (English stem, Korean word without its particle), `·` + two syllables, `$` + a last syllable,
`=` + a meaning that words of both languages share.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise

from catalog.ucs import concepts
from catalog.ucs.words import bigrams, is_hangul, stem, without_particle, words

MAX_WORD_LENGTH = 40

_FILLERS = """
sound effect sfx fx audio noise the a an of and with in on at to for by
소리 사운드 효과음 효과 음향 나는 내는 하는
"""

# Asked for by everybody and said of nothing in particular: dropped from a query that has other words.
FILLERS = frozenset(map(stem, _FILLERS.split()))

_HYPHENATED = re.compile(r"[A-Za-z0-9]+(?:[-‐‑][A-Za-z0-9]+){1,3}")
_HYPHENS = re.compile("[-‐‑]")


def words_of(text: str) -> list[str]:
    """The words of a text in order, in the form they are compared by."""
    return [known(word) for word in words(text)]


def known(word: str) -> str:
    """The comparable form of one lower-case word."""
    if is_hangul(word):
        return concepts.short_noun_of(without_particle(word))[:MAX_WORD_LENGTH]
    return stem(word)[:MAX_WORD_LENGTH]


def placed(text: str) -> Iterator[tuple[int, str]]:
    """Every token of a text with the place of its word, counted from 0; a word has several in one place."""
    typed = words(text)
    found = [known(word) for word in typed]
    for place, (word, raw) in enumerate(zip(found, typed, strict=True)):
        for token in index_tokens(word):
            yield place, token
        if is_hangul(raw) and raw != word:
            # What looks like a particle may belong to the noun (고양이), which counts inside a compound.
            yield place, raw
            for pair in bigrams(raw[len(word) - 1 :]):
                yield place, f"·{pair}"
    for place, (one, other) in enumerate(pairwise(found)):
        # People space Korean as they like: 문 닫는 소리 has to be found as 문닫는소리.
        if is_hangul(one) and is_hangul(other):
            yield place, f"·{one[-1]}{other[0]}"
    for hyphenated in _HYPHENATED.findall(text):
        yield 0, known(_HYPHENS.sub("", hyphenated).lower())


@lru_cache(maxsize=65536)
def index_tokens(word: str) -> tuple[str, ...]:
    """Everything a comparable word is found by. One syllable is found only by itself: 눈, 배, 말."""
    tokens = [word]
    if is_hangul(word) and len(word) > 1:
        tokens += [f"·{pair}" for pair in bigrams(word)]
        tokens.append(ending_token(word))
    meant = chain(concepts.of_word(word), chain.from_iterable(concepts.of_parts(word)))
    return (*tokens, *map(meaning_token, meant))


def query_tokens(word: str) -> list[str]:
    """Tokens that together stand for a queried word.

    In Korean all its syllable pairs, so that 빗소리 is found inside 창가빗소리; otherwise the word itself.
    """
    if is_hangul(word) and len(word) > 1:
        return [f"·{pair}" for pair in dict.fromkeys(bigrams(word))]
    return [word]


def ending_token(word: str) -> str:
    """Found at the end of compounds: 문 at the end of 나무문."""
    return f"${word[-1]}"


def meaning_token(meaning: str) -> str:
    return f"={meaning}"


def is_one_word(one: str, other: str) -> bool:
    """Whether two neighbouring words may as well be written as one: 빗 소리, sci fi."""
    if is_hangul(one) and is_hangul(other):
        return len(one) == 1 or len(other) == 1
    return not (is_hangul(one) or is_hangul(other)) and concepts.is_known(one + other)
