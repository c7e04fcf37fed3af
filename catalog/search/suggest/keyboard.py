"""Text typed with the wrong keyboard layout: `qltthfl` for 빗소리, `ㄱ먀ㅜ` for rain.

The layouts are the American one and the Korean two-set one (두벌식, KS X 5002).
"""

from __future__ import annotations

from catalog.search.suggest import jamo

_LATIN = "qwertyuiopasdfghjklzxcvbnm"
_KOREAN = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"
_SHIFTED = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))

_TO_KOREAN = {
    **dict(zip(_LATIN, _KOREAN, strict=True)),
    **dict(zip(_LATIN.upper(), _KOREAN, strict=True)),
    **_SHIFTED,
}
_TO_LATIN = dict(zip(_KOREAN, _LATIN, strict=True)) | {
    korean: latin.lower() for latin, korean in _SHIFTED.items()
}


def as_korean(word: str) -> str:
    """What the same keys write in Korean; "" unless that is whole syllables, at least one."""
    if not (word and word.isascii() and word.isalpha()):
        return ""
    written = jamo.composed("".join(_TO_KOREAN[letter] for letter in word))
    return "" if any(map(jamo.is_jamo, written)) else written


def as_english(word: str) -> str:
    """What the same keys write in English, in small letters; "" unless all of the word is Korean."""
    pressed = jamo.key(word)
    if not pressed or any(letter not in _TO_LATIN for letter in pressed):
        return ""
    return "".join(_TO_LATIN[letter] for letter in pressed)
