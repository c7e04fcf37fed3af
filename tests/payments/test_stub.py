"""The stub answers as Stripe would: a request Stripe refuses is refused here."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
import stripe

from payments.providers.stripe.client import client as stripe_client
from tests.fakes.fixtures import SECRET_KEY, StripeServer


@pytest.fixture
def sessions(stripe_server: StripeServer) -> Any:
    return stripe_client(SECRET_KEY, stripe_server.base).v1.checkout.sessions


def params(**changes: Any) -> Any:
    price = {"currency": "krw", "unit_amount": 5_500, "product_data": {"name": "문 소리"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "http://127.0.0.1/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1/cancel",
        "expires_at": int(time.time()) + 31 * 60,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
        ({"idempotency_key": "x"}, "idempotency_key", "parameter_unknown"),
        ({"adaptive_pricing": {"enable": False}}, "adaptive_pricing[enable]", "parameter_unknown"),
        ({"adaptive_pricing": {"enabled": "no"}}, "adaptive_pricing[enabled]", None),
        ({"mode": "gift"}, "mode", None),
        ({"expires_at": "soon"}, "expires_at", "parameter_invalid_integer"),
        ({"expires_at": int(time.time()) + 60}, "expires_at", None),
        ({"success_url": "/orders/"}, "success_url", "url_invalid"),
        ({"line_items": [{"quantity": 1, "price_data": {"unit_amount": 1}}]},
         "line_items[0][price_data][currency]", "parameter_missing"),
        ({"line_items": [{"quantity": 1, "price_data": {"currency": "krw", "unit_amount": 5500.5}}]},
         "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"),
    ],
)  # fmt: skip
def test_what_stripe_would_refuse_is_refused(sessions, changes, param, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sessions.create(params(**changes))
    assert (refused.value.param, refused.value.code) == (param, code)


def test_a_key_repeats_its_answer_and_refuses_other_parameters(sessions, stripe_server):
    wanted = params()
    first = sessions.create(wanted, {"idempotency_key": "k"})
    assert sessions.create(wanted, {"idempotency_key": "k"}).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        sessions.create(params(cancel_url="http://127.0.0.1/other"), {"idempotency_key": "k"})


def test_a_wrong_key_is_refused(stripe_server):
    with pytest.raises(stripe.AuthenticationError):
        stripe_client("nonsense", stripe_server.base).v1.events.list()


def test_the_page_pays_or_goes_back(sessions, stripe_server):
    session = sessions.create(params())
    assert 'data-testid="stripe-pay"' in requests.get(session.url, timeout=5).text
    back = requests.post(session.url, data={"action": "cancel"}, allow_redirects=False, timeout=5)
    assert back.headers["Location"] == "http://127.0.0.1/cancel"
    done = requests.post(session.url, data={"action": "pay"}, allow_redirects=False, timeout=5)
    assert done.headers["Location"] == f"http://127.0.0.1/?session={session.id}"
    assert sessions.retrieve(session.id).payment_status == "paid"


def test_only_an_open_session_can_be_expired(sessions, stripe_server):
    session = sessions.create(params())
    stripe_server.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        sessions.expire(session.id)


def test_events_are_listed_page_by_page(sessions, stripe_server):
    for _ in range(3):
        stripe_server.pay(sessions.create(params()).id)
    listed = stripe_client(SECRET_KEY, stripe_server.base).v1.events.list({"limit": 4})
    assert len(list(listed.auto_paging_iter())) == 9
