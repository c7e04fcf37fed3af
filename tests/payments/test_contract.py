"""What every provider must do alike."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from ksound.lib.money import Money
from payments.charges import operations
from payments.charges.operations import NotOpen
from payments.ledger.models import Entry
from payments.ledger.queries import account_balance, entries_for, seller_balance
from payments.providers import registry
from payments.providers.base import ClientAction, Redirect, RefundRequest
from payments.providers.guard import CalledInsideTransaction
from tests.payments.conftest import PRICE

pytestmark = pytest.mark.django_db


def test_a_paid_attempt_credits_the_seller_the_fee_and_the_vat(company, started, seller, at):
    attempt = started(company.code)
    company.pay(attempt)

    attempt = operations.sync(attempt_id=attempt.pk, at=at)

    assert (attempt.state, attempt.paid_at) == ("paid", at)
    assert attempt.payment_ref
    assert seller_balance(seller).pending == Money.krw(4_290)
    assert account_balance("platform_fee") == Money.krw(-1_100)
    assert account_balance("vat_payable") == Money.krw(-110)
    assert account_balance("provider_clearing") == PRICE


def test_asking_again_and_again_books_once(company, started, at):
    attempt = started(company.code)
    company.pay(attempt)

    for _ in range(3):
        operations.sync(attempt_id=attempt.pk, at=at)
        operations.complete(attempt=attempt, params={}, at=at)

    assert entries_for(attempt.cause).count() == 1


def test_an_unpaid_attempt_books_nothing(company, started, at):
    attempt = started(company.code)

    attempt = operations.complete(attempt=attempt, params={"session_id": "cs_of_another"}, at=at)

    assert attempt.state == "redirected"
    assert not Entry.objects.exists()


def test_starting_twice_gives_the_same_page(company, opens, at):
    attempt = opens(company.code)

    first = operations.start(attempt=attempt, at=at)
    second = operations.start(attempt=attempt, at=at)

    assert isinstance(first, Redirect | ClientAction)
    assert first == second


def test_a_cancelled_attempt_cannot_be_paid_any_more(company, started, at):
    attempt = operations.cancel(attempt=started(company.code), at=at)
    company.pay(attempt)

    assert operations.sync(attempt_id=attempt.pk, at=at).state == "cancelled"
    with pytest.raises(NotOpen):
        operations.start(attempt=attempt, at=at)
    assert not Entry.objects.exists()


def test_cancelling_too_late_finds_the_money(company, started, at):
    attempt = started(company.code)
    company.pay(attempt)

    assert operations.cancel(attempt=attempt, at=at).is_paid


def test_a_page_left_alone_expires(company, started, at):
    attempt = started(company.code)
    company.run_out(attempt)

    assert operations.sync(attempt_id=attempt.pk, at=at).state == "expired"
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("amount", "currency", "suspense"),
    [
        (5_499, "KRW", Money.krw(-5_499)),
        (550_000, "KRW", Money.krw(-550_000)),
        (5_500, "USD", Money(-5_500, "USD")),
        (5_500, "JPY", Money.krw(0)),
    ],
)
def test_money_that_does_not_fit_waits_in_suspense(company, started, seller, at, amount, currency, suspense):
    attempt = started(company.code)
    company.pay_otherwise(attempt, amount=amount, currency=currency)

    for _ in range(2):
        attempt = operations.sync(attempt_id=attempt.pk, at=at)

    assert (attempt.state, attempt.review) == ("failed", True)
    assert str(amount) in attempt.review_reason
    assert seller_balance(seller).pending == Money.krw(0)
    assert account_balance("suspense", suspense.currency) == suspense
    assert entries_for(attempt.cause).filter(kind="capture").count() == 0


def test_a_refund_key_gives_money_back_once(company, started, at):
    attempt = started(company.code)
    company.pay(attempt)
    attempt = operations.sync(attempt_id=attempt.pk, at=at)
    asked = RefundRequest(reference="refund-1", payment_ref=attempt.payment_ref, amount=Money.krw(500))
    provider = registry.provider(company.code)

    first = provider.refund(asked, "key-1")
    again = provider.refund(asked, "key-1")

    assert first == again
    assert (first.state, first.amount_minor, first.currency) == ("succeeded", 500, "KRW")
    assert provider.fetch(attempt.charge).refunded_minor == 500


def test_money_refunded_before_we_heard_of_it_grants_nothing(company, started, at):
    attempt = started(company.code)
    company.pay(attempt)
    provider = registry.provider(company.code)
    paid = provider.fetch(attempt.charge)
    provider.refund(RefundRequest("refund-1", paid.payment_ref, PRICE), "key-1")

    attempt = operations.sync(attempt_id=attempt.pk, at=at)

    assert (attempt.state, attempt.review) == ("failed", True)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_provider_is_called_inside_a_transaction(company, started, at: datetime):
    attempt = started(company.code)
    company.pay(attempt)

    with transaction.atomic(), pytest.raises(CalledInsideTransaction):
        operations.sync(attempt_id=attempt.pk, at=at)

    assert not Entry.objects.exists()
