"""A statement adds up to the won, tells what the ledger tells, and is the same bytes whenever it is made."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from ksound.core.models import User
from ksound.lib.money import Money
from payments.charges.models import AttemptShare
from payments.ledger.models import Posting
from payments.ledger.queries import seller_balance
from payments.payouts import batches
from payments.payouts.models import Payout
from payments.refunds import operations as refunds
from payments.statements import period
from payments.statements.composing import DoesNotAddUp, compose
from payments.statements.paper import paper
from payments.statements.period import BadPeriod, Days, month_of
from payments.statements.statement import LineName, Statement
from payments.statements.table import table
from tests.payments.payouts import account, answered, earned, run, sent, sold

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = month_of(date(2026, 9, 1)), month_of(date(2026, 10, 1))
SOLD_AT = datetime(2026, 9, 1, 3, tzinfo=UTC)
RUN_AT = datetime(2026, 10, 1, 1, tzinfo=UTC)
LATER = datetime(2027, 3, 3, tzinfo=UTC)


def names(line_refs: Iterable[str]) -> dict[str, LineName]:
    return {ref: LineName(ref.removesuffix("-line"), '=HYPERLINK("x")', "크리에이터") for ref in line_refs}


@pytest.fixture
def staff(db) -> User:
    return User.objects.create_superuser("staff@example.com")


@pytest.fixture
def books(seller, staff, settings):
    """Two sales in September, of which one is given back in part and the other paid out and sent back in October."""
    settings.SANDBOX_PAYMENTS = True
    account(seller, at=SOLD_AT)
    earned(seller, 20_000, at=SOLD_AT)
    attempt = sold(seller, 5_501, at=SOLD_AT + timedelta(days=20))
    give_back(attempt, 1_234, by=staff, at=SOLD_AT + timedelta(days=21))
    other = User.objects.create_superuser("other@example.com")
    run(date(2026, 10, 1), at=RUN_AT)
    batch = sent(maker=staff, approver=other, at=RUN_AT)
    answered(batch, "정상", by=staff, at=RUN_AT + timedelta(days=1))
    answered(batch, "반환", reason="해지", by=staff, at=RUN_AT + timedelta(days=9))
    return seller


def give_back(attempt, won, *, by, at):
    lines = {attempt.shares.get().line_ref: Money.krw(won)}
    refund = refunds.request(attempt=attempt, lines=lines, reason="defect", by=by, at=at)
    refunds.announce(refund=refunds.submit(refund_id=refund.pk, at=at), at=at)


def made(seller, days: Days, at: datetime = LATER) -> Statement:
    return compose(seller=seller, days=days, names=names, at=at)


def opened(content: bytes) -> list[dict[str, Any]]:
    """As a spreadsheet reads it, by another reader's rules: text in UTF-8 with its mark, cells by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def column(rows: list[dict[str, Any]], name: str) -> int:
    return sum(int(row[name]) for row in rows if row[name])


def test_opening_and_movements_make_the_closing_balance(books):
    september, october = made(books, SEPTEMBER), made(books, OCTOBER)

    assert september.opening == Money.krw(0)
    assert september.closing == october.opening
    balance = seller_balance(books)
    assert october.closing == balance.pending + balance.available + balance.reserved - balance.debt
    for statement in (september, october):
        totals = statement.totals
        assert statement.opening + totals.net + totals.paid_out == statement.closing
        assert statement.movements[-1].balance == statement.closing


def test_the_ledger_moved_what_the_statement_says(books):
    statement = made(books, SEPTEMBER)
    postings = Posting.objects.filter(account__seller=books, entry__at__lt=SEPTEMBER.ends)
    moved = -sum(postings.values_list("amount_minor", flat=True))

    assert statement.totals.net + statement.totals.paid_out == Money.krw(moved)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_opened_table_adds_up_to_the_won(books, language):
    with translation.override(language):
        rows = opened(table(made(books, SEPTEMBER)))
        head = list(rows[0])
    gross, given_back, vat, fee, net, out, balance = (head[place] for place in (5, 6, 7, 9, 10, 11, 15))

    assert [len(row) for row in rows] == [16] * 5
    for row in rows[1:-1]:
        parts = [int(row[name]) for name in (gross, given_back, vat, fee, net)]
        assert parts[0] + parts[1] - parts[2] - parts[3] == parts[4]
    assert column(rows, gross) == 25_501
    assert column(rows, given_back) == -1_234
    assert column(rows, net) == 25_501 - 1_234 - column(rows, vat) - column(rows, fee)
    assert int(rows[-1][balance]) == int(rows[0][balance]) + column(rows, net) + column(rows, out)


def test_no_cell_of_text_is_a_formula(books):
    rows = list(csv.reader(io.StringIO(table(made(books, OCTOBER)).decode("utf-8-sig"))))
    rows += csv.reader(io.StringIO(table(made(books, SEPTEMBER)).decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row if cell]

    assert '\'=HYPERLINK("x")' in cells
    assert not [cell for cell in cells if cell[0] in "=+@" or (cell[0] == "-" and not cell[1:].isdigit())]


def test_the_same_days_make_the_same_bytes_at_any_time(books):
    days = Days(date(2026, 9, 1), date(2026, 10, 3))
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC)):
        first = made(books, days, at=datetime(2026, 11, 1, tzinfo=UTC))
        files = (table(first), paper(first, operator="K-Sound Library"))
    earned(
        books, 9_999, at=datetime(2026, 11, 5, tzinfo=UTC)
    )  # later events are none of these days' business
    account(books, at=LATER, number="99999999")
    with time_machine.travel(LATER):
        again = made(books, days)
        assert (table(again), paper(again, operator="K-Sound Library")) == files
    assert files[1].startswith(b"%PDF")


def test_what_happened_after_the_days_does_not_change_them(books):
    """The payout was sent back in October; at the end of the second day it was paid."""
    days = Days(date(2026, 10, 1), date(2026, 10, 2))
    (payout,) = made(books, days).movements
    sale = made(books, Days(date(2026, 9, 1), date(2026, 10, 2))).movements[0]

    assert (payout.kind, payout.status) == ("payout", "paid_out")
    assert (sale.status, sale.payout) == ("paid_out", payout.payout)
    assert sale.released_on == date(2026, 9, 16)
    whole = made(books, Days(date(2026, 9, 1), date(2026, 10, 31))).movements
    assert (whole[0].status, whole[0].payout) == ("available", "")
    assert [each.status for each in whole if each.kind.startswith("payout")] == ["returned"] * 2


def test_each_line_says_what_it_was_and_how_it_stands(books):
    first, second, refund = made(books, SEPTEMBER).movements

    assert (first.fee_percent, first.status, first.name.licence) == ("20", "available", "크리에이터")
    assert (second.status, second.released_on, second.payout) == ("partly_refunded", None, "")
    assert (refund.kind, refund.refunds, refund.name) == ("refund", Money.krw(-1_234), second.name)


def test_days_without_movement_are_an_empty_statement(books):
    statement = made(books, month_of(date(2026, 7, 1)))

    assert (list(statement.movements), statement.closing) == ([], Money.krw(0))
    assert len(opened(table(statement))) == 2
    assert paper(statement, operator="K").startswith(b"%PDF")


def test_a_statement_of_days_under_way_says_so(books):
    assert not made(books, OCTOBER, at=RUN_AT).is_final


def test_a_statement_that_does_not_add_up_is_not_handed_out(books, books_may_break):
    AttemptShare.objects.filter(gross_minor=20_000).update(seller_net_minor=15_601, fee_minor=3_999)

    with pytest.raises(DoesNotAddUp):
        made(books, SEPTEMBER)


def test_more_rows_ask_the_database_no_more(books, django_assert_max_num_queries):
    for number in range(23):
        sold(books, 1_000 + number, at=SOLD_AT)
    with django_assert_max_num_queries(9):
        assert len(made(books, SEPTEMBER).movements) == 26
    with django_assert_max_num_queries(9):
        made(books, Days(date(2026, 9, 20), date(2026, 9, 21)))


@pytest.mark.parametrize(
    ("month", "first", "last", "name"),
    [
        ("2026-09", "", "", "2026-09"),
        ("", "", "", "2026-11"),
        ("", "2026-09-01", "2026-09-30", "2026-09"),
        ("", "2026-09-05", "2026-10-03", "2026-09-05_2026-10-03"),
    ],
)
def test_days_as_people_ask_for_them(month, first, last, name):
    assert period.read(month=month, first=first, last=last, today=date(2026, 11, 23)).name == name


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2026-13", "", ""),
        ("x", "", ""),
        ("", "2026-09-02", "2026-09-01"),
        ("", "2026-09-02", ""),
        ("0001-01", "", ""),
    ],
)
def test_days_that_are_none_are_refused(month, first, last):
    with pytest.raises(BadPeriod):
        period.read(month=month, first=first, last=last, today=date(2026, 11, 23))


def test_a_payout_not_sent_is_told_twice_and_changes_nothing(books, staff):
    account(books, at=LATER - timedelta(days=9))
    run(date(2027, 3, 1), at=LATER)
    batch = batches.make(
        payout_ids=Payout.objects.filter(state="draft").values_list("pk", flat=True), by=staff, at=LATER
    )
    batches.discard(batch=batch, by=staff, at=LATER)

    statement = made(books, month_of(date(2027, 3, 1)), at=LATER + timedelta(days=40))

    assert [row.status for row in statement.movements] == ["returned", "returned"]
    assert statement.opening == statement.closing
