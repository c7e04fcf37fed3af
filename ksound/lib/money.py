"""Money as integers of the currency's minor unit (ISO 4217)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Decimal places of the minor unit; only currencies the shop sells in.
MINOR_DIGITS = {"KRW": 0, "USD": 2}
SIGNS = {"KRW": "₩", "USD": "$"}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one calculation."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (won, cents). Negative amounts are allowed: ledgers need them."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        if self.currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {self.currency!r}")

    @classmethod
    def krw(cls, won: int) -> Money:
        return cls(won, "KRW")

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    def split(self, basis_points: int) -> tuple[Money, Money]:
        """Return (share, rest); the two always add up to self."""
        share = self.minor * basis_points // 10_000
        return Money(share, self.currency), Money(self.minor - share, self.currency)

    def spread(self, weights: Sequence[int]) -> list[Money]:
        """Divide an amount of at least 0 in proportion to `weights`, by largest remainder; ties go to the earlier.

        The parts always add up to self. Raises ValueError without a positive weight.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0 or self.minor < 0:
            raise ValueError(f"{self.minor} by {list(weights)}")
        parts = [self.minor * weight // whole for weight in weights]
        places = sorted(
            range(len(weights)), key=lambda place: (-(self.minor * weights[place] % whole), place)
        )
        for place in places[: self.minor - sum(parts)]:
            parts[place] += 1
        return [Money(part, self.currency) for part in parts]

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __str__(self) -> str:
        digits = MINOR_DIGITS[self.currency]
        whole, part = divmod(abs(self.minor), 10**digits)
        sign = "−" if self.minor < 0 else ""
        cents = f".{part:0{digits}d}" if digits else ""
        return f"{sign}{SIGNS[self.currency]}{whole:,}{cents}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} are never added or compared")
        return other.minor


def total(amounts: list[Money], currency: str) -> Money:
    """Sum of `amounts`, which must all be in `currency`; zero when there are none."""
    return sum(amounts, start=Money.zero(currency))
