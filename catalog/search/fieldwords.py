"""Filters inside the text of a search: `rain cat:DOORWood dur:<2s`, `빗소리 길이:<2초 가격:무료`.

Whoever knows the words need not lift the hands from the keyboard; chips and URL then say the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.search.fieldvalues import READERS, Meaning
from catalog.search.ranges import Range

_NAMES = {
    "cat": "cat catid cat_id category ucs 분류 카테고리",
    "dur": "dur duration len length 길이 시간 재생시간",
    "rate": "rate sr samplerate sample_rate 샘플레이트 표본율",
    "bits": "bits bit depth 비트 비트심도 비트뎁스",
    "ch": "ch channel channels 채널",
    "price": "price won 가격 값",
    "lic": "lic licence license 라이선스 라이센스 이용허락",
    "seller": "seller by 판매자 제작자",
    "lufs": "lufs loudness 음량 라우드니스",
    "src": "src source 출처",
    "ai": "ai 인공지능",
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split()}

_KEEPS_CASE = frozenset({"cat", "seller"})
_THOUSANDS = re.compile(r"[^,]*?\d{1,3}(?:,\d{3})+(?!\d)[^,]*")
_MAX_VALUES = 32

# A quoted phrase is passed over as a whole. A word ends where the grammar of the rest has something to say.
_PIECE = re.compile(
    rf"""(?P<phrase>"[^"]*")
    | (?<![^\s,(]) (?P<name>{"|".join(sorted(_FIELD_OF, key=len, reverse=True))})
      \s?[:：]\s?
      (?: "(?P<quoted>[^"]*)" | (?P<value>(?:[<>]=?\s)?[^\s"()]+) )""",
    re.VERBOSE | re.IGNORECASE,
)


def read(text: str) -> tuple[str, dict[str, object]]:
    """The text without its field words, and what those ask for by field of SearchQuery. Never raises.

    Values of one field are united; spans of one field narrow each other where they meet. A field word whose
    value means nothing stays in the text. `seller_name` holds names as typed.
    """
    kept: list[str] = []
    found: dict[str, object] = {}
    place = 0
    for piece in _PIECE.finditer(text):
        if piece["phrase"] is not None:
            continue
        end = piece.end()
        meanings = list(_meanings(piece))
        if not meanings:
            continue
        for meaning, length in meanings:
            _add(found, meaning)
            end = piece.start("value") + length if piece["value"] is not None else end
        kept.append(text[place : piece.start()])
        place = end
    kept.append(text[place:])
    return (" ".join(" ".join(kept).split()) if found else text), found


def _meanings(piece: re.Match[str]) -> Iterator[tuple[Meaning, int]]:
    """What the values of a field word mean, each with the length of everything read up to its end.

    `ch:mono,stereo` has two values, `price:<5,000` one; in `ch:mono,rain` the comma is that of the grammar.
    """
    field = _FIELD_OF[piece["name"].lower()]
    if piece["quoted"] is not None:
        meaning = _meaning(field, piece["quoted"].strip())
        if meaning:
            yield meaning, 0
        return
    typed = piece["value"]
    if _THOUSANDS.fullmatch(typed) and (meaning := _meaning(field, typed)):
        yield meaning, len(typed)
        return
    end = -1
    for value in typed.split(",")[:_MAX_VALUES]:
        meaning = _meaning(field, value)
        if meaning is None:
            return
        end += 1 + len(value)
        yield meaning, end


def _meaning(field: str, value: str) -> Meaning | None:
    return READERS[field](value if field in _KEEPS_CASE else value.lower()) if value else None


def _add(found: dict[str, object], meaning: Meaning) -> None:
    field, value = meaning
    before = found.get(field)
    if isinstance(value, Range):
        found[field] = _met(before, value) if isinstance(before, Range) else value
    else:
        chosen = before if isinstance(before, tuple) else ()
        found[field] = tuple(dict.fromkeys((*chosen, *value)))


def _met(one: Range, other: Range) -> Range:
    """Where the two meet; both and what lies between them where they do not."""
    lows = [span.low for span in (one, other) if span.low is not None]
    highs = [span.high for span in (one, other) if span.high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return Range(min(lows) if len(lows) == 2 else None, max(highs) if len(highs) == 2 else None)
    return Range(low, high)
