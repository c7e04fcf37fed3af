"""One ledger entry as rows of a statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from ksound.lib.money import Money
from payments.charges.models import AttemptShare
from payments.ledger.models import Entry, EntryKind
from payments.payouts.running import day_of
from payments.statements.facts import Facts
from payments.statements.statement import Kind, LineName, Movement, Status

NOBODY = LineName("", "", "")
Called = Mapping[str, LineName]


def rows_of(entry: Entry, facts: Facts, called: Called) -> Iterator[Movement]:
    """Sales and refunds by their lines, payouts whole; what has no form of its own is still told with its amount."""
    make = _FORMS.get(entry.kind, _other)
    return make(entry, facts, called)


def _sales(entry: Entry, facts: Facts, called: Called) -> Iterator[Movement]:
    for share in facts.shares_of_attempt.get(_thing(entry), ()):
        payout = facts.payout_of(share)
        released = facts.released_at.get(share.pk)
        yield _row(
            entry,
            facts,
            Kind.SALE,
            name=called.get(share.line_ref, NOBODY),
            gross=share.gross_minor,
            vat=share.vat_minor,
            fee=share.fee_minor,
            fee_bps=share.fee_bps,
            net=share.seller_net_minor,
            status=_status(share, facts),
            released_on=day_of(released) if released else None,
            payout=payout.public_id if payout else "",
        )


def _refunds(entry: Entry, facts: Facts, called: Called) -> Iterator[Movement]:
    for line in facts.refund_lines.get(_thing(entry), ()):
        yield _row(
            entry,
            facts,
            Kind.REFUND,
            name=called.get(line.share.line_ref, NOBODY),
            refunds=-line.gross_minor,
            vat=-line.vat_minor,
            fee=-line.fee_minor,
            fee_bps=line.share.fee_bps,
            net=-line.seller_net_minor,
            status=Status.REFUNDED,
        )


def _payouts(entry: Entry, facts: Facts, called: Called) -> Iterator[Movement]:
    payout = facts.payouts[_thing(entry)]
    is_back = entry.kind == EntryKind.PAYOUT_RETURN
    item = f"{payout.destination.bank} {payout.destination.masked_number}"
    if payout.withheld_minor:
        item += " · " + _("tax withheld: %(amount)s") % {"amount": payout.withheld}
    ends = facts.days.ends
    status = Status.PAID_OUT if payout.paid_at and payout.paid_at < ends else Status.UNDER_WAY
    if is_back or (payout.restored_at and payout.restored_at < ends):
        status = Status.RETURNED
    yield _row(
        entry,
        facts,
        Kind.PAYOUT_RETURN if is_back else Kind.PAYOUT,
        name=LineName("", item, ""),
        paid_out=facts.moved[entry.pk].minor,
        status=status,
        payout=payout.public_id,
    )


def _other(entry: Entry, facts: Facts, called: Called) -> Iterator[Movement]:
    moved = facts.moved[entry.pk].minor
    if moved:
        name = LineName("", str(entry.get_kind_display()), "")
        yield _row(entry, facts, Kind.OTHER, name=name, gross=moved, net=moved)


_FORMS: dict[str, Callable[[Entry, Facts, Called], Iterator[Movement]]] = {
    EntryKind.CAPTURE: _sales,
    EntryKind.REFUND: _refunds,
    EntryKind.PAYOUT: _payouts,
    EntryKind.PAYOUT_RETURN: _payouts,
}


def _row(
    entry: Entry,
    facts: Facts,
    kind: Kind,
    *,
    name: LineName,
    gross: int = 0,
    refunds: int = 0,
    vat: int = 0,
    fee: int = 0,
    fee_bps: int | None = None,
    net: int = 0,
    paid_out: int = 0,
    status: Status = Status.NONE,
    released_on: date | None = None,
    payout: str = "",
) -> Movement:
    """Amounts in minor units. The running balance is filled in when all rows are known."""
    currency = facts.currency
    return Movement(
        at=entry.at,
        kind=kind,
        name=name,
        gross=Money(gross, currency),
        refunds=Money(refunds, currency),
        vat=Money(vat, currency),
        fee_bps=fee_bps,
        fee=Money(fee, currency),
        net=Money(net, currency),
        paid_out=Money(paid_out, currency),
        status=status,
        released_on=released_on,
        payout=payout,
        balance=Money.zero(currency),
    )


def _status(share: AttemptShare, facts: Facts) -> Status:
    returned = facts.returned_minor.get(share.pk, 0)
    if returned >= share.gross_minor:
        return Status.REFUNDED
    if returned:
        return Status.PARTLY_REFUNDED
    if facts.payout_of(share):
        return Status.PAID_OUT
    return Status.AVAILABLE if share.pk in facts.released_at else Status.PENDING


def _thing(entry: Entry) -> str:
    return entry.cause.partition(":")[2]
