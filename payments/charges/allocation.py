"""How one line's price is divided between the tax office, the shop and the seller."""

from __future__ import annotations

from dataclasses import dataclass

from ksound.lib.money import Money
from sellers.models import Seller

VAT_BPS_OF_FEE = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """One order line's division: `gross == vat + fee + seller_net`, all in one currency.

    `line_ref` is the order line's public id. Without a seller the shop itself is the seller.
    """

    line_ref: str
    seller: Seller | None
    gross: Money
    vat: Money
    fee_bps: int
    fee: Money
    seller_net: Money

    def __post_init__(self) -> None:
        if self.gross != self.vat + self.fee + self.seller_net:
            raise ValueError(f"the shares of {self.line_ref} do not add up to {self.gross}")
        if min(self.gross.minor, self.vat.minor, self.fee.minor, self.seller_net.minor) < 0:
            raise ValueError(f"a share of {self.line_ref} is negative")


def share(*, line_ref: str, seller: Seller | None, gross: Money, fee_bps: int) -> Share:
    """Divide `gross` by the agent model: the fee, a tenth of it as VAT, and the rest to the seller."""
    fee, rest = gross.split(fee_bps)
    vat, _ = fee.split(VAT_BPS_OF_FEE)
    return Share(line_ref, seller, gross, vat, fee_bps, fee, rest - vat)
