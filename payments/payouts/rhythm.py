"""When sellers are paid: pure calendar. Business days are Monday to Friday; public holidays are not known here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# A Monday from which business days are counted.
_MONDAY = date(2024, 1, 1)
_DAY = timedelta(days=1)


class Rhythm(StrEnum):
    MONTHLY = "monthly"
    TWICE_A_MONTH = "twice_a_month"
    WEEKLY = "weekly"
    THREE_DAYS = "three_days"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, not including, `end`; `end` is the day it is paid out."""

    start: date
    end: date

    @property
    def last_day(self) -> date:
        return self.end - _DAY


def current(rhythm: Rhythm, on: date) -> Period:
    """The period `on` lies in."""
    if rhythm is Rhythm.MONTHLY:
        return Period(on.replace(day=1), _next_month(on))
    if rhythm is Rhythm.TWICE_A_MONTH:
        middle = on.replace(day=16)
        return Period(on.replace(day=1), middle) if on < middle else Period(middle, _next_month(on))
    if rhythm is Rhythm.WEEKLY:
        monday = on - timedelta(days=on.weekday())
        return Period(monday, monday + timedelta(days=7))
    begun = _business_days(on) // 3 * 3
    return Period(_business_day(begun), _business_day(begun + 3))


def last_ended(rhythm: Rhythm, as_of: date) -> Period:
    """The newest period that was over when `as_of` began."""
    return current(rhythm, current(rhythm, as_of).start - _DAY)


def business_day_from(day: date) -> date:
    """`day` itself, or the Monday after its weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _business_days(day: date) -> int:
    """Business days from the counting Monday until `day`; a weekend counts as the Friday before it."""
    weeks, weekday = divmod((day - _MONDAY).days, 7)
    return weeks * 5 + min(weekday, 4)


def _business_day(number: int) -> date:
    weeks, weekday = divmod(number, 5)
    return _MONDAY + timedelta(days=weeks * 7 + weekday)
