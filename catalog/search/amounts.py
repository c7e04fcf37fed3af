"""Amounts as people write them, and spans of them: `<2s`, `1~3분`, `5,000원`, `-20..-10`. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from catalog.search.ranges import Range

# A number in the unit of its field, or None.
Measure = Callable[[str], Decimal | None]

_COMPARISON = re.compile(r"(?P<sign>[<>]=?|[≤≥])\s*(?P<number>.+)")
_SPAN = re.compile(r"(?P<low>.*?[^.\-~–])?(?:\.\.|~|–|(?<=[\w.])-)(?P<high>.*)")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_DURATION = re.compile(
    r"""(?:(?P<minutes>\d{1,4}(?:\.\d{1,3})?)(?:m|min|mins|minutes?|분))?
        (?:(?P<seconds>\d{1,6}(?:\.\d{1,3})?)(?:s|sec|secs|seconds?|초|$))?
        (?:(?P<ms>\d{1,8})(?:ms|밀리초))?""",
    re.VERBOSE,
)
_CLOCK = re.compile(r"(?P<minutes>\d{1,4}):(?P<seconds>[0-5]\d(?:\.\d{1,3})?)")
_WON = re.compile(r"₩?(?P<number>\d{1,9}(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+)(?P<unit>k|천|만)?(?:원|won|krw)?")
_TIMES = {None: 1, "k": 1_000, "천": 1_000, "만": 10_000}


def span_of(value: str, measure: Measure, *, step: Decimal) -> Range | None:
    """The span that a value with a sign or two ends asks for; `step` parts `<` from `<=`."""
    compared = _COMPARISON.fullmatch(value)
    if compared:
        number = measure(compared["number"])
        if number is None:
            return None
        sign = compared["sign"]
        if sign in {">", ">=", "≥"}:
            return Range(low=float(number + step if sign == ">" else number))
        return Range(high=float(number - step if sign == "<" else number))
    span = _SPAN.fullmatch(value)
    if not span or not (span["low"] or span["high"]):
        return None
    return _between(span["low"] or "", span["high"], measure)


def _between(low: str, high: str, measure: Measure) -> Range | None:
    ends = [measure(part) if part else None for part in (_with_unit_of(low, high), high)]
    if any(part and end is None for part, end in zip((low, high), ends, strict=True)):
        return None
    known = sorted(end for end in ends if end is not None)
    if len(known) == 2:
        return Range(float(known[0]), float(known[1]))
    return Range(*(float(end) if end is not None else None for end in ends))


def _with_unit_of(low: str, high: str) -> str:
    """In "2-10s" and "1~3분" the unit belongs to both ends."""
    unit = re.sub(r"^[\d.,:₩-]*", "", high)
    return low + unit if unit and low[-1:].isdigit() and not re.search(r"[^\d.,-]", low) else low


def seconds(text: str) -> Decimal | None:
    """1.5s, 2분 3초, 1:30; a bare number is seconds."""
    plain = text.replace(" ", "")
    read = _CLOCK.fullmatch(plain) or _DURATION.fullmatch(plain)
    if read is None:
        return None
    parts = {name: Decimal(number) for name, number in read.groupdict().items() if number}
    if not parts:
        return None
    return (
        60 * parts.get("minutes", Decimal(0))
        + parts.get("seconds", Decimal(0))
        + parts.get("ms", Decimal(0)) / 1000
    )


def won(text: str) -> Decimal | None:
    """5000, 5,000원, 3천, ₩1만."""
    read = _WON.fullmatch(text.replace(" ", ""))
    return Decimal(read["number"].replace(",", "")) * _TIMES[read["unit"]] if read else None


def lufs(text: str) -> Decimal | None:
    """-23, -14.5."""
    read = _NUMBER.fullmatch(text.removeprefix("-"))
    if read is None:
        return None
    return -Decimal(read[0]) if text.startswith("-") else Decimal(read[0])
