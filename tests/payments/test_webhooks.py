"""Who may knock at the webhook, and what a knock does."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
import stripe
from django.urls import reverse
from django.utils import timezone

from payments.charges.models import PaymentAttempt
from payments.inbox import operations as inbox
from payments.inbox.models import ProviderEvent
from payments.ledger.models import Entry
from payments.providers import registry
from tests.fakes.fixtures import WEBHOOK_SECRET

pytestmark = pytest.mark.django_db

COMPLETED = "checkout.session.completed"


@pytest.fixture
def paid(started, stripe_server) -> PaymentAttempt:
    """Paid at Stripe; we have not heard of it yet."""
    attempt = started("stripe")
    stripe_server.pay(attempt.provider_ref)
    return attempt


@pytest.fixture
def knock(client):
    def knock(body: str | bytes, signature: str = "") -> int:
        return client.post(
            reverse("webhook-stripe"),
            data=body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        ).status_code

    return knock


def signed(body: str, *, secret: str = WEBHOOK_SECRET, age: int = 0) -> str:
    return stripe.WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age)


def assert_nothing_moved() -> None:
    assert not Entry.objects.exists()
    assert not PaymentAttempt.objects.paid().exists()


def test_a_signed_event_completes_the_payment(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)

    assert knock(event["body"], event["signature"]) == 200

    kept = ProviderEvent.objects.get()
    assert (kept.state, kept.attempt, kept.verified, kept.tries) == ("processed", paid, True, 1)
    assert kept.payload == event["body"]
    assert Entry.objects.get().cause == paid.cause


def test_the_same_event_again_changes_nothing(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)

    assert [knock(event["body"], event["signature"]) for _ in range(3)] == [200, 200, 200]

    assert ProviderEvent.objects.get().tries == 1
    assert Entry.objects.count() == 1


def test_every_order_of_events_ends_in_the_same_books(paid, knock, stripe_server):
    stripe_server.control("emit", type="checkout.session.expired", session=paid.provider_ref)
    events = [*stripe_server.events("checkout.session.expired"), *stripe_server.events(COMPLETED)]

    for event in [*events, *events[::-1]]:
        assert knock(event["body"], event["signature"]) == 200

    paid.refresh_from_db()
    assert paid.is_paid
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("age", [301, 3_600, -60])
def test_old_and_future_signatures_are_refused(paid, knock, stripe_server, age):
    (event,) = stripe_server.events(COMPLETED)
    assert knock(event["body"], signed(event["body"], age=age)) == 400
    assert not ProviderEvent.objects.exists()
    assert_nothing_moved()


@pytest.mark.parametrize("forged", ["", "t=1,v1=00", "v1=00", "t=now,v1=00", "t=1", "é", "t=" + "9" * 500])
def test_forged_signatures_are_refused(paid, knock, stripe_server, forged):
    (event,) = stripe_server.events(COMPLETED)
    assert knock(event["body"], forged) == 400
    assert knock(event["body"], signed(event["body"], secret="whsec_other")) == 400
    assert knock(event["body"].replace("5500", "1"), event["signature"]) == 400
    assert not ProviderEvent.objects.exists()
    assert_nothing_moved()


def test_either_of_two_rotating_secrets_is_accepted(paid, knock, stripe_server, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", WEBHOOK_SECRET]
    (event,) = stripe_server.events(COMPLETED)
    assert knock(event["body"], event["signature"]) == 200
    assert knock(event["body"], signed(event["body"], secret="whsec_new")) == 200


@pytest.mark.parametrize("secrets", [[], [""], [" "]])
def test_without_a_secret_nothing_is_accepted(paid, knock, stripe_server, settings, secrets):
    settings.STRIPE_WEBHOOK_SECRETS = secrets
    (event,) = stripe_server.events(COMPLETED)
    assert knock(event["body"], signed(event["body"], secret="")) == 503
    assert not ProviderEvent.objects.exists()
    assert_nothing_moved()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '"text"',
        "null",
        '{"id": "evt_1"}',
        '{"id": 1, "type": "x", "data": {"object": {}}}',
        "[" * 9_999,
    ],
)
def test_signed_nonsense_is_refused(knock, stripe_server, body):
    assert knock(body, signed(body)) == 400
    assert not ProviderEvent.objects.exists()


def test_bytes_that_are_no_text_are_refused(knock, stripe_server):
    assert knock(b"\xff\xfe{}", "t=1,v1=00") == 400


def test_a_huge_body_is_refused_before_it_is_read(knock, stripe_server):
    body = "x" * (256 * 1024 + 1)
    assert knock(body, signed(body)) == 413
    assert not ProviderEvent.objects.exists()


def test_only_post_is_answered(client):
    assert client.get(reverse("webhook-stripe")).status_code == 405


def test_an_event_of_the_other_mode_is_kept_and_ignored(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)
    body = json.dumps({**json.loads(event["body"]), "livemode": True})

    assert knock(body, signed(body)) == 200

    assert ProviderEvent.objects.get().state == "ignored"
    assert_nothing_moved()


def test_an_event_about_something_unknown_is_kept_and_ignored(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)
    body = event["body"].replace(paid.public_id, "0" * 26)

    assert knock(body, signed(body)) == 200

    assert ProviderEvent.objects.get().state == "ignored"
    assert_nothing_moved()


def test_amounts_and_states_in_the_event_are_not_believed(started, knock, stripe_server):
    attempt = started("stripe")
    stripe_server.control("emit", type=COMPLETED, session=attempt.provider_ref)
    (event,) = stripe_server.events(COMPLETED)
    body = event["body"].replace('"unpaid"', '"paid"').replace('"open"', '"complete"')

    assert knock(body, signed(body)) == 200

    assert_nothing_moved()


def test_a_redelivery_after_our_failure_is_processed(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)
    stripe_server.next_fault("429", times=1)

    assert knock(event["body"], event["signature"]) == 503
    assert ProviderEvent.objects.get().state == "failed"
    assert_nothing_moved()

    assert knock(event["body"], event["signature"]) == 200
    assert (ProviderEvent.objects.get().state, ProviderEvent.objects.get().tries) == ("processed", 2)
    assert Entry.objects.count() == 1


def test_our_own_task_retries_what_we_failed_at(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)
    stripe_server.next_fault("429", times=1)
    knock(event["body"], event["signature"])

    later = timezone.now() + timedelta(minutes=2)
    assert inbox.retry_failed(at=later, older_than=timedelta(minutes=1)) == 1

    assert ProviderEvent.objects.get().state == "processed"
    assert Entry.objects.count() == 1


def test_what_happened_while_we_were_away_is_listed(paid, stripe_server):
    hints = list(registry.provider("stripe").changes(timezone.now() - timedelta(hours=1)))
    assert {hint.kind: hint.ignored for hint in hints if hint.reference == paid.public_id}[COMPLETED] == ""


def test_invisible_characters_in_an_event_break_nothing(paid, knock, stripe_server):
    (event,) = stripe_server.events(COMPLETED)
    happened = json.loads(event["body"])
    happened["type"] += "\x00"
    happened["data"]["object"]["client_reference_id"] = "\ud800\x00"
    body = json.dumps(happened)

    assert knock(body, signed(body)) == 200

    assert ProviderEvent.objects.get().state == "ignored"
    assert_nothing_moved()


@pytest.mark.django_db(transaction=True)
def test_webhooks_over_the_wire_late_doubled_and_reversed_end_in_one_entry(
    started, stripe_server, live_server
):
    stripe_server.control("webhooks", mode="hold", url=f"{live_server.url}{reverse('webhook-stripe')}")
    stripe_server.pay(started("stripe").provider_ref)
    assert stripe_server.control("held") == [
        "charge.succeeded",
        "payment_intent.succeeded",
        COMPLETED,
    ]

    assert stripe_server.control("release", reverse=True, copies=4) == [200] * 12

    assert PaymentAttempt.objects.get().is_paid
    assert Entry.objects.count() == 1
    assert ProviderEvent.objects.count() == 3
