"""What can be counted about an effect, packed into the two small integers of its search document.

p1 = paid (1 bit) | licences (4 bits) << 1 | channels (2 bits) << 5
p2 = duration band (3 bits) | sample rate (3 bits) << 3 | bit depth (2 bits) << 6
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalog.ucs import schedule

LICENCES = ("public", "creator", "team", "production")
PRICES = ("free", "paid")
CHANNELS = ("mono", "stereo", "surround")
BITS = ("16", "24", "32")

# Lower bound in ms (inclusive) → upper bound (exclusive, None = open). Its place here is its code.
DURATIONS: dict[str, tuple[int, int | None]] = {
    "0-1": (0, 1_000),
    "1-5": (1_000, 5_000),
    "5-15": (5_000, 15_000),
    "15-30": (15_000, 30_000),
    "30-60": (30_000, 60_000),
    "60-": (60_000, None),
}

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
    """Where one facet lies in `p1` or `p2`; a value it holds is one of `values`, or several when `is_set`."""

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
        return (self.values[code],)

    def condition(self, chosen: Iterable[str]) -> tuple[str, list[Any]]:
        """SQL that holds for documents with at least one of the chosen values, and its parameters."""
        codes = [self.values.index(value) for value in chosen]
        field = f"(({self.column} >> {self.shift}) & {self.mask})"
        if self.is_set:
            return f"({field} & %s) <> 0", [sum(1 << code for code in codes)]
        return f"{field} = ANY(%s)", [codes]


PRICE = PackedFacet("price", "p1", 0, 0b1, PRICES)
LICENCE = PackedFacet("licence", "p1", 1, 0b1111, LICENCES, is_set=True)
CHANNEL = PackedFacet("channels", "p1", 5, 0b11, CHANNELS)
DURATION = PackedFacet("duration", "p2", 0, 0b111, tuple(DURATIONS))
SAMPLE_RATE = PackedFacet("sample_rate", "p2", 3, 0b111, tuple(SAMPLE_RATES))
BIT_DEPTH = PackedFacet("bits", "p2", 6, 0b11, BITS)

PACKED = (PRICE, DURATION, SAMPLE_RATE, CHANNEL, LICENCE, BIT_DEPTH)


def pack_p1(*, price_minor: int, licence_codes: Iterable[str], channels: int) -> int:
    licences = sum(1 << LICENCES.index(code) for code in set(licence_codes) if code in LICENCES)
    return int(price_minor > 0) | licences << 1 | min(max(channels, 1), 3) - 1 << 5


def pack_p2(*, duration_ms: int, sample_rate_hz: int, bit_depth: int | None) -> int:
    duration = _last(low <= duration_ms for low, _high in DURATIONS.values())
    rate = _last(low <= sample_rate_hz for low in SAMPLE_RATES.values())
    bits = 0 if (bit_depth or 16) <= 16 else 1 if (bit_depth or 16) <= 24 else 2
    return duration | rate << 3 | bits << 6


def category_number(code: str) -> int:
    return _category_numbers()[code]


def category_code(number: int) -> str:
    return schedule.categories()[number].code


def subcategory_number(cat_id: str) -> int:
    return _subcategory_numbers()[cat_id]


def subcategory_cat_id(number: int) -> str:
    return _cat_ids()[number]


def _last(holds: Iterable[bool]) -> int:
    return max(place for place, is_so in enumerate(holds) if is_so)


@cache
def _category_numbers() -> dict[str, int]:
    return {category.code: number for number, category in enumerate(schedule.categories())}


@cache
def _cat_ids() -> tuple[str, ...]:
    return tuple(schedule.schedule())


@cache
def _subcategory_numbers() -> dict[str, int]:
    return {cat_id: number for number, cat_id in enumerate(_cat_ids())}
