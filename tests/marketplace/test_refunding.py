"""Staff give a buyer's money back: the order says so, the licence ends, the download with it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksound.core.models import User
from marketplace.cart.models import Cart
from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from marketplace.orders.tasks import reconcile
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.refunds import operations as refunds
from payments.refunds.models import Refund

Browser = Callable[[User], Client]
CONSENT = {"agree_terms": "on", "agree_withdrawal": "on", "total": "5500", "provider": "sandbox"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt(filled: Cart, buyer: User, signed_in: Browser) -> PaymentAttempt:
    """A sound of ₩5,500 bought with the test payment."""
    browser = signed_in(buyer)
    page = browser.post(reverse("checkout"), CONSENT).headers["Location"]
    browser.post(page, {"action": "approve"}, follow=True)
    return PaymentAttempt.objects.get(state="paid")


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@ksound.example", "pw-of-staff-2026"))
    return client


def address(attempt: PaymentAttempt) -> str:
    return reverse("admin:payments_refund_of", args=[attempt.pk])


def answer_of(staff: Client, attempt: PaymentAttempt, won: str, reason: str = "파일 불량") -> int:
    share = attempt.shares.get()
    given = {f"line-{share.pk}": won, "reason": reason}
    return staff.post(address(attempt), given).status_code


def carried_out() -> None:
    """What the worker does with it."""
    for refund in Refund.objects.all():
        refunds.submit(refund_id=refund.pk, at=timezone.now())


def test_the_whole_price_back_ends_the_licence_and_the_download(
    attempt: PaymentAttempt, staff: Client, buyer: User, signed_in: Browser
) -> None:
    assert answer_of(staff, attempt, "5500") == 302
    carried_out()

    order, licence = Order.objects.get(), Licence.objects.get()
    assert (order.state, licence.state) == ("refunded", "revoked")
    assert licence.ended_at
    page = signed_in(buyer).get(order.get_absolute_url()).content.decode()
    assert 'data-state="refunded"' in page
    assert 'data-testid="download"' not in page
    assert signed_in(buyer).get(licence.download_url).status_code in (403, 404)


def test_a_part_of_the_price_back_leaves_the_licence(attempt: PaymentAttempt, staff: Client) -> None:
    assert answer_of(staff, attempt, "1500") == 302
    carried_out()

    assert Order.objects.get().state == "partially_refunded"
    assert Licence.objects.get().is_active


@pytest.mark.parametrize(
    ("won", "reason"), [("5501", "x"), ("-1", "x"), ("0", "x"), ("1.5", "x"), ("천 원", "x"), ("100", "")]
)
def test_a_wrong_amount_or_no_reason_is_explained_and_moves_nothing(
    attempt: PaymentAttempt, staff: Client, won: str, reason: str
) -> None:
    assert answer_of(staff, attempt, won, reason) == 422

    assert not Refund.objects.exists()
    assert Entry.objects.count() == 1
    assert Order.objects.get().state == "paid"


def test_moderators_and_buyers_cannot_give_money_back(
    attempt: PaymentAttempt, moderator: User, buyer: User, signed_in: Browser
) -> None:
    for person in (moderator, buyer):
        assert answer_of(signed_in(person), attempt, "5500") in (302, 403)
    assert not Refund.objects.exists()


def test_after_fourteen_days_the_seller_can_be_paid_out(attempt: PaymentAttempt, at: datetime) -> None:
    attempt.shares.get().hold.__class__.objects.update(release_at=timezone.now() - timedelta(minutes=1))

    reconcile()
    reconcile()

    assert Entry.objects.filter(kind="release").count() == 1
