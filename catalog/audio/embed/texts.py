"""Cutting and joining text for fields of a fixed width, never through a letter."""

import re

from ..encoding import clean

# Letters no container can hold: XML 1.0 has no place for them.
_NO_LETTERS = re.compile("[\ufffe\uffff]")
_SENTENCE_END = (".", "!", "?", "…", "。")
# A word longer than that is cut like any text: Korean and Japanese lines may hold no space.
LONGEST_WORD = 30


def cleaned(text: str, max_chars: int) -> str:
    """Return one line of NFC text that every container can hold, at most `max_chars` long."""
    return cut(clean(_NO_LETTERS.sub("", text[: max_chars * 4]), max_chars + LONGEST_WORD), max_chars)


def cut(text: str, max_chars: int) -> str:
    """Return at most `max_chars` code points, cut between words where one ends near."""
    if len(text) <= max_chars:
        return text
    kept = text[:max_chars]
    if not text[max_chars].isspace():
        space = kept.rfind(" ")
        kept = kept[:space] if space > max_chars - LONGEST_WORD and space > 0 else kept
    return kept.rstrip(" ,;")


def cut_bytes(text: str, max_bytes: int) -> str:
    """Return at most `max_bytes` of UTF-8, cut between words where one ends near, never inside a letter."""
    raw = text.encode()
    if len(raw) <= max_bytes:
        return text
    return cut(text, len(raw[:max_bytes].decode("utf-8", "ignore")))


def sentences(english: str, korean: str, max_chars: int) -> str:
    """Return "English. 한국어." within `max_chars`; where both do not fit, neither is lost wholly."""
    if not english or not korean:
        return cut(english or korean, max_chars)
    ended = english if english.endswith(_SENTENCE_END) else f"{english}."
    if len(ended) + 1 + len(korean) <= max_chars:
        return f"{ended} {korean}"
    half = max_chars // 2 - 1
    room_for_english = max(half, max_chars - 1 - len(korean))
    first = cut(ended, room_for_english)
    return f"{first} {cut(korean, max_chars - 1 - len(first))}"
