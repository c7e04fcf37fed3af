"""What the value of a field word means: `2-10s`, `<5000`, `96k`, `스테레오`, `DOORWood` as a search holds them.

Every reader gives None for what it cannot read; none raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache

from catalog.search import facet_codes
from catalog.search.amounts import lufs, seconds, span_of, won
from catalog.search.ranges import Range
from catalog.ucs import schedule

# Values of one field of SearchQuery; the field itself is part of the meaning: `cat:` names a CatID or a category.
Meaning = tuple[str, tuple[str, ...] | Range]
_ABOUT = Decimal("0.1")
_RATE = re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,3})?)(?P<kilo>k)?(?:hz)?")
_BITS = re.compile(r"(?P<bits>\d{1,2})(?:-?bits?|비트|f|b)?")
_MINUS = str.maketrans({"−": "-", "–": "-"})

_CHANNELS = {
    "mono": "mono 1 1ch 1.0 모노 단일",
    "stereo": "stereo 2 2ch 2.0 스테레오",
    "surround": "surround 3 4 5 6 7 8 4ch 5ch 6ch 7ch 8ch quad 4.0 5.0 5.1 6.1 7.1 7.1.4 서라운드 입체",
}
_PRICES = {"free": "free 0 0원 무료", "paid": "paid 유료"}
_LICENCES = {
    "public": "public kogl 공공무료 공공 공공누리",
    "creator": "creator 크리에이터 개인",
    "team": "team 팀",
    "production": "production 제작사",
}
_SOURCES = {"private": "private 민간 개인 판매자", "public": "public 공공 공공기관 기관"}
_AI_USES = {
    "none": "none no 0 없음 미사용 사용안함",
    "assisted": "assisted yes 보조 사용 활용",
    "undeclared": "undeclared unknown 미표시 미신고 미상",
}


def category(value: str) -> Meaning | None:
    """A CatID in any case, a category's code, or its name in either language.

    An ordinary word that is both, such as RAIN, is the category, which holds the CatID.
    """
    code = _categories().get(_bare(value))
    if code is not None:
        return "category", (code,)
    found, _warnings = schedule.find(value)
    entry = found or _wordlike(value)
    return ("cat_id", (entry.cat_id,)) if entry else None


def duration(value: str) -> Meaning | None:
    """Seconds; a bare length stands for about that long."""
    span = span_of(value, seconds, step=Decimal("0.001"))
    if span is not None:
        return "duration", span
    exact = seconds(value)
    if exact is None:
        return None
    return "duration", Range(float(exact * (1 - _ABOUT)), float(exact * (1 + _ABOUT)))


def price(value: str) -> Meaning | None:
    """Free or paid, or an amount of won."""
    named = _one_of("price", _PRICES)(value)
    if named is not None:
        return named
    span = span_of(value, won, step=Decimal(1))
    exact = won(value)
    if span is None and exact is not None:
        span = Range(float(exact), float(exact))
    return ("price_range", span) if span is not None else None


def loudness(value: str) -> Meaning | None:
    """LUFS; figures below zero may be written with either minus."""
    plain = value.translate(_MINUS).lower().removesuffix("lufs")
    span = span_of(plain, lufs, step=Decimal("0.1"))
    if span is not None:
        return "loudness", span
    exact = lufs(plain)
    return ("loudness", Range(float(exact) - 0.5, float(exact) + 0.5)) if exact is not None else None


def sample_rate(value: str) -> Meaning | None:
    """Hz or kHz: 96k, 96000, 44.1."""
    read = _RATE.fullmatch(value)
    if read is None:
        return None
    number = Decimal(read["number"])
    hz = number * 1000 if read["kilo"] or number < 1000 else number
    if not hz:
        return None
    return "sample_rate", ([name for name, low in facet_codes.SAMPLE_RATES.items() if low <= hz][-1],)


def bits(value: str) -> Meaning | None:
    read = _BITS.fullmatch(value)
    return ("bits", (read["bits"],)) if read and read["bits"] in facet_codes.BITS else None


def seller(value: str) -> Meaning | None:
    """Whoever is called so; only the database knows whether anybody is."""
    return ("seller_name", (value,)) if any(map(str.isalnum, value)) else None


def _one_of(field: str, words: Mapping[str, str]) -> Callable[[str], Meaning | None]:
    meant = {word: value for value, listed in words.items() for word in listed.split()}

    def read(value: str) -> Meaning | None:
        return (field, (meant[value],)) if value in meant else None

    return read


# Reader of each field word; values come in lower case, but for a category and a seller.
READERS: dict[str, Callable[[str], Meaning | None]] = {
    "cat": category,
    "dur": duration,
    "rate": sample_rate,
    "bits": bits,
    "ch": _one_of("channels", _CHANNELS),
    "price": price,
    "lic": _one_of("licence", _LICENCES),
    "seller": seller,
    "lufs": loudness,
    "src": _one_of("source", _SOURCES),
    "ai": _one_of("ai", _AI_USES),
}


@cache
def _categories() -> dict[str, str]:
    """Bare code or name → category code; where a name has several parts, each of them too."""
    found: dict[str, str] = {}
    for category in schedule.categories():
        names = (category.code, category.name_en, category.name_ko)
        for name in (*names, *_parts(names), *_singulars(category.name_en)):
            found.setdefault(_bare(name), category.code)
    return found


def _parts(names: Iterable[str]) -> list[str]:
    return [part for name in names for part in re.split("[·&]", name) if part != name]


def _singulars(name: str) -> list[str]:
    return [name[:-1]] if name.endswith("S") and not name.endswith("SS") else []


@cache
def _wordlike_ids() -> dict[str, str]:
    return {cat_id.casefold(): cat_id for cat_id in schedule.WORDLIKE}


def _wordlike(value: str) -> schedule.CatId | None:
    # Ordinary words are CatIDs in exact case only in a file name; behind `cat:` nothing else can be meant.
    cat_id = _wordlike_ids().get(value.casefold())
    return schedule.get(cat_id) if cat_id else None


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
