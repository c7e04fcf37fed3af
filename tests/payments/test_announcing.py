"""What the layers above hear, when, and again after a crash."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from payments import events
from payments.charges import operations, reconciling
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.providers.sandbox import operations as sandbox
from payments.providers.sandbox.models import SandboxPayment

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.broken = False

    def captured(self, **facts: Any) -> None:
        assert not transaction.get_connection().in_atomic_block
        if self.broken:
            raise RuntimeError("the grant failed")
        self.heard.append(("captured", facts))

    def failed(self, **facts: Any) -> None:
        self.heard.append(("failed", facts))

    @property
    def names(self) -> list[str]:
        return [name for name, _facts in self.heard]


@pytest.fixture
def listener(nobody_else_listens: None) -> Listener:
    listener = Listener()
    events.captured.connect(listener.captured, weak=False)
    events.failed.connect(listener.failed, weak=False)
    return listener


def test_a_capture_is_announced_after_the_commit_with_the_order(started, listener, at):
    attempt = started()
    sandbox.approve(ref=attempt.provider_ref)

    operations.sync(attempt_id=attempt.pk, at=at)

    ((name, facts),) = listener.heard
    assert name == "captured"
    assert (facts["attempt_id"], facts["order_ref"], facts["at"]) == (attempt.pk, "order-1", at)


def test_a_paid_attempt_is_announced_again_at_every_sync(started, listener, at):
    attempt = started()
    sandbox.approve(ref=attempt.provider_ref)

    for _ in range(3):
        operations.sync(attempt_id=attempt.pk, at=at)

    assert listener.names == ["captured"] * 3
    assert Entry.objects.count() == 1


def test_a_grant_that_failed_is_asked_for_again_by_the_poller(started, listener, at):
    attempt = started()
    sandbox.approve(ref=attempt.provider_ref)
    listener.broken = True
    with pytest.raises(RuntimeError):
        operations.sync(attempt_id=attempt.pk, at=at)
    attempt.refresh_from_db()
    assert (attempt.is_paid, attempt.announced_at) == (True, None)

    listener.broken = False
    polled = reconciling.poll(at=timezone.now() + 2 * MINUTE, older_than=MINUTE)

    assert (polled.asked, polled.ended, polled.errors) == (1, 1, 0)
    assert listener.names == ["captured"]
    assert reconciling.poll(at=timezone.now() + 9 * MINUTE, older_than=MINUTE).asked == 0


def test_a_decline_is_announced_with_its_state(started, listener, at):
    attempt = started()
    sandbox.decline(ref=attempt.provider_ref)

    operations.sync(attempt_id=attempt.pk, at=at)

    ((name, facts),) = listener.heard
    assert (name, facts["state"], facts["review"]) == ("failed", "failed", False)


def test_neither_redirect_nor_webhook_and_the_poller_completes(started, listener, stripe_server, at):
    stripe_server.pay(started("stripe").provider_ref)

    assert reconciling.poll(at=at, older_than=MINUTE).asked == 0
    polled = reconciling.poll(at=at + 2 * MINUTE, older_than=MINUTE)

    assert (polled.asked, polled.ended) == (1, 1)
    assert PaymentAttempt.objects.get().is_paid
    assert listener.names == ["captured"]


def test_one_silent_company_does_not_keep_the_poller_from_the_other(started, listener, stripe_server, at):
    sandbox.approve(ref=started(order_ref="order-2").provider_ref)
    started("stripe")
    stripe_server.next_fault("429", times=1)

    polled = reconciling.poll(at=at + 2 * MINUTE, older_than=MINUTE)

    assert (polled.asked, polled.ended, polled.errors) == (2, 1, 1)


def test_money_after_a_failure_is_still_captured(started, listener, at):
    attempt = started()
    sandbox.decline(ref=attempt.provider_ref)
    operations.sync(attempt_id=attempt.pk, at=at)
    SandboxPayment.objects.update(state="paid", captured_minor=5_500, captured_currency="KRW")

    assert operations.sync(attempt_id=attempt.pk, at=at).is_paid
    assert listener.names == ["failed", "captured"]


def test_an_attempt_nobody_was_sent_away_with_expires(opens, listener, at):
    attempt = opens()
    assert operations.sync(attempt_id=attempt.pk, at=at).state == "created"
    assert operations.sync(attempt_id=attempt.pk, at=at + 60 * MINUTE).state == "expired"
