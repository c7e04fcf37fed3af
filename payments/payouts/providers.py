"""Ways to bring money to sellers, behind one small interface: pure data, no request and no ORM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ksound.lib.money import Money


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment to one account. `reference` is the payout's public id and comes back with the result."""

    reference: str
    bank_code: str
    bank: str
    account_number: str
    holder: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Instructions:
    """What the other side is given, ready to hand over."""

    file_name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TransferResult:
    """How one transfer ended; `row` is where the answer says so, for people who look it up."""

    row: int
    reference: str
    outcome: Literal["paid", "returned"]
    amount: Money
    reason: str


class Unreadable(ValueError):
    """The results cannot be used; `problems` has one sentence per bad row, and nothing was applied."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


class PayoutProvider(Protocol):
    code: str
    currencies: frozenset[str]

    def instruct(self, transfers: Sequence[Transfer], *, reference: str, variant: str) -> Instructions:
        """The same transfers make the same bytes, however often they are asked for."""
        ...

    def results(self, content: bytes) -> list[TransferResult]:
        """Read what the other side answered. Raises Unreadable."""
        ...
