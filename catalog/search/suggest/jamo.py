"""Korean text as the keys that are pressed to write it, so that half a syllable can be looked up.

A key is the sequence of jamo as they are typed on a two-set (두벌식) keyboard: 빗소리 → ㅂㅣㅅㅅㅗㄹㅣ.
What an input method shows on the way there (비ㅅ, 빗ㅅ, 빗솔) has a key with which the key of the whole word begins.
"""

from __future__ import annotations

import unicodedata

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# A letter and the two keys it is written with.
_WRITTEN_WITH_TWO = """
ㅘㅗㅏ ㅙㅗㅐ ㅚㅗㅣ ㅝㅜㅓ ㅞㅜㅔ ㅟㅜㅣ ㅢㅡㅣ
ㄳㄱㅅ ㄵㄴㅈ ㄶㄴㅎ ㄺㄹㄱ ㄻㄹㅁ ㄼㄹㅂ ㄽㄹㅅ ㄾㄹㅌ ㄿㄹㅍ ㅀㄹㅎ ㅄㅂㅅ
"""
PAIRS = {letters[0]: letters[1:] for letters in _WRITTEN_WITH_TWO.split()}
MAX_KEY_LENGTH = 64  # nobody types more and still wants a suggestion

_FIRST, _LAST = ord("가"), ord("힣")
_JOINED = {pressed: joined for joined, pressed in PAIRS.items()}


def key(text: str) -> str:
    """The key of a text: case folded, syllables taken apart, one space between words."""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return "".join(map(_pressed, plain))[:MAX_KEY_LENGTH]


def is_jamo(character: str) -> bool:
    """Whether it is a Korean letter standing alone, as in ㅋ or ㅘ."""
    return "ㄱ" <= character <= "ㅣ"


def composed(keys: str) -> str:
    """The text an input method makes of pressed keys; letters that fit no syllable stay alone."""
    out = ""
    place = 0
    while place < len(keys):
        syllable, length = _syllable(keys, place)
        out += syllable
        place += length
    return out


def _pressed(character: str) -> str:
    code = ord(character)
    if _FIRST <= code <= _LAST:
        rest, final = divmod(code - _FIRST, len(FINALS))
        initial, vowel = divmod(rest, len(VOWELS))
        parts = (INITIALS[initial], VOWELS[vowel], FINALS[final])
        return "".join(PAIRS.get(part, part) for part in parts)
    return PAIRS.get(character, character)


def _syllable(keys: str, place: int) -> tuple[str, int]:
    """The syllable, or single letter, that begins at `place`, and how many keys it takes."""
    initial = INITIALS.find(keys[place])
    vowel, taken = _vowel(keys, place + 1)
    if initial < 0 or not taken:
        return keys[place], 1
    final, more = _final(keys, place + 1 + taken)
    code = (initial * len(VOWELS) + VOWELS.index(vowel)) * len(FINALS) + FINALS.index(final)
    return chr(_FIRST + code), 1 + taken + more


def _vowel(keys: str, place: int) -> tuple[str, int]:
    joined = _JOINED.get(keys[place : place + 2], "")
    if joined in VOWELS and joined:
        return joined, 2
    one = keys[place : place + 1]
    return (one, 1) if one and one in VOWELS else ("", 0)


def _final(keys: str, place: int) -> tuple[str, int]:
    """A consonant before a vowel belongs to the next syllable."""
    two, one = _JOINED.get(keys[place : place + 2], ""), keys[place : place + 1]
    if two in FINALS and two and not _is_vowel(keys, place + 2):
        return two, 2
    if one in FINALS and one and not _is_vowel(keys, place + 1):
        return one, 1
    return "", 0


def _is_vowel(keys: str, place: int) -> bool:
    return keys[place : place + 1] in set(VOWELS)
