"""A statement as PDF."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ksound.lib.paper.document import Column, Document, Table
from ksound.lib.paper.drawing import draw
from payments.statements.statement import Movement, Statement
from payments.statements.table import iso_day


def paper(statement: Statement, *, operator: str) -> bytes:
    """Dated with the end of the statement's days, whenever it is drawn."""
    days = statement.days
    return draw(
        Document(
            title=_("Statement"),
            subtitle=f"{statement.seller} · {days.first.isoformat()} – {days.last.isoformat()}",
            facts=_facts(statement),
            tables=[_movements(statement)] if statement.movements else [],
            notes=_notes(statement),
            foot=f"{operator} · {statement.seller} · {days.name}",
            dated=days.ends,
            language=(get_language() or "ko")[:2],
            is_wide=True,
        )
    )


def _facts(statement: Statement) -> list[tuple[str, str]]:
    days, totals = statement.days, statement.totals
    facts = [
        (_("Seller"), statement.seller),
        (_("Days"), f"{date_format(days.first)} – {date_format(days.last)}"),
        (_("Currency"), statement.currency),
        (_("Opening balance"), str(statement.opening)),
        (_("Sales and refunds, net"), str(totals.net)),
        (_("Paid out"), str(totals.paid_out)),
        (_("Closing balance"), str(statement.closing)),
    ]
    if not statement.is_final:
        facts.append((_("State"), _("These days are not over yet: more may follow.")))
    return facts


def _notes(statement: Statement) -> list[str]:
    notes = [
        _("Opening balance + net + paid out = closing balance."),
        _("The balance is pending, available and reserved money less debt."),
        _("In every row: gross + refunds − VAT on the fee − fee = net."),
        _("States are those at the end of these days."),
    ]
    told = " ".join(notes)
    return [told] if statement.movements else [_("Nothing moved in these days."), told]


def _movements(statement: Statement) -> Table:
    columns = [
        Column(_("Date"), 17),
        Column(_("Kind"), 13),
        Column(pgettext("purchase", "Order"), 25),
        Column(_("Item"), 34),
        Column(_("Gross"), 16, is_number=True),
        Column(_("Refunds"), 15, is_number=True),
        Column(_("VAT on the fee"), 13, is_number=True),
        Column(_("Fee %"), 10, is_number=True),
        Column(_("Fee"), 15, is_number=True),
        Column(_("Net"), 16, is_number=True),
        Column(_("Paid out"), 17, is_number=True),
        Column(_("State"), 17),
        Column(_("Released on"), 17),
        Column(_("Payout number"), 24),
        Column(_("Balance"), 17, is_number=True),
    ]
    totals = statement.totals
    parts = (totals.gross, totals.refunds, totals.vat)
    earned = (totals.fee, totals.net, totals.paid_out)
    last = [_("Total"), *[""] * 3, *map(str, parts), "", *map(str, earned), *[""] * 3, str(statement.closing)]
    return Table(columns, [_cells(movement) for movement in statement.movements], last)


def _cells(movement: Movement) -> list[str]:
    name = movement.name
    return [
        iso_day(movement.at),
        str(movement.kind.label),
        name.order_number,
        f"{name.item} · {name.licence}" if name.licence else name.item,
        *map(_amount, (movement.gross, movement.refunds, movement.vat)),
        movement.fee_percent,
        *map(_amount, (movement.fee, movement.net, movement.paid_out)),
        str(movement.status.label),
        movement.released_on.isoformat() if movement.released_on else "",
        movement.payout,
        str(movement.balance),
    ]


def _amount(money: object) -> str:
    return str(money) if money else ""
