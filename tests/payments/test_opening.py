"""One open attempt per order, whatever the buyer clicks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ksound.lib.money import Money
from payments.charges import opening, operations
from payments.charges.allocation import Share, share
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.providers.base import Misconfigured, Retryable
from payments.providers.sandbox import operations as sandbox
from payments.providers.sandbox.models import SandboxPayment

pytestmark = pytest.mark.django_db


def test_a_second_click_takes_up_the_same_attempt(started, opens):
    assert opens() == started()


def test_the_addresses_carry_the_attempts_public_id(opens):
    attempt = opens()
    assert attempt.return_url.endswith(f"/return/{attempt.public_id}/")


def test_another_price_replaces_the_attempt_and_closes_its_page(started, opens, seller, at):
    old = started()
    dearer = Money.krw(6_000)

    new = opens(amount=dearer, shares=[share(line_ref="line-1", seller=seller, gross=dearer, fee_bps=2_000)])

    old.refresh_from_db()
    assert (old.state, new.state) == ("cancelled", "created")
    assert SandboxPayment.objects.get(ref=old.provider_ref).state == "cancelled"


def test_another_provider_expires_the_session_at_stripe_first(started, opens, stripe_server):
    old = started("stripe")

    opens("sandbox")

    assert stripe_server.requests(f"{old.provider_ref}/expire")
    old.refresh_from_db()
    assert old.state == "cancelled"


def test_an_order_paid_in_the_other_tab_is_not_paid_again(started, opens, seller):
    sandbox.approve(ref=started().provider_ref)
    dearer = Money.krw(6_000)

    with pytest.raises(opening.AlreadyPaid):
        opens(amount=dearer, shares=[share(line_ref="line-1", seller=seller, gross=dearer, fee_bps=2_000)])

    assert PaymentAttempt.objects.get().is_paid
    assert Entry.objects.count() == 1


def test_an_expiring_page_is_replaced(started, opens):
    started()
    PaymentAttempt.objects.update(expires_at=timezone.now() + timedelta(minutes=2))
    assert opens().state == "created"
    assert PaymentAttempt.objects.count() == 2


def test_a_delayed_payment_under_way_is_neither_replaced_nor_doubled(started, opens, stripe_server, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref, outcome="async")
    assert operations.sync(attempt_id=attempt.pk, at=at).state == "pending"

    with pytest.raises(opening.PaymentUnderWay):
        opens("sandbox")

    stripe_server.control("settle", session=attempt.provider_ref, paid=True)
    assert operations.sync(attempt_id=attempt.pk, at=at).is_paid


def test_a_delayed_payment_that_fails_is_failed_with_its_reason(started, stripe_server, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref, outcome="async")
    stripe_server.control("settle", session=attempt.provider_ref, paid=False)

    attempt = operations.sync(attempt_id=attempt.pk, at=at)

    assert (attempt.state, attempt.failure_reason) == ("failed", "The bank refused.")


def test_free_orders_never_meet_a_provider(opens, seller):
    with pytest.raises(opening.NothingToPay):
        opens(amount=Money.krw(0), shares=[])
    assert not PaymentAttempt.objects.exists()


def test_shares_must_sum_to_the_amount(opens):
    with pytest.raises(opening.SharesDoNotAddUp):
        opens(amount=Money.krw(5_501))
    assert not PaymentAttempt.objects.exists()


def test_a_share_that_does_not_add_up_is_refused(seller):
    won = Money.krw
    with pytest.raises(ValueError, match="do not add up"):
        Share("line-1", seller, won(100), won(1), 2_000, won(20), won(80))


def test_a_provider_that_is_switched_off_is_refused(opens, settings):
    settings.SANDBOX_PAYMENTS = False
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(Misconfigured):
        opens("stripe")
    with pytest.raises(Misconfigured):
        opens("bogus")
    assert not PaymentAttempt.objects.exists()


def test_a_session_created_without_an_answer_is_found_again_by_its_key(opens, stripe_server, at):
    attempt = opens("stripe")
    stripe_server.next_fault("timeout", times=1, path="/v1/checkout/sessions")

    step = operations.start(attempt=attempt, at=at)

    asked = stripe_server.requests("/v1/checkout/sessions")
    assert [each["key"] for each in asked] == [attempt.idempotency_key] * 2
    assert step.provider_ref == attempt.provider_ref


@pytest.mark.parametrize("fault", ["500", "429", "bad_json"])
def test_a_company_that_does_not_answer_leaves_the_attempt_open(opens, stripe_server, at, fault):
    attempt = opens("stripe")
    stripe_server.next_fault(fault, times=3)

    with pytest.raises(Retryable):
        operations.start(attempt=attempt, at=at)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.provider_ref) == ("created", "")
    stripe_server.control("next_fault", kind="", times=0)
    stripe_server.control("reset")
    assert operations.start(attempt=attempt, at=at).provider_ref


def test_the_buyer_coming_back_to_a_silent_company_sees_an_open_attempt(started, stripe_server, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    stripe_server.next_fault("429", times=1)

    assert operations.complete(attempt=attempt, params={}, at=at).state == "redirected"
    assert operations.complete(attempt=attempt, params={}, at=at).is_paid


def test_a_key_of_the_other_mode_is_never_believed(started, stripe_server, settings, at):
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    settings.STRIPE_SECRET_KEY = "sk_live_ksound"

    with pytest.raises(Misconfigured):
        operations.sync(attempt_id=attempt.pk, at=at)

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_make_one_attempt_and_one_page(opens, at):
    def click(_: int) -> str:
        try:
            attempt = opens()
            operations.start(attempt=attempt, at=at)
            return attempt.public_id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        clicked = set(pool.map(click, range(4)))

    assert len(clicked) == 1
    assert PaymentAttempt.objects.count() == SandboxPayment.objects.count() == 1
