"""The same money arriving from everywhere at once. Each race also shows what its guard is for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksound.core.models import User
from ksound.lib.money import Money
from payments import events
from payments.charges import operations, settling
from payments.charges.models import PaymentAttempt
from payments.charges.settling import settle
from payments.holds import operations as holds
from payments.inbox.models import ProviderEvent
from payments.ledger.models import Entry
from payments.ledger.operations import AlreadyPosted
from payments.ledger.queries import SellerBalance, account_balance, seller_balance
from payments.providers import registry
from payments.providers.base import Snapshot
from payments.providers.sandbox import operations as sandbox
from payments.providers.stripe.provider import StripeProvider
from payments.refunds import operations as refunds
from payments.refunds.models import Refund
from tests.payments.conftest import PRICE

pytestmark = pytest.mark.django_db(transaction=True)

UNIQUE = "one_entry_per_cause_and_kind"


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Run `act` in `count` threads that start together; exceptions are results too."""
    start = threading.Barrier(count)

    def run(number: int) -> object:
        try:
            start.wait(timeout=10)
            return act(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.fixture
def paid(started, stripe_server) -> PaymentAttempt:
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    return attempt


@contextmanager
def everybody_asks_before_anybody_writes(count: int) -> Iterator[None]:
    """The worst interleaving: all have seen `paid` and nobody has booked it."""
    asked = threading.Barrier(count)
    fetch = StripeProvider.fetch

    def slow(self: StripeProvider, charge: object) -> Snapshot:
        snapshot = fetch(self, charge)  # type: ignore[arg-type]
        asked.wait(timeout=20)
        return snapshot

    with patch.object(StripeProvider, "fetch", slow):
        yield


@contextmanager
def without_unique_entries() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE payments_entry DROP CONSTRAINT {UNIQUE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE payments_entry, payments_posting")
            cursor.execute(f"ALTER TABLE payments_entry ADD CONSTRAINT {UNIQUE} UNIQUE (cause, kind)")


def careless_move(attempt, *, to, at, **changes) -> bool:
    """`settling.move` without its WHERE."""
    return bool(PaymentAttempt.objects.filter(pk=attempt.pk).update(state=to, updated_at=at, **changes))


def test_ten_webhooks_at_once_make_one_entry(paid, stripe_server):
    (event,) = stripe_server.events("checkout.session.completed")

    def knock(_: int) -> int:
        return (
            Client()
            .post(
                reverse("webhook-stripe"),
                data=event["body"],
                content_type="application/json",
                headers={"Stripe-Signature": event["signature"]},
            )
            .status_code
        )

    with everybody_asks_before_anybody_writes(10):
        assert at_once(10, knock) == [200] * 10

    assert Entry.objects.get().postings.count() == 4
    assert ProviderEvent.objects.get().state == "processed"


def test_redirect_and_webhook_at_the_same_moment_make_one_entry(paid, stripe_server):
    (event,) = stripe_server.events("checkout.session.completed")
    heard: list[int] = []

    def listener(attempt_id: int, **_: object) -> None:
        heard.append(attempt_id)

    def arrive(number: int) -> object:
        if number == 0:
            return operations.complete(attempt=paid, params={}, at=timezone.now()).state
        headers = {"Stripe-Signature": event["signature"]}
        url = reverse("webhook-stripe")
        return Client().post(url, event["body"], content_type="application/json", headers=headers).status_code

    events.captured.connect(listener)
    try:
        with everybody_asks_before_anybody_writes(2):
            assert at_once(2, arrive) == ["paid", 200]
    finally:
        events.captured.disconnect(listener)

    assert Entry.objects.count() == 1
    assert set(heard) == {paid.pk}


def settle_ten_times(attempt: PaymentAttempt) -> list[object]:
    snapshot = registry.provider(attempt.provider).fetch(attempt.charge)
    return at_once(10, lambda _: settle(attempt_id=attempt.pk, snapshot=snapshot, at=timezone.now()).state)


def test_with_both_guards_ten_settlements_make_one_entry(paid):
    assert settle_ten_times(paid) == ["paid"] * 10
    assert Entry.objects.count() == 1


def test_with_either_guard_alone_there_is_still_one_entry(paid):
    with patch.object(settling, "move", careless_move):
        outcome = settle_ten_times(paid)
    assert Entry.objects.count() == 1
    assert sum(isinstance(each, AlreadyPosted) for each in outcome) == 9


def test_the_conditional_update_alone_makes_one_entry(paid, books_may_break):
    with without_unique_entries():
        settle_ten_times(paid)
        assert Entry.objects.count() == 1


def test_without_its_guards_the_race_books_the_money_many_times(paid, books_may_break):
    with without_unique_entries(), patch.object(settling, "move", careless_move):
        settle_ten_times(paid)
        assert Entry.objects.count() > 1


def test_without_the_conditional_update_a_stale_event_would_undo_a_payment(paid, books_may_break, at):
    open_page = registry.provider("stripe").fetch(paid.charge)
    stale = Snapshot("expired", paid.provider_ref, paid.public_id, open_page.amount_minor, "KRW")
    operations.sync(attempt_id=paid.pk, at=at)

    assert settle(attempt_id=paid.pk, snapshot=stale, at=at).is_paid
    with patch.object(settling, "move", lambda attempt, **kw: careless_move(attempt, paid_at=None, **kw)):
        assert not settle(attempt_id=paid.pk, snapshot=stale, at=at).is_paid


def test_an_attempt_replaced_while_its_page_was_being_opened_leaves_no_page_behind(opens, started, at):
    attempt = opens()
    start = registry.provider("sandbox").start

    def slow(*args: Any) -> object:
        step = start(*args)
        operations.cancel(attempt=PaymentAttempt.objects.get(pk=attempt.pk), at=at)
        return step

    with (
        patch("payments.providers.guard.Guarded.start", lambda _self, *args: slow(*args)),
        pytest.raises(operations.NotOpen),
    ):
        operations.start(attempt=attempt, at=at)

    sandbox.approve(ref=attempt.provider_ref)
    assert operations.sync(attempt_id=attempt.pk, at=at).state == "cancelled"
    assert not Entry.objects.exists()


def paid_in_two_tabs(started) -> list[PaymentAttempt]:
    """Two pages of one order, both approved before we heard of either."""
    attempts = []
    for _ in range(2):
        attempts.append(started())
        # As if cancelling had come too late at the company.
        PaymentAttempt.objects.filter(pk=attempts[-1].pk).update(state="cancelled")
        sandbox.approve(ref=attempts[-1].provider_ref)
    return attempts


def test_an_order_paid_in_two_tabs_at_once_credits_the_seller_once(started, seller):
    attempts = paid_in_two_tabs(started)

    at_once(2, lambda number: operations.sync(attempt_id=attempts[number].pk, at=timezone.now()))

    assert seller_balance(seller).pending == Money.krw(4_290)
    assert account_balance("suspense") == -PRICE
    assert {attempt.state for attempt in PaymentAttempt.objects.all()} == {"paid", "cancelled"}
    assert "already paid" in PaymentAttempt.objects.in_review().get().review_reason


def test_without_its_constraint_both_tabs_would_credit_the_seller(started, seller, books_may_break):
    attempts = paid_in_two_tabs(started)
    snapshots = [registry.provider("sandbox").fetch(attempt.charge) for attempt in attempts]
    before_anybody_wrote = patch.object(settling, "_doubt", lambda *_: "")

    def settle_one(number: int) -> object:
        return settle(attempt_id=attempts[number].pk, snapshot=snapshots[number], at=timezone.now())

    with before_anybody_wrote:
        assert sum(isinstance(each, IntegrityError) for each in at_once(2, settle_one)) == 1
        assert seller_balance(seller).pending == Money.krw(4_290)
        index = "DROP INDEX one_paid_attempt_per_order"
        again = "CREATE UNIQUE INDEX one_paid_attempt_per_order ON payments_paymentattempt (order_ref)"
        with connection.cursor() as cursor:
            cursor.execute(index)
        try:
            at_once(2, settle_one)
            assert seller_balance(seller).pending == Money.krw(8_580)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE payments_paymentattempt, payments_entry CASCADE")
                cursor.execute(f"{again} WHERE state = 'paid'")


def test_of_five_refunds_at_once_only_what_is_there_is_promised(paid, at):
    attempt = operations.sync(attempt_id=paid.pk, at=at)
    staff = User.objects.create_superuser("staff@example.com", "pw-of-staff-2026")

    def ask(_number: int) -> object:
        lines = {"line-1": Money.krw(2_000)}
        return refunds.request(attempt=attempt, lines=lines, reason="x", by=staff, at=at)

    answers = at_once(5, ask)

    assert sum(isinstance(answer, Refund) for answer in answers) == 2
    assert sum(isinstance(answer, refunds.MoreThanIsLeft) for answer in answers) == 3
    assert attempt.shares.get().returned_minor == 4_000


def test_without_our_own_guards_the_database_still_refuses_the_third_refund(paid, at):
    """What the guards are for: taking blindly, only the constraint stands between us and the loss."""
    attempt = operations.sync(attempt_id=paid.pk, at=at)
    staff = User.objects.create_superuser("staff@example.com", "pw-of-staff-2026")

    def take(*, share_id: int, minor: int) -> bool:
        return bool(attempt.shares.filter(pk=share_id).update(returned_minor=F("returned_minor") + minor))

    def ask(_number: int) -> object:
        lines = {"line-1": Money.krw(2_000)}
        return refunds.request(attempt=attempt, lines=lines, reason="x", by=staff, at=at)

    with patch.object(refunds, "_take", take), patch.object(refunds, "_locked", lambda attempt: attempt):
        answers = at_once(3, ask)

    assert any(isinstance(answer, IntegrityError) for answer in answers)
    assert Refund.objects.count() == 2


def test_a_refund_and_the_release_of_its_share_at_once_leave_the_books_whole(paid, at):
    attempt = operations.sync(attempt_id=paid.pk, at=at)
    staff = User.objects.create_superuser("staff@example.com", "pw-of-staff-2026")
    lines = {"line-1": Money.krw(5_500)}
    refund = refunds.request(attempt=attempt, lines=lines, reason="x", by=staff, at=at)

    def act(number: int) -> object:
        if number:
            return holds.release_due(at=at + timedelta(days=15))
        return refunds.submit(refund_id=refund.pk, at=at)

    at_once(2, act)

    seller = attempt.shares.get().seller
    assert seller is not None
    nothing = Money.krw(0)
    assert seller_balance(seller) == SellerBalance(nothing, nothing, nothing, nothing)
