"""The sandbox company's approval page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ksound.core.models import User
from payments.providers.sandbox.models import SandboxPayment

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(started, client, buyer) -> SandboxPayment:
    client.force_login(buyer)
    return SandboxPayment.objects.get(ref=started().provider_ref)


@pytest.fixture
def page(payment) -> str:
    return reverse("sandbox-payment", args=[payment.ref])


def state(payment: SandboxPayment) -> str:
    payment.refresh_from_db()
    return payment.state


def test_the_buyer_sees_what_is_to_be_paid(client, page):
    shown = client.get(page)
    assert "₩5,500" in shown.content.decode()
    assert "sandbox-approve" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize(
    ("action", "then"), [("approve", "paid"), ("decline", "failed"), ("cancel", "cancelled")]
)
def test_the_buyer_decides_once(client, page, payment, action, then):
    answer = client.post(page, {"action": action})
    client.post(page, {"action": "approve"})
    assert state(payment) == then
    assert answer.status_code == 302
    assert answer["Location"] == (payment.cancel_url if action == "cancel" else payment.return_url)


def test_nobody_else_sees_or_decides(client, page, payment):
    client.force_login(User.objects.create_user("other@example.com"))
    assert client.get(page).status_code == 404
    assert client.post(page, {"action": "approve"}).status_code == 404
    client.logout()
    assert client.post(page, {"action": "approve"}).status_code == 302
    assert state(payment) == "open"


def test_an_unknown_action_changes_nothing(client, page, payment):
    assert client.post(page, {"action": "give"}).status_code == 400
    assert state(payment) == "open"


def test_a_switched_off_sandbox_approves_nothing(client, page, payment, settings):
    settings.SANDBOX_PAYMENTS = False
    assert client.post(page, {"action": "approve"}).status_code == 404
    assert state(payment) == "open"


def test_an_expired_page_approves_nothing(client, page, payment, at):
    SandboxPayment.objects.update(expires_at=at)
    client.post(page, {"action": "approve"})
    assert state(payment) == "expired"
