"""Toss Payments: the buyer approves in Toss's window, our confirmation takes the money, nobody is believed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksound.lib.money import Money
from payments.charges import operations
from payments.charges.models import PaymentAttempt
from payments.charges.operations import NotOpen
from payments.inbox.models import ProviderEvent
from payments.ledger.models import Entry
from payments.ledger.queries import entries_for
from payments.providers import registry
from payments.providers.base import Misconfigured, RefundRequest
from tests.payments.conftest import PRICE

pytestmark = pytest.mark.django_db

CONFIRM = "/v1/payments/confirm"


@pytest.fixture
def attempt(started, toss_server) -> PaymentAttempt:
    """The buyer stands before Toss's window."""
    return started("toss")


@pytest.fixture
def approved(attempt, toss_server) -> dict[str, str]:
    """What the buyer's browser brings back."""
    return toss_server.approve(attempt.provider_ref, attempt.amount_minor)


def knock(client: Client, told: object) -> int:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return client.post(reverse("webhook-toss"), data=body, content_type="application/json").status_code


def told(attempt: PaymentAttempt, status: str) -> dict[str, object]:
    return {
        "eventType": "PAYMENT_STATUS_CHANGED",
        "createdAt": "2026-11-22T10:00:00",
        "data": {"orderId": attempt.provider_ref, "status": status, "totalAmount": attempt.amount_minor},
    }


def assert_nothing_moved() -> None:
    assert not Entry.objects.exists()
    assert not PaymentAttempt.objects.paid().exists()


def test_back_from_the_window_the_payment_is_confirmed_and_booked_once(attempt, approved, toss_server, at):
    for _ in range(2):
        paid = operations.complete(attempt=attempt, params=approved, at=at)

    assert paid.is_paid
    assert paid.payment_ref == approved["paymentKey"]
    assert entries_for(paid.cause).count() == 1
    (call,) = toss_server.requests(CONFIRM)
    assert call["key"] == attempt.idempotency_key


@pytest.mark.parametrize(
    "tampered",
    [
        {"amount": "1"},
        {"amount": "5500.0"},
        {"orderId": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"paymentKey": ""},
        {"paymentKey": "../../cancel"},
        {"paymentKey": "x" * 300},
    ],
)
def test_a_tampered_address_confirms_nothing(attempt, approved, toss_server, at, tampered):
    after = operations.complete(attempt=attempt, params={**approved, **tampered}, at=at)

    assert after.state == "redirected"
    assert toss_server.requests(CONFIRM) == []
    assert_nothing_moved()


def test_a_payment_of_another_attempt_is_not_taken_for_this_one(attempt, opens, toss_server, at):
    stranger = opens("toss", order_ref="order-2")
    operations.start(attempt=stranger, at=at)
    params = toss_server.approve(stranger.public_id, stranger.amount_minor)

    assert operations.complete(attempt=attempt, params=params, at=at).state == "redirected"
    assert toss_server.requests(CONFIRM) == []
    assert_nothing_moved()


def test_what_was_cancelled_meanwhile_is_not_confirmed(attempt, approved, toss_server, at):
    operations.cancel(attempt=attempt, at=at)

    after = operations.complete(attempt=attempt, params=approved, at=at)

    assert after.state == "cancelled"
    assert toss_server.requests(CONFIRM) == []
    assert_nothing_moved()


def test_money_taken_before_the_answer_was_lost_is_found(attempt, approved, toss_server, at):
    toss_server.next_fault("timeout", path=CONFIRM, times=2)

    assert operations.complete(attempt=attempt, params=approved, at=at).is_paid
    assert entries_for(attempt.cause).count() == 1


@pytest.mark.parametrize("fault", ["500", "429"])
def test_a_trouble_of_theirs_is_tried_again_with_the_same_key(attempt, approved, toss_server, at, fault):
    toss_server.next_fault(fault, path=CONFIRM)

    assert operations.complete(attempt=attempt, params=approved, at=at).is_paid
    assert {call["key"] for call in toss_server.requests(CONFIRM)} == {attempt.idempotency_key}


def test_while_they_are_away_nothing_is_decided(attempt, approved, toss_server, at):
    toss_server.next_fault("500", times=9)

    assert operations.complete(attempt=attempt, params=approved, at=at).state == "redirected"
    assert_nothing_moved()


def test_a_declined_card_ends_the_attempt_with_their_reason(attempt, approved, toss_server, at):
    toss_server.next_fault("declined", path=CONFIRM)

    after = operations.complete(attempt=attempt, params=approved, at=at)

    assert (after.state, after.review) == ("failed", False)
    assert "한도초과" in after.failure_reason
    assert_nothing_moved()


def test_who_comes_back_after_ten_minutes_starts_again(attempt, approved, toss_server, opens, at):
    toss_server.control("clock", offset=700)

    after = operations.complete(attempt=attempt, params=approved, at=at)

    assert after.state == "failed"
    assert_nothing_moved()
    again = opens("toss")
    assert again.pk != attempt.pk
    assert again.is_open


def test_what_was_processed_before_is_fetched(attempt, approved, at):
    provider = registry.provider("toss")
    provider.complete(attempt.charge, approved, "another-key")

    assert operations.complete(attempt=attempt, params=approved, at=at).is_paid
    assert entries_for(attempt.cause).count() == 1


def test_a_webhook_makes_us_look_and_books_once(attempt, approved, toss_server, client, at):
    registry.provider("toss").complete(attempt.charge, approved, attempt.idempotency_key)

    assert [knock(client, told(attempt, "DONE")) for _ in range(3)] == [200, 200, 200]

    attempt.refresh_from_db()
    assert attempt.is_paid
    assert entries_for(attempt.cause).count() == 1
    assert ProviderEvent.objects.get().state == "processed"


def test_a_forged_webhook_moves_nothing(attempt, approved, client):
    assert knock(client, told(attempt, "DONE")) == 200

    attempt.refresh_from_db()
    assert attempt.state == "redirected"
    assert_nothing_moved()


def test_aborted_after_done_stays_paid(attempt, approved, client, at):
    operations.complete(attempt=attempt, params=approved, at=at)

    assert knock(client, told(attempt, "ABORTED")) == 200

    attempt.refresh_from_db()
    assert attempt.is_paid
    assert entries_for(attempt.cause).count() == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[]", b'{"eventType": 1, "data": {}}', b'{"eventType": "X"}', b"{" * 5000],
)
def test_a_body_that_is_no_event_is_refused(attempt, client, body):
    assert knock(client, body) == 400
    assert not ProviderEvent.objects.exists()


def test_an_event_of_another_kind_is_kept_and_ignored(attempt, client):
    assert knock(client, {"eventType": "METHOD_UPDATED", "data": {}}) == 200
    assert ProviderEvent.objects.get().state == "ignored"


def test_a_page_approved_but_never_confirmed_runs_out(attempt, approved, toss_server, at):
    assert operations.sync(attempt_id=attempt.pk, at=at).is_open

    toss_server.control("clock", offset=700)

    assert operations.sync(attempt_id=attempt.pk, at=at).state == "expired"
    assert_nothing_moved()


@pytest.mark.parametrize(
    ("money", "country", "is_offered"),
    [
        (Money.krw(100), "KR", True),
        (Money.krw(99), "KR", False),
        (Money(500, "USD"), "KR", False),
        (Money.krw(5_500), "US", False),
    ],
)
def test_it_is_offered_for_won_from_a_hundred_in_korea(toss_server, money, country, is_offered):
    assert ("toss" in registry.offered(money, country)) is is_offered


def test_two_equal_partial_refunds_with_their_own_keys_both_happen(attempt, approved, at):
    attempt = operations.complete(attempt=attempt, params=approved, at=at)
    provider = registry.provider("toss")
    asked = RefundRequest("refund", attempt.payment_ref, Money.krw(1_000))

    refunds = [provider.refund(asked, key) for key in ("key-1", "key-2", "key-2")]

    assert refunds[0].provider_ref != refunds[1].provider_ref
    assert refunds[1] == refunds[2]
    assert provider.fetch(attempt.charge).refunded_minor == 2_000


def test_what_happened_in_their_back_office_is_listed_page_by_page(attempt, approved, toss_server, at):
    attempt = operations.complete(attempt=attempt, params=approved, at=at)
    for _ in range(104):
        toss_server.control("cancel", key=attempt.payment_ref, cancelAmount=1)

    hints = list(registry.provider("toss").changes(timezone.now() - timedelta(minutes=5)))

    assert len(hints) == 105
    assert len({hint.event_key for hint in hints}) == 105
    assert {hint.reference for hint in hints} == {attempt.public_id}


def test_a_wrong_key_is_for_people_to_mend(attempt, toss_server, settings):
    settings.TOSS_SECRET_KEY = "test_sk_wrong"
    with pytest.raises(Misconfigured):
        registry.provider("toss").fetch(attempt.charge)


def test_the_window_opens_for_its_buyer_alone(attempt, buyer, seller, client, toss_server):
    address = reverse("payment-window", args=[attempt.public_id])
    client.force_login(seller.user)
    assert client.get(address).status_code == 404

    client.force_login(buyer)
    answer = client.get(address)
    page = answer.content.decode()

    assert f'data-amount="{PRICE.minor}"' in page
    assert f'data-order-id="{attempt.public_id}"' in page
    assert "test_sk" not in page
    assert toss_server.base in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_window_of_an_ended_attempt_leads_back(attempt, buyer, client, at):
    operations.cancel(attempt=attempt, at=at)
    client.force_login(buyer)

    answer = client.get(reverse("payment-window", args=[attempt.public_id]))

    assert answer.status_code == 302
    assert answer.headers["Location"] == attempt.cancel_url
    with pytest.raises(NotOpen):
        operations.start(attempt=attempt, at=at)
