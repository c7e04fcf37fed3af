"""The days a statement is about, as people ask for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from payments.payouts.queries import midnight
from payments.payouts.rhythm import Rhythm, current

EARLIEST = date(2020, 1, 1)
LATEST = date(2100, 1, 1)


class BadPeriod(ValueError):
    """These are no two days of which the second is not before the first."""


@dataclass(frozen=True, slots=True)
class Days:
    """From the beginning of `first` to the end of `last`, where the shop is."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The moment after: not part of it."""
        return midnight(self.last + timedelta(days=1))

    @property
    def name(self) -> str:
        """2026-11 for a month, else both days."""
        if self == month_of(self.first):
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y-%m-%d}_{self.last:%Y-%m-%d}"

    def is_over(self, at: datetime) -> bool:
        return self.ends <= at


def month_of(day: date) -> Days:
    period = current(Rhythm.MONTHLY, day)
    return Days(period.start, period.last_day)


def read(*, month: str, first: str, last: str, today: date) -> Days:
    """`month` as YYYY-MM, or two days; this month when nothing is said. Raises BadPeriod."""
    if first or last:
        days = Days(_day(first), _day(last))
        if days.last < days.first:
            raise BadPeriod(f"{first} is after {last}")
        return days
    return month_of(_day(f"{month}-01") if month else today)


def _day(text: str) -> date:
    # fromisoformat alone also reads weeks and forms without hyphens.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise BadPeriod(text)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(text) from error
    if not EARLIEST <= day < LATEST:
        raise BadPeriod(text)
    return day
