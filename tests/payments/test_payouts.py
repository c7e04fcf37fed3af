"""Sellers are paid once for each period, what is theirs and no more, to the account they named in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from ksound.core.models import AuditEvent, User
from ksound.lib.money import Money
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.ledger.operations import AccountKey, post
from payments.ledger.queries import account_balance, seller_balance
from payments.payouts import batches, checks, results
from payments.payouts.destinations import letters, queries
from payments.payouts.destinations.forms import DestinationForm
from payments.payouts.destinations.models import Destination, FormerAddress, Letter
from payments.payouts.destinations.operations import NotYours, name_account
from payments.payouts.models import Payout, PayoutBatch, WithholdingRule
from payments.payouts.providers import Unreadable
from payments.payouts.rhythm import Period, Rhythm, business_day_from, last_ended
from payments.payouts.standing import Hindrance
from payments.refunds import operations as refunds
from sellers.models import Seller
from tests.payments.payouts import WAITED, account, answer, answered, approved, earned, run, sent, sold

pytestmark = pytest.mark.django_db

SOLD_AT = datetime(2026, 9, 1, 3, tzinfo=UTC)
RELEASED_AT = SOLD_AT + WAITED
RUN_AT = datetime(2026, 10, 1, 1, tzinfo=UTC)
AS_OF = date(2026, 10, 1)
ACCOUNT = {"bank_code": "037", "account_number": "1012-34 5678901", "holder": "김소리"}
NET = 15_600  # of ₩20,000 at 20 % and its VAT


@pytest.fixture(autouse=True)
def test_payments(settings):
    settings.SANDBOX_PAYMENTS = True


@pytest.fixture
def maker(db) -> User:
    return User.objects.create_superuser("maker@example.com")


@pytest.fixture
def approver(db) -> User:
    return User.objects.create_superuser("approver@example.com")


@pytest.fixture
def staff(maker, approver):
    return {"maker": maker, "approver": approver}


@pytest.fixture
def payable(seller) -> Seller:
    """₩15,600 available, a bank account long named."""
    account(seller, at=SOLD_AT)
    earned(seller, 20_000, at=SOLD_AT)
    return seller


def give_back(attempt, won, *, by, at):
    lines = {attempt.shares.get().line_ref: Money.krw(won)}
    refund = refunds.request(attempt=attempt, lines=lines, reason="defect", by=by, at=at)
    refund = refunds.submit(refund_id=refund.pk, at=at)
    refunds.announce(refund=refund, at=at)
    return refund


def test_what_is_available_goes_to_the_bank_when_the_month_is_over(payable):
    (payout,) = run(AS_OF, at=RUN_AT).made

    assert (payout.state, payout.amount) == ("draft", Money.krw(NET))
    assert (payout.period_start, payout.period_end) == (date(2026, 9, 1), AS_OF)
    assert seller_balance(payable).available == Money.krw(0)
    assert account_balance("bank") == Money.krw(-NET)
    assert AuditEvent.objects.get(name="payout.prepared").target_id == payout.public_id


def test_what_became_available_after_the_period_waits_for_the_next(payable):
    earned(payable, 20_000, at=RUN_AT - WAITED - timedelta(hours=1))
    midnight = datetime(2026, 9, 30, 15, tzinfo=UTC)
    assert Entry.objects.filter(kind="release", at__gt=midnight).count() == 1

    (payout,) = run(AS_OF, at=RUN_AT).made

    assert payout.amount == Money.krw(NET)
    assert seller_balance(payable).available == Money.krw(NET)
    (second,) = run(date(2026, 11, 1), at=RUN_AT + timedelta(days=31)).made
    assert second.amount == Money.krw(NET)


def test_fault_57_a_run_made_twice_pays_once(payable):
    assert len(run(AS_OF, at=RUN_AT).made) == 1

    again = run(AS_OF, at=RUN_AT + timedelta(hours=1))

    assert again.made == []
    assert Payout.objects.count() == Entry.objects.filter(kind="payout").count() == 1


def test_fault_57_the_database_refuses_a_second_payout_of_a_period(payable):
    (payout,) = run(AS_OF, at=RUN_AT).made
    payout.pk = None
    payout.public_id = "0" * 26

    with pytest.raises(IntegrityError, match="one_payout_per_seller_and_period"), transaction.atomic():
        payout.save(force_insert=True)


def test_fault_58_what_the_bank_sends_back_is_available_again_and_the_seller_is_told(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)

    done = answered(batch, "불능", reason="계좌 해지", by=staff["maker"], at=RUN_AT)

    payout = Payout.objects.get()
    assert (done.paid, done.returned) == (0, 1)
    assert (payout.state, payout.reason) == ("returned", "계좌 해지")
    assert seller_balance(payable).available == Money.krw(NET)
    assert account_balance("bank") == Money.krw(0)
    letter = Letter.objects.get(kind="payout_returned")
    assert letter.to == payable.user.email
    # Nothing goes to that account again until its owner has named one anew.
    assert run(AS_OF, at=RUN_AT).held == {Hindrance.RETURNED: 1}
    account(payable, at=RUN_AT)
    assert run(AS_OF, at=RUN_AT).held == {Hindrance.COOLING: 1}
    assert len(run(AS_OF, at=RUN_AT + timedelta(hours=73)).made) == 1


def test_fault_58_a_transfer_may_come_back_days_after_it_was_reported_as_paid(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)
    answered(batch, "정상", by=staff["maker"], at=RUN_AT)
    assert Payout.objects.get().paid_at == RUN_AT

    answered(batch, "반환", reason="예금주 불일치", by=staff["maker"], at=RUN_AT + timedelta(days=2))

    assert Payout.objects.get().state == "returned"
    assert seller_balance(payable).available == Money.krw(NET)


def test_fault_59_an_account_changed_less_than_72_hours_ago_gets_nothing(payable):
    account(payable, at=RUN_AT - timedelta(hours=71), number="99999999")

    assert run(AS_OF, at=RUN_AT).held == {Hindrance.COOLING: 1}

    assert not Payout.objects.exists()
    assert seller_balance(payable).available == Money.krw(NET)
    (payout,) = run(AS_OF, at=RUN_AT + timedelta(hours=2)).made
    assert payout.destination.account_number == "99999999"


@pytest.mark.parametrize("step", ["approve", "export"])
def test_fault_59_an_account_changed_after_the_draft_takes_it_out_of_the_batch(payable, staff, step):
    run(AS_OF, at=RUN_AT)
    if step == "export":
        batch = approved(**staff, at=RUN_AT)
        account(payable, at=RUN_AT, number="99999999")
        with pytest.raises(batches.NothingToPay):
            batches.export(batch=batch, variant="utf-8", by=staff["maker"], at=RUN_AT)
    else:
        account(payable, at=RUN_AT, number="99999999")
        batch = approved(**staff, at=RUN_AT)

    batch.refresh_from_db()
    assert (batch.state, batch.count, batch.total_minor) == ("discarded", 0, 0)
    assert Payout.objects.get().state == "failed"
    assert seller_balance(payable).available == Money.krw(NET)


def test_fault_59_the_seller_is_told_at_the_old_address_too(payable, django_capture_on_commit_callbacks):
    user = payable.user
    letters.remember_address(
        user, from_email_address=SimpleNamespace(email="before@example.com"), to_email_address=None
    )
    now = FormerAddress.objects.get().replaced_at
    account(payable, at=now, number="99999999")

    assert letters.send_due(at=now) == 2
    assert letters.send_due(at=now) == 0
    assert {to for each in mail.outbox for to in each.to} == {"before@example.com", user.email}
    assert "99999999" not in "".join(str(each.body) for each in mail.outbox)
    assert "••••9999" in str(mail.outbox[0].body)

    mail.outbox.clear()
    account(payable, at=now + timedelta(hours=73), number="88888888")
    letters.send_due(at=now + timedelta(hours=73))
    assert [each.to for each in mail.outbox] == [[user.email]]
    assert not FormerAddress.objects.exists()


def test_a_mail_server_that_is_away_is_asked_again(payable, monkeypatch):
    def away(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(letters, "_send", away)
    assert letters.send_due(at=SOLD_AT) == 0
    monkeypatch.undo()
    assert letters.send_due(at=SOLD_AT) == 1


@pytest.mark.parametrize(("won", "hindrance"), [(12_818, Hindrance.BELOW_MINIMUM), (12_820, None)])
def test_fault_60_less_than_ten_thousand_won_is_carried_forward(seller, won, hindrance):
    account(seller, at=SOLD_AT)
    earned(seller, won, at=SOLD_AT)
    available = seller_balance(seller).available

    done = run(AS_OF, at=RUN_AT)

    assert available.minor == (9_999 if hindrance else 10_000)
    assert done.held == ({hindrance: 1} if hindrance else {})
    if hindrance:
        assert seller_balance(seller).available == available
        earned(seller, 1_000, at=RUN_AT)
        (payout,) = run(date(2026, 11, 1), at=RUN_AT + timedelta(days=31)).made
        assert payout.amount == available + Money.krw(780)


def test_fault_60_who_owes_more_than_is_there_gets_nothing_and_owes_no_more(seller, staff):
    account(seller, at=SOLD_AT)
    first = earned(seller, 20_000, at=SOLD_AT)
    run(AS_OF, at=RUN_AT)
    give_back(first, 20_000, by=staff["maker"], at=RUN_AT)
    assert seller_balance(seller).debt == Money.krw(NET)
    batch = sent(**staff, at=RUN_AT)
    answered(batch, "불능", reason="해지", by=staff["maker"], at=RUN_AT)
    account(seller, at=RUN_AT)

    done = run(date(2026, 11, 1), at=RUN_AT + timedelta(days=31))

    assert done.held == {Hindrance.NOTHING: 1}
    assert seller_balance(seller).available == seller_balance(seller).debt == Money.krw(NET)


def test_fault_53_a_refund_after_the_payout_becomes_a_debt_that_later_earnings_settle(payable, staff):
    attempt = earned(payable, 20_000, at=SOLD_AT)
    run(AS_OF, at=RUN_AT)
    answered(sent(**staff, at=RUN_AT), "정상", by=staff["maker"], at=RUN_AT)

    give_back(attempt, 20_000, by=staff["maker"], at=RUN_AT)
    assert seller_balance(payable).debt == Money.krw(NET)

    earned(payable, 50_000, at=RUN_AT)
    assert seller_balance(payable).debt == Money.krw(0)
    (payout,) = run(date(2026, 11, 1), at=RUN_AT + timedelta(days=31)).made
    assert payout.amount == Money.krw(39_000 - NET)


def test_fault_53_a_debt_beside_money_that_came_back_is_taken_off_the_next_payout(payable, staff):
    attempt = sold(payable, 30_000, at=SOLD_AT)
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)
    paid = PaymentAttempt.objects.exclude(pk=attempt.pk).get()
    give_back(paid, 20_000, by=staff["maker"], at=RUN_AT)
    answered(batch, "불능", reason="해지", by=staff["maker"], at=RUN_AT)
    account(payable, at=RUN_AT)
    earned(payable, 40_000, at=RUN_AT)
    before = seller_balance(payable)

    (payout,) = run(date(2026, 11, 1), at=RUN_AT + timedelta(days=31)).made

    assert payout.amount == before.available - before.debt
    assert seller_balance(payable).debt == seller_balance(payable).available == Money.krw(0)


def test_a_suspended_seller_is_frozen_and_a_closed_one_still_paid(payable):
    Seller.objects.update(state="suspended")
    assert run(AS_OF, at=RUN_AT).held == {Hindrance.SUSPENDED: 1}

    Seller.objects.update(state="closed")
    assert len(run(AS_OF, at=RUN_AT).made) == 1


def test_a_seller_suspended_after_the_draft_is_taken_out_of_the_batch(payable, staff):
    run(AS_OF, at=RUN_AT)
    Seller.objects.update(state="suspended")

    assert approved(**staff, at=RUN_AT).state == "discarded"

    assert seller_balance(payable).available == Money.krw(NET)


def test_without_an_account_nothing_is_paid(seller):
    earned(seller, 20_000, at=SOLD_AT)

    assert run(AS_OF, at=RUN_AT).held == {Hindrance.NO_ACCOUNT: 1}


def test_withholding_is_off_until_its_rule_is_switched_on(payable):
    assert not WithholdingRule.objects.get().is_on
    WithholdingRule.objects.create(version=2, rate_bps=330, seller_kind="individual", is_on=True)

    (payout,) = run(AS_OF, at=RUN_AT).made

    assert (payout.withheld_minor, payout.amount_minor) == (514, NET - 514)
    assert account_balance("withholding_payable") == Money.krw(-514)
    assert payout.withholding_rule == WithholdingRule.objects.get(version=2)


def test_the_one_who_made_a_batch_cannot_approve_it(payable, maker):
    run(AS_OF, at=RUN_AT)
    batch = batches.make(payout_ids=[Payout.objects.get().pk], by=maker, at=RUN_AT)

    with pytest.raises(batches.SamePerson):
        batches.approve(batch=batch, by=maker, at=RUN_AT)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        PayoutBatch.objects.update(state="approved", approved_by=maker, approved_at=RUN_AT)

    batch.refresh_from_db()
    assert (batch.state, Payout.objects.get().state) == ("made", "draft")


def test_only_who_may_makes_approves_and_exports(payable, seller, maker, approver):
    run(AS_OF, at=RUN_AT)
    with pytest.raises(batches.NotAllowed):
        batches.make(payout_ids=[Payout.objects.get().pk], by=seller.user, at=RUN_AT)
    batch = batches.make(payout_ids=[Payout.objects.get().pk], by=maker, at=RUN_AT)
    with pytest.raises(batches.NotAllowed):
        batches.approve(batch=batch, by=seller.user, at=RUN_AT)
    with pytest.raises(batches.NotReady):
        batches.export(batch=batch, variant="utf-8", by=approver, at=RUN_AT)
    with pytest.raises(batches.NotAllowed):
        results.apply(batch=batch, content=b"", by=seller.user, at=RUN_AT)

    assert Payout.objects.get().state == "draft"


def test_the_bank_file_is_the_same_however_often_and_reads_in_both_encodings(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)
    payout = Payout.objects.get()

    files = [
        batches.export(batch=batch, variant=variant, by=staff["maker"], at=RUN_AT).content
        for variant in ("utf-8", "utf-8", "euc-kr")
    ]

    assert files[0] == files[1]
    assert files[0].startswith(b"\xef\xbb\xbf")
    assert files[0].decode("utf-8-sig") == files[2].decode("cp949")
    row = f"{payout.public_id},037,전북은행,1234567890123,김소리,{NET},KRW,KSOUND"
    assert files[0].decode("utf-8-sig").splitlines()[1] == row
    assert payout.state == "submitted"


def test_a_discarded_batch_gives_everything_back(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = approved(**staff, at=RUN_AT)

    batches.discard(batch=batch, by=staff["maker"], at=RUN_AT)

    assert seller_balance(payable).available == Money.krw(NET)
    with pytest.raises(batches.NothingToPay):
        batches.export(batch=batch, variant="utf-8", by=staff["maker"], at=RUN_AT)
    assert len(run(AS_OF, at=RUN_AT).made) == 1


def test_every_bad_row_is_explained_and_nothing_is_half_done(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)
    payout = Payout.objects.get()
    text = answer([(payout, "정상", "")]).decode("cp949")
    text += (
        f"X,1,정상,\n{payout.public_id},5,아마도,\n{payout.public_id},1.5,정상,\n{payout.public_id},5,불능,\n"
    )

    with pytest.raises(Unreadable) as refused:
        results.apply(batch=batch, content=text.encode(), by=staff["maker"], at=RUN_AT)
    assert len(refused.value.problems) == 3  # what cannot be read is told before what does not fit
    assert all(f"{row}" in said for row, said in zip((4, 5, 6), refused.value.problems, strict=True))

    text = answer([(payout, "정상", "")]).decode("cp949") + "X,1,정상,\n"
    with pytest.raises(Unreadable, match="X"):
        results.apply(batch=batch, content=text.encode(), by=staff["maker"], at=RUN_AT)
    assert Payout.objects.get().state == "submitted"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", "지급번호,금액,결과\n".encode()])
def test_a_file_that_is_no_result_changes_nothing(payable, staff, content):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)

    with pytest.raises(Unreadable):
        results.apply(batch=batch, content=content, by=staff["maker"], at=RUN_AT)

    assert Payout.objects.get().state == "submitted"


def test_the_same_answer_twice_is_applied_once(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)

    assert answered(batch, "정상", by=staff["maker"], at=RUN_AT).paid == 1
    assert answered(batch, "정상", by=staff["maker"], at=RUN_AT).known == 1


def test_an_amount_that_differs_or_a_payment_after_a_return_is_refused(payable, staff):
    run(AS_OF, at=RUN_AT)
    batch = sent(**staff, at=RUN_AT)
    payout = Payout.objects.get()
    other = Payout(public_id=payout.public_id, amount_minor=NET + 1)
    with pytest.raises(Unreadable):
        results.apply(batch=batch, content=answer([(other, "정상", "")]), by=staff["maker"], at=RUN_AT)
    answered(batch, "불능", reason="해지", by=staff["maker"], at=RUN_AT)

    with pytest.raises(Unreadable):
        answered(batch, "정상", by=staff["maker"], at=RUN_AT)
    assert Payout.objects.get().state == "returned"


def test_accounts_are_added_and_never_edited(seller):
    first = account(seller, at=SOLD_AT)
    assert account(seller, at=SOLD_AT) == first  # the same again is no change
    second = account(seller, at=SOLD_AT, number="99999999")

    assert queries.current(seller) == second
    assert Destination.objects.count() == 2
    for refused in (
        Destination.objects.filter(pk=first.pk).delete,
        lambda: Destination.objects.update(holder="x"),
    ):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            refused()


def test_nobody_but_the_seller_names_the_account(seller, buyer):
    with pytest.raises(NotYours):
        name_account(
            seller=seller, bank_code="037", account_number="99999999", holder="x", by=buyer, at=SOLD_AT
        )
    assert not Destination.objects.exists()


def test_the_invariants_see_a_payout_that_was_not_booked_and_one_too_many(payable, books_may_break):
    run(AS_OF, at=RUN_AT)
    Payout.objects.update(taken_minor=NET + 1, amount_minor=NET + 1)
    assert list(checks.payouts_have_their_entries(RUN_AT))
    Payout.objects.update(taken_minor=NET, amount_minor=NET)
    more = [(AccountKey("seller_available", payable.pk), Money.krw(5)), (AccountKey("bank"), Money.krw(-5))]
    post(kind="payout", cause="payout:nothing", lines=more, at=RUN_AT)
    assert list(checks.nobody_was_paid_more_than_was_available(RUN_AT))
    assert "no such payout" in " ".join(checks.payouts_have_their_entries(RUN_AT))
    batch = PayoutBatch.objects.create(
        currency="KRW", count=1, total_minor=1, made_by=payable.user, made_at=RUN_AT
    )
    assert batch.public_id in " ".join(checks.payout_batches_sum_up(RUN_AT))


@pytest.mark.parametrize(
    ("rhythm", "as_of", "start", "end"),
    [
        (Rhythm.MONTHLY, "2026-10-01", "2026-09-01", "2026-10-01"),
        (Rhythm.MONTHLY, "2026-10-31", "2026-09-01", "2026-10-01"),
        (Rhythm.TWICE_A_MONTH, "2026-10-15", "2026-09-16", "2026-10-01"),
        (Rhythm.TWICE_A_MONTH, "2026-10-16", "2026-10-01", "2026-10-16"),
        (Rhythm.WEEKLY, "2026-11-23", "2026-11-16", "2026-11-23"),
        (Rhythm.WEEKLY, "2026-11-29", "2026-11-16", "2026-11-23"),
        (Rhythm.THREE_DAYS, "2026-11-24", "2026-11-19", "2026-11-24"),
        (Rhythm.THREE_DAYS, "2026-11-29", "2026-11-24", "2026-11-27"),
    ],
)
def test_the_period_paid_out_on_a_day(rhythm, as_of, start, end):
    period = last_ended(rhythm, date.fromisoformat(as_of))
    assert period == Period(date.fromisoformat(start), date.fromisoformat(end))


def test_weekends_wait_for_monday():
    days = [date(2026, 11, day) for day in (27, 28, 29, 30)]
    assert [business_day_from(day).day for day in days] == [27, 30, 30, 30]


def test_the_command_says_what_it_did(payable, capsys):
    call_command("run_payouts", "--as-of", "2026-10-01", "--json")
    assert '"made": [{"payout"' in capsys.readouterr().out
    call_command("run_payouts", "--as-of", "2026-10-01")
    assert "made=0 already=0" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("run_payouts", "--as-of", "gestern")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bank_code", "999"),
        ("bank_code", ""),
        ("account_number", "1234567"),
        ("account_number", "12345678901234567"),
        ("account_number", "=1+1"),
        ("account_number", "１２３４５６７８"),
        ("holder", ""),
        ("holder", "=1+1"),
        ("holder", "-김소리"),
        ("holder", "🎵"),
        ("holder", "김🎵"),
    ],
)
def test_an_account_that_cannot_be_one_is_explained(field, value):
    form = DestinationForm(ACCOUNT | {field: value})

    assert list(form.errors) == [field]
