"""What can be counted about an effect, packed into the three small integers of its search document.

p1 = paid (1 bit) | licences (4 bits) << 1 | channels (2 bits) << 5
p2 = duration (4 bits) | sample rate (3 bits) << 4 | bit depth (2 bits) << 7
p3 = loudness (4 bits) | source (1 bit) << 4 | use of AI (2 bits) << 5
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.ucs import schedule

LICENCES = ("public", "creator", "team", "production")
PRICES = ("free", "paid")
CHANNELS = ("mono", "stereo", "surround")
BITS = ("16", "24", "32")
SOURCES = ("private", "public")
AI_USES = ("undeclared", "none", "assisted")

# Lower bounds of the bars of the two histograms; a bar ends where the next begins. Its place here, as text, is
# the value it is counted under.
DURATION_BUCKETS = (
    0.0,
    0.25,
    0.5,
    1.0,
    1.5,
    2.0,
    3.0,
    5.0,
    8.0,
    12.0,
    20.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
)  # s
LOUDNESS_BUCKETS = (
    -70.0, -48.0, -42.0, -36.0, -33.0, -30.0, -27.0, -24.0, -21.0, -18.0, -16.0, -14.0, -12.0, -9.0, -6.0
)  # LUFS  # fmt: skip
_NOT_MEASURED = len(LOUDNESS_BUCKETS)

# How many bits each counted column needs; a CatID's number is `sub`.
WIDTHS = {"sub": 10, "p1": 7, "p2": 9, "p3": 7}

# Lowest rate in Hz that belongs to it.
SAMPLE_RATES = {
    "low": 0,
    "44100": 44_100,
    "48000": 48_000,
    "88200": 88_200,
    "96000": 96_000,
    "192000": 176_400,
}


@dataclass(frozen=True, slots=True)
class PackedFacet:
    """Where one facet lies in its column; what it holds is one of `values`, or several when `is_set`."""

    name: str
    column: str
    shift: int
    mask: int
    values: tuple[str, ...]
    is_set: bool = False

    def values_of(self, packed: int) -> tuple[str, ...]:
        code = packed >> self.shift & self.mask
        if self.is_set:
            return tuple(value for place, value in enumerate(self.values) if code >> place & 1)
        return (self.values[code],) if code < len(self.values) else ()

    def condition(self, chosen: Iterable[str]) -> tuple[str, list[Any]]:
        """SQL that holds for documents with at least one of the chosen values, and its parameters."""
        codes = [self.values.index(value) for value in chosen]
        field = f"(({self.column} >> {self.shift}) & {self.mask})"
        if self.is_set:
            return f"({field} & %s) <> 0", [sum(1 << code for code in codes)]
        return f"{field} = ANY(%s)", [codes]


def _places(bounds: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(map(str, range(len(bounds))))


PRICE = PackedFacet("price", "p1", 0, 0b1, PRICES)
LICENCE = PackedFacet("licence", "p1", 1, 0b1111, LICENCES, is_set=True)
CHANNEL = PackedFacet("channels", "p1", 5, 0b11, CHANNELS)
DURATION = PackedFacet("duration", "p2", 0, 0b1111, _places(DURATION_BUCKETS))
SAMPLE_RATE = PackedFacet("sample_rate", "p2", 4, 0b111, tuple(SAMPLE_RATES))
BIT_DEPTH = PackedFacet("bits", "p2", 7, 0b11, BITS)
LOUDNESS = PackedFacet("loudness", "p3", 0, 0b1111, _places(LOUDNESS_BUCKETS))
SOURCE = PackedFacet("source", "p3", 4, 0b1, SOURCES)
AI_USE = PackedFacet("ai", "p3", 5, 0b11, AI_USES)

# Facets of which values are chosen, and those of which a range is.
PACKED = (PRICE, SAMPLE_RATE, CHANNEL, LICENCE, BIT_DEPTH, SOURCE, AI_USE)
HISTOGRAMS = (DURATION, LOUDNESS)
BY_COLUMN = {
    column: tuple(facet for facet in (*PACKED, *HISTOGRAMS) if facet.column == column)
    for column in ("p1", "p2", "p3")
}


def pack_p1(*, price_minor: int, licence_codes: Iterable[str], channels: int) -> int:
    licences = sum(1 << LICENCES.index(code) for code in set(licence_codes) if code in LICENCES)
    return int(price_minor > 0) | licences << 1 | min(max(channels, 1), 3) - 1 << 5


def pack_p2(*, duration_ms: int, sample_rate_hz: int, bit_depth: int | None) -> int:
    duration = bisect_right(DURATION_BUCKETS, duration_ms / 1000) - 1
    rate = bisect_right(list(SAMPLE_RATES.values()), sample_rate_hz) - 1
    bits = 0 if (bit_depth or 16) <= 16 else 1 if (bit_depth or 16) <= 24 else 2
    return duration | rate << 4 | bits << 7


def pack_p3(*, integrated_lufs: float | None, source: str, ai_use: str) -> int:
    """`source` and `ai_use` as an Effect has them: a wholly generated sound is never on sale."""
    loudness = _NOT_MEASURED
    if integrated_lufs is not None:
        loudness = max(bisect_right(LOUDNESS_BUCKETS, integrated_lufs) - 1, 0)
    use = AI_USES.index(ai_use) if ai_use in AI_USES else int(bool(ai_use)) * AI_USES.index("assisted")
    return loudness | SOURCES.index(source) << 4 | use << 5


def category_number(code: str) -> int:
    return category_numbers()[code]


def category_code(number: int) -> str:
    return schedule.categories()[number].code


def subcategory_number(cat_id: str) -> int:
    return subcategory_numbers()[cat_id]


def subcategory_cat_id(number: int) -> str:
    return _cat_ids()[number]


@cache
def category_numbers() -> Mapping[str, int]:
    return {category.code: number for number, category in enumerate(schedule.categories())}


@cache
def _cat_ids() -> tuple[str, ...]:
    return tuple(schedule.schedule())


@cache
def subcategory_numbers() -> Mapping[str, int]:
    return {cat_id: number for number, cat_id in enumerate(_cat_ids())}
