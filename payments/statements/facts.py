"""What the database knows of a seller's days, read in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from ksound.lib.money import Money
from payments.charges.models import AttemptShare
from payments.ledger.models import SELLER_KINDS, Entry, EntryKind, Posting
from payments.payouts.models import Payout
from payments.payouts.queries import midnight
from payments.refunds.models import RefundLine
from payments.statements.period import Days
from sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Facts:
    """`moved` is what each entry (by primary key) moved for the seller: above zero in the seller's favour."""

    days: Days
    currency: str
    entries: Sequence[Entry]
    moved: Mapping[int, Money]
    shares: Mapping[int, AttemptShare]
    shares_of_attempt: Mapping[str, Sequence[AttemptShare]]
    refund_lines: Mapping[str, Sequence[RefundLine]]
    returned_minor: Mapping[int, int]
    released_at: Mapping[int, datetime]
    payouts: Mapping[str, Payout]

    def payout_of(self, share: AttemptShare) -> Payout | None:
        """The payout that took this share with it: the first after its release that was not undone in these days."""
        released = self.released_at.get(share.pk)
        if released is None:
            return None
        for payout in self.payouts.values():
            is_undone = payout.restored_at is not None and payout.restored_at < self.days.ends
            if payout.created_at >= released and midnight(payout.period_end) > released and not is_undone:
                return payout
        return None


def gather(*, seller: Seller, currency: str, days: Days) -> Facts:
    """Everything `days` needs, and of the time after them nothing: seven statements."""
    moved = _moved(seller, currency, days)
    entries = list(Entry.objects.filter(pk__in=moved).order_by("at", "pk"))
    attempts = _named(entries, EntryKind.CAPTURE)
    lines = _refund_lines(seller, _named(entries, EntryKind.REFUND))
    shares = _shares(seller, attempts, lines)
    by_attempt: dict[str, list[AttemptShare]] = defaultdict(list)
    for share in shares.values():
        by_attempt[share.attempt.public_id].append(share)
    by_refund: dict[str, list[RefundLine]] = defaultdict(list)
    for line in lines:
        by_refund[line.refund.public_id].append(line)
    return Facts(
        days=days,
        currency=currency,
        entries=entries,
        moved=moved,
        shares=shares,
        shares_of_attempt=by_attempt,
        refund_lines=by_refund,
        returned_minor=_returned(shares, days),
        released_at=_released(shares, days),
        payouts={payout.public_id: payout for payout in _payouts(seller, currency, days)},
    )


def _moved(seller: Seller, currency: str, days: Days) -> dict[int, Money]:
    sums = Posting.objects.filter(
        account__seller=seller,
        account__currency=currency,
        account__kind__in=SELLER_KINDS,
        entry__at__gte=days.begins,
        entry__at__lt=days.ends,
    )
    rows = sums.order_by().values_list("entry").annotate(minor=Sum("amount_minor"))
    return {entry: Money(-int(minor), currency) for entry, minor in rows}


def _named(entries: Sequence[Entry], kind: EntryKind) -> list[str]:
    """Public ids of what caused the entries of this kind."""
    return [entry.cause.partition(":")[2] for entry in entries if entry.kind == kind]


def _refund_lines(seller: Seller, refunds: list[str]) -> list[RefundLine]:
    lines = RefundLine.objects.filter(refund__public_id__in=refunds, share__seller=seller)
    return list(lines.select_related("refund", "share__attempt").order_by("pk"))


def _shares(seller: Seller, attempts: list[str], lines: list[RefundLine]) -> dict[int, AttemptShare]:
    sold = AttemptShare.objects.filter(seller=seller, attempt__public_id__in=attempts)
    shares = {share.pk: share for share in sold.select_related("attempt").order_by("pk")}
    return shares | {line.share_id: line.share for line in lines}


def _returned(shares: Mapping[int, AttemptShare], days: Days) -> dict[int, int]:
    """Share → given back to the buyer when the days were over."""
    lines = RefundLine.objects.filter(
        share__in=shares, refund__state="succeeded", refund__finished_at__lt=days.ends
    )
    return dict(lines.order_by().values_list("share").annotate(minor=Sum("gross_minor")))


def _released(shares: Mapping[int, AttemptShare], days: Days) -> dict[int, datetime]:
    """Share → when the ledger made it available, if the days were not over."""
    causes = {f"share:{share.attempt.public_id}:{pk}": pk for pk, share in shares.items()}
    released = Entry.objects.filter(kind=EntryKind.RELEASE, cause__in=causes, at__lt=days.ends)
    return {causes[cause]: at for cause, at in released.values_list("cause", "at")}


def _payouts(seller: Seller, currency: str, days: Days) -> list[Payout]:
    made = Payout.objects.filter(seller=seller, currency=currency, created_at__lt=days.ends)
    return list(made.select_related("destination").order_by("created_at", "pk"))
