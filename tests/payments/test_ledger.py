"""The books: balanced, append-only, and checked."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ksound.lib.money import Money
from payments.charges import operations
from payments.charges.allocation import share
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Account, Entry, Posting
from payments.ledger.operations import AccountKey, AlreadyPosted, Unbalanced, post
from payments.ledger.queries import entries_for, postings_of, seller_balance
from payments.providers.sandbox import operations as sandbox

pytestmark = pytest.mark.django_db

BANK, CLEARING = AccountKey("bank"), AccountKey("provider_clearing")
won = Money.krw


@given(gross=st.integers(0, 10**12), fee_bps=st.integers(0, 9_000))
def test_fee_vat_and_net_always_add_up_and_are_never_negative(gross, fee_bps):
    divided = share(line_ref="line", seller=None, gross=won(gross), fee_bps=fee_bps)
    assert divided.vat + divided.fee + divided.seller_net == won(gross)


def test_an_entry_keeps_its_cause_and_merges_lines_of_one_account(at):
    lines = [(BANK, won(70)), (CLEARING, won(-100)), (BANK, won(30)), (AccountKey("suspense"), won(0))]
    entry = post(kind="settlement", cause="settlement:1", lines=lines, at=at)
    assert {str(each.account.kind): each.amount_minor for each in entry.postings.all()} == {
        "bank": 100,
        "provider_clearing": -100,
    }


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [(BANK, won(0))],
        [(BANK, won(1))],
        [(BANK, won(2)), (CLEARING, won(-1))],
        [(BANK, won(1)), (CLEARING, Money(-1, "USD"))],
    ],
)
def test_what_does_not_balance_is_refused(lines, at):
    with pytest.raises(Unbalanced):
        post(kind="settlement", cause="settlement:1", lines=lines, at=at)
    assert not Entry.objects.exists()


def test_a_cause_has_one_entry_of_a_kind(at):
    lines = [(BANK, won(1)), (CLEARING, won(-1))]
    post(kind="settlement", cause="settlement:1", lines=lines, at=at)
    with pytest.raises(AlreadyPosted):
        post(kind="settlement", cause="settlement:1", lines=lines, at=at)
    assert Entry.objects.count() == 1


@transaction.atomic
def write_around_post(amounts: list[int], *, at: datetime) -> None:
    entry = Entry.objects.create(kind="settlement", cause="settlement:1", at=at)
    for kind, amount in zip(["bank", "suspense", "provider_cost"], amounts, strict=False):
        account = Account.objects.create(kind=kind, currency="KRW")
        Posting.objects.create(entry=entry, account=account, amount_minor=amount)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("amounts", [[], [5], [5, -4], [5, -5, 1]])
def test_the_database_refuses_an_unbalanced_entry_written_around_post(amounts, at):
    with pytest.raises(IntegrityError, match="ledger entry"):
        write_around_post(amounts, at=at)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["payments_entry", "payments_posting", "payments_account"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_books_are_never_rewritten(table, change, at):
    post(kind="settlement", cause="settlement:1", lines=[(BANK, won(1)), (CLEARING, won(-1))], at=at)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert Posting.objects.count() == 2


def test_a_seller_account_without_a_seller_is_refused(seller):
    for nonsense in ({"kind": "seller_pending"}, {"kind": "bank", "seller": seller}, {"kind": "pocket"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.create(currency="KRW", **nonsense)


def test_a_balance_is_one_statement(seller, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert seller_balance(seller).available == won(0)


def verify(*args: str) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("verify_ledger", "--json", stdout=out)
        status = 0
    except SystemExit as error:
        status = int(error.code or 0)
    return status, json.loads(out.getvalue())


def test_verify_ledger_passes_after_a_sale(started, seller, at):
    attempt = started()
    sandbox.approve(ref=attempt.provider_ref)
    operations.sync(attempt_id=attempt.pk, at=at)

    status, report = verify()

    assert (status, report["ok"]) == (0, True)
    assert postings_of(seller).get().amount == won(-4_290)
    assert entries_for(attempt.cause).get().kind == "capture"


def test_verify_ledger_finds_a_payment_without_its_entry(started, books_may_break, at):
    PaymentAttempt.objects.filter(pk=started().pk).update(state="paid", paid_at=at)

    status, report = verify()

    assert status == 1
    assert len(report["checks"]["paid_attempts_have_their_entry"]) == 1
    assert len(report["checks"]["sellers_got_their_shares"]) == 1


def test_verify_ledger_finds_an_entry_without_its_payment(books_may_break, at):
    lines = [(CLEARING, won(1)), (AccountKey("platform_fee"), won(-1))]
    post(kind="capture", cause="attempt:nobody", lines=lines, at=at)
    status, report = verify()
    assert (status, len(report["checks"]["entries_have_their_paid_attempt"])) == (1, 1)


def test_verify_ledger_finds_shares_that_do_not_sum(opens, books_may_break):
    opens().shares.all().delete()
    status, report = verify()
    assert (status, len(report["checks"]["shares_sum_to_the_amount"])) == (1, 1)
