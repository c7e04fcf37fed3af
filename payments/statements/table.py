"""A statement as CSV (RFC 4180): UTF-8 with a byte order mark, ISO dates, amounts as plain numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ksound.lib.cells import neutral
from ksound.lib.money import MINOR_DIGITS, Money
from payments.statements.statement import Movement, Statement


def columns() -> list[str]:
    return [
        _("Date"),
        _("Kind"),
        pgettext("purchase", "Order"),
        _("Item"),
        _("Licence"),
        _("Gross"),
        _("Refunds"),
        _("VAT on the fee"),
        _("Fee %"),
        _("Fee"),
        _("Net"),
        _("Paid out"),
        _("State"),
        _("Released on"),
        _("Payout number"),
        _("Balance"),
    ]


def table(statement: Statement) -> bytes:
    """Every amount column adds up by itself: there is no row of totals among the rows.

    The first row holds the opening balance, the last one the closing balance.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns())
    writer.writerow(_balance_row(statement.days.first.isoformat(), _("Opening balance"), statement.opening))
    writer.writerows(list(_cells(movement)) for movement in statement.movements)
    writer.writerow(_balance_row(statement.days.last.isoformat(), _("Closing balance"), statement.closing))
    return out.getvalue().encode("utf-8-sig")


def _balance_row(day: str, name: str, balance: Money) -> list[str]:
    return [day, name, *[""] * 13, _number(balance)]


def _cells(movement: Movement) -> Iterator[str]:
    yield iso_day(movement.at)
    yield neutral(str(movement.kind.label))
    yield from map(neutral, (movement.name.order_number, movement.name.item, movement.name.licence))
    yield from map(_number, (movement.gross, movement.refunds, movement.vat))
    yield movement.fee_percent
    yield from map(_number, (movement.fee, movement.net, movement.paid_out))
    yield neutral(str(movement.status.label))
    yield movement.released_on.isoformat() if movement.released_on else ""
    yield movement.payout
    yield _number(movement.balance)


def iso_day(at: datetime) -> str:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().isoformat()


def _number(money: Money) -> str:
    """A number a spreadsheet calculates with: −5500, or −55.00 where the currency has cents."""
    return str(Decimal(money.minor).scaleb(-MINOR_DIGITS[money.currency]))
