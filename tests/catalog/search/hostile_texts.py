"""Queries nobody means well with: ten thousand lines, the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

WORDS = [
    *(
        "rain",
        "빗소리",
        "문",
        "door",
        "뚜벅뚜벅",
        "쨍그랑",
        "9mm",
        "808",
        "5.1",
        "lo-fi",
        "tyre",
        "한옥",
        "janggu",
    ),
    *("été", "straße", "ΑΒΓ", "дверь", "ドア", "門"),
]
OPERATORS = [
    *"()\"',-*:;&|!<>\\%_$#@^~`[]{}=+?/.",
    "<->",
    "--",
    "“",
    "”",
    "（",
    "）",
    "，",
    "−",
    "..",
    "''",
    '""',
]
SQL = [
    "'; DROP TABLE catalog_searchdoc; --",
    "' OR 1=1 --",
    "\\'; SELECT pg_sleep(9); --",
    "%s %(x)s %%",
    "$1 $$x$$",
    "E'\\x00'",
    "UNION SELECT NULL",
]
TSQUERY = [
    "a & b | !c",
    "a <-> b",
    "a <99999> b",
    "'a':*A",
    "a:ABCD",
    "!!!a",
    "((a&",
    "\\\\':*",
    "a:*:*",
    ":*",
    "&",
]
INVISIBLE = [
    *"\0\x01\x1b\x7f\x85\u00a0\u00ad\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\u3164\ufeff\uffff"
]
SURROGATES = ["\ud800", "\udfff", "\udc80", "\ud83d"]
EMOJI = [*"🚪🎧👩🏽‍🚀🇰🇷", "👨‍👩‍👧‍👦", "☔️"]
JAMO = [*"ㄱㅏㅎㅋㅠㅅ", "ㅂㅣㅅㅗㄹㅣ", "\u1107\u1175\u11ba", "\u1112\u1161\u11ab" * 9, "ﾻￂￇ"]
WIDE = ["ｒａｉｎ", "ﾄﾞｱ", "！＊（）", "１２３"]
FIELDS = [
    *(
        "cat:",
        "cat:DOORWood",
        "cat:문",
        "dur:<",
        "dur:<2s",
        "dur:>1e99",
        "dur:..",
        "dur:99999999..1",
        "rate:96k",
    ),
    *(
        "rate:9999999999999",
        "bits:24",
        "bits:²",
        "ch:5.1",
        "price:<5,000",
        "price:free",
        "price:₩",
        "seller:'",
    ),
    *(
        'seller:"',
        "seller:\0",
        "lufs:>-20",
        "lufs:--5",
        "src:public",
        "ai:none",
        "분류:비",
        "길이:<2초",
        "가격:무료",
    ),
    *("dur:٣", "rate:①", "lufs:−∞", "cat:" + "A" * 500),
]
POOLS = [WORDS, OPERATORS, SQL, TSQUERY, INVISIBLE, SURROGATES, EMOJI, JAMO, WIDE, FIELDS]


def lines(count: int, *, seed: int = 5) -> Iterator[str]:
    """Without line ends, so that each is one query on standard input too."""
    rng = random.Random(seed)
    kinds: list[Callable[[random.Random], str]] = [
        _mixed,
        _mixed,
        _mixed,
        _any_characters,
        _brackets,
        _long,
        _broken,
    ]
    for _ in range(count):
        yield "".join(character for character in rng.choice(kinds)(rng) if character not in "\r\n")


def _mixed(rng: random.Random) -> str:
    pools = rng.choices(POOLS, k=rng.randint(1, 4))
    parts = [rng.choice(rng.choice(pools)) for _ in range(rng.randint(0, 12))]
    return rng.choice(["", " "]).join(parts)


def _any_characters(rng: random.Random) -> str:
    tops = (0x7F, 0x2FF, 0xD7FF, 0xFFFF, 0x10FFFF)
    return "".join(chr(rng.randint(0, rng.choice(tops))) for _ in range(rng.randint(0, 80)))


def _brackets(rng: random.Random) -> str:
    return "".join(rng.choice([*'()()",-* ', *WORDS]) for _ in range(rng.randint(1, 60)))


def _long(rng: random.Random) -> str:
    part = rng.choice([*WORDS, *OPERATORS, *FIELDS, *EMOJI, *JAMO]) + rng.choice(["", " ", ",", " -", "("])
    return (part * 10_000)[: rng.choice([199, 200, 201, 10_240])]


def _broken(rng: random.Random) -> str:
    """What is left when something sensible is cut somewhere."""
    whole = rng.choice(
        [
            '(rain, hail) roof -wood "tin roof" dur:<2s',
            "(빗소리, 우박) -천둥 분류:비 가격:무료",
            *SQL,
            *TSQUERY,
        ]
    )
    start = rng.randrange(len(whole))
    return whole[start : rng.randint(start, len(whole))] + rng.choice([*OPERATORS, *SURROGATES, ""])
