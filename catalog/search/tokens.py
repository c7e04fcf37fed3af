"""The tokens a text is found by: ours, so that every backend finds the same.

Kinds, told apart by their first character so that none can be mistaken for another:
a plain word (English stem, Korean word without its particle), `·` + two syllables, `$` + a last syllable.
"""

from collections.abc import Iterator

from catalog.ucs.words import bigrams, is_hangul, stem, without_particle, words

MAX_WORD_LENGTH = 40

_FILLERS = """
sound effect sfx fx audio noise the a an of and with in on at to for by
소리 사운드 효과음 효과 음향 나는 내는 하는
"""

# Asked for by everybody and said of nothing in particular: dropped from a query that has other words.
FILLERS = frozenset(map(stem, _FILLERS.split()))


def words_of(text: str) -> list[str]:
    """The words of a text in order, in the form they are compared by."""
    return [known(word) for word in words(text)]


def known(word: str) -> str:
    """The comparable form of one lower-case word."""
    if is_hangul(word):
        return without_particle(word)[:MAX_WORD_LENGTH]
    return stem(word)[:MAX_WORD_LENGTH]


def index_tokens(word: str) -> Iterator[str]:
    """Everything a comparable word is found by. One syllable is found only by itself: 눈, 배, 말."""
    yield word
    if is_hangul(word) and len(word) > 1:
        for pair in bigrams(word):
            yield f"·{pair}"
        yield f"${word[-1]}"


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
