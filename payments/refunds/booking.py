"""A refund's ledger entry: out of the clearing account, from everybody who had a part of the price."""

from __future__ import annotations

from collections.abc import Iterator

from ksound.lib.money import Money
from payments.holds.models import Hold
from payments.ledger.models import AccountKind
from payments.ledger.operations import AccountKey, lock_sellers
from payments.ledger.queries import seller_balance
from payments.refunds.models import Refund, RefundLine

Line = tuple[AccountKey, Money]


def lines_of(refund: Refund) -> Iterator[Line]:
    """Debits positive. The attempt must be locked: the seller's balance decides between two accounts."""
    yield AccountKey(AccountKind.PROVIDER_CLEARING), -refund.amount
    if refund.origin == Refund.Origin.AUTOMATIC:
        yield AccountKey(AccountKind.SUSPENSE), refund.amount
        return
    taken: dict[int, int] = {}
    lines = list(refund.lines.select_related("share__seller", "share__hold"))
    # Against a payout at the same moment: the same money must not leave twice.
    lock_sellers({line.share.seller_id for line in lines if line.share.seller_id}, currency=refund.currency)
    for line in lines:
        yield AccountKey(AccountKind.PLATFORM_FEE), Money(line.fee_minor, refund.currency)
        yield AccountKey(AccountKind.VAT_PAYABLE), Money(line.vat_minor, refund.currency)
        yield from _from_seller(line, Money(line.seller_net_minor, refund.currency), taken)


def _from_seller(line: RefundLine, net: Money, taken: dict[int, int]) -> Iterator[Line]:
    """From what is still held, else from what is available, and what is paid out already becomes a debt."""
    seller = line.share.seller
    if seller is None:
        yield AccountKey(AccountKind.PLATFORM_SALES), net
        return
    if not Hold.objects.filter(share=line.share, released_at__isnull=False).exists():
        yield AccountKey(AccountKind.SELLER_PENDING, seller.pk), net
        return
    available = seller_balance(seller, net.currency).available.minor - taken.get(seller.pk, 0)
    there = Money(min(max(available, 0), net.minor), net.currency)
    taken[seller.pk] = taken.get(seller.pk, 0) + there.minor
    yield AccountKey(AccountKind.SELLER_AVAILABLE, seller.pk), there
    yield AccountKey(AccountKind.SELLER_DEBT, seller.pk), net - there
