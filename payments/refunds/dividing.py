"""Whose money goes back: pure arithmetic over what has not been given back yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of one share, in minor units: `gross == vat + fee + seller_net`."""

    gross: int
    vat: int
    fee: int
    seller_net: int

    def part(self, gross: int) -> Rest:
        """`gross` of it, divided as the rest is; the seller is the remainder, and the whole rest is itself."""
        vat = self.vat * gross // self.gross
        fee = self.fee * gross // self.gross
        # Rounding down twice may leave the seller more than is theirs: the fee gives way first.
        short = max(gross - vat - fee - self.seller_net, 0)
        from_fee = min(short, self.fee - fee)
        fee, vat = fee + from_fee, vat + short - from_fee
        return Rest(gross, vat, fee, gross - vat - fee)


def spread(amount: int, rests: Mapping[int, int]) -> dict[int, int]:
    """Spread `amount` over shares (key → gross left) by largest remainder, ties by key; zero parts left out.

    Raises ValueError when more is asked than is left.
    """
    left = sum(rests.values())
    if not 0 < amount <= left:
        raise ValueError(f"{amount} of {left}")
    parts = {key: amount * rest // left for key, rest in rests.items()}
    by_remainder: Sequence[int] = sorted(rests, key=lambda key: (-(amount * rests[key] % left), key))
    for key in by_remainder[: amount - sum(parts.values())]:
        parts[key] += 1
    return {key: part for key, part in parts.items() if part}
