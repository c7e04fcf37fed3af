"""Typing slips, counted in keys pressed: one left out, one too many, one wrong, two exchanged.

Everything one slip away is written out and looked up in an index of keys, so a correction costs the same among a
thousand words and a million. Two slips in a long word are looked for among words that begin as typed.
"""

from __future__ import annotations

import string
from collections.abc import Iterator

MIN_LENGTH = 4  # keys; shorter words resemble too many others
MIN_LENGTH_FOR_TWO = 8

_KOREAN = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"


def one_slip_away(key: str) -> set[str]:
    """Every key that differs by one slip, for keys of Korean or Latin letters; others give nothing."""
    letters = _letters_of(key)
    if not letters or len(key) < MIN_LENGTH:
        return set()
    return set(_slips(key, letters)) - {key}


def distance(one: str, other: str, *, at_most: int = 2) -> int:
    """The number of slips between two keys, or `at_most` + 1 when there are more."""
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        before, above, row = row, before, [place]
        for across, wanted in enumerate(other, start=1):
            best = min(before[across] + 1, row[-1] + 1, before[across - 1] + (letter != wanted))
            is_swap = place > 1 and across > 1 and letter == other[across - 2] and one[place - 2] == wanted
            row.append(min(best, above[across - 2] + 1) if is_swap else best)
        if min(row) > at_most:
            return at_most + 1
    return min(row[-1], at_most + 1)


def _letters_of(key: str) -> str:
    if all(letter in string.ascii_lowercase for letter in key):
        return string.ascii_lowercase
    return _KOREAN if all(letter in _KOREAN for letter in key) else ""


def _slips(key: str, letters: str) -> Iterator[str]:
    for place in range(len(key) + 1):
        head, tail = key[:place], key[place:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
