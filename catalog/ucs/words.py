"""Words of English and Korean text: splitting, light stemming, particles, bigrams."""

import re
import unicodedata
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z]{3})(?=[0-9])")
_WORD = re.compile(r"[가-힣]+|(?:(?![가-힣_])\w)+")
_POSSESSIVE = re.compile(r"['’](?:s|t|re|ll|ve|d|m)?\b")

# "firing" is of "fire": a short verb without the e would have doubled its consonant, as "hitting" does.
_SHORT_WITH_E = re.compile("[^aeiou][aeiouy][^aeiouwxy]")

_PARTICLES = """
은 는 이 가 을 를 의 에 에서 에게 으로 로 와 과 도 만 까지 부터 처럼 보다 이나 나 랑 이랑 하고
에선 에는 에도 으로부터 로부터 라는 이라는 들 들이 들을 들은 들의
"""
# After a syllable with a final consonant (True) or without one, as the particle demands.
_OF_ONE_SYLLABLE = {"을": True, "를": False, "으로": True}
_OF_ANY_SYLLABLE = frozenset({"에", "에서"})
_FIRST_SYLLABLE, _FINALS, _SIOT = ord("가"), 28, 19
_LONGEST_PARTICLE_FIRST = tuple(sorted(_PARTICLES.split(), key=len, reverse=True))


def words(text: str) -> list[str]:
    """Lower-case words in order; camelCase and "Beep03" are taken apart, Korean and Latin letters too."""
    if text.isascii() and text.islower() and text.replace(" ", "").isalpha():
        return text.split()
    plain = unicodedata.normalize("NFC", _POSSESSIVE.sub("", text))
    return [_folded(word) for word in _WORD.findall(_CAMEL.sub(" ", plain))]


def is_hangul(word: str) -> bool:
    return "가" <= word[0] <= "힣"


def bigrams(word: str) -> list[str]:
    """ "발자국" → 발자, 자국."""
    return [word[place : place + 2] for place in range(len(word) - 1)]


@lru_cache(maxsize=65536)
def without_particle(word: str) -> str:
    """A Korean word without its particle: "나무문을" → "나무문", "문을" → "문".

    Of a noun of one syllable only particles that can hardly be anything else are taken: 가을 and 종이 stay.
    """
    for particle in _LONGEST_PARTICLE_FIRST:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    if len(word) < 2:
        return word
    for particle in _OF_ONE_SYLLABLE:
        if word[1:] == particle and has_final(word[0]) is _OF_ONE_SYLLABLE[particle]:
            return word[0]
    return word[0] if word[1:] in _OF_ANY_SYLLABLE else word


def without_linking_siot(word: str) -> str:
    """빗 → 비, 나뭇 → 나무: the ㅅ that joins the parts of a compound."""
    if word and is_hangul(word[-1]) and (ord(word[-1]) - _FIRST_SYLLABLE) % _FINALS == _SIOT:
        return word[:-1] + chr(ord(word[-1]) - _SIOT)
    return word


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The common part of an English word's forms, after steps 1 and 5 of Porter's second stemmer."""
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    word = _without_plural(word)
    word = _without_tense(word)
    if word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    # Of four letters the last counts: a gate is no "gat", nor a pane a pan.
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return word


def has_final(syllable: str) -> bool:
    """Whether a Korean syllable ends in a consonant."""
    return (ord(syllable) - _FIRST_SYLLABLE) % _FINALS != 0


def _folded(word: str) -> str:
    lowered = word.lower()
    if lowered.isascii() or is_hangul(lowered):
        return lowered
    spread = unicodedata.normalize("NFKD", lowered)
    plain = "".join(character for character in spread if not unicodedata.combining(character))
    return plain if plain.isascii() else lowered


def _without_plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "i" if len(word) > 4 else word[:-1]
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith(("xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def _without_tense(word: str) -> str:
    for suffix in ("ingly", "edly", "ing", "ed"):
        base = word.removesuffix(suffix)
        if base != word and len(base) >= 3 and any(vowel in base for vowel in "aeiouy"):
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                return base[:-1]
            return f"{base}e" if _SHORT_WITH_E.fullmatch(base) else base
    return word
