"""From checkout through the provider to the licence: sandbox and Stripe, any order, any number of times."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ksound.core.models import User
from marketplace.cart.models import Cart, CartLine
from marketplace.licences.models import Licence
from marketplace.orders import checkout
from marketplace.orders.models import Order
from marketplace.orders.tasks import reconcile
from payments.charges.models import PaymentAttempt
from payments.ledger import checks
from payments.ledger.models import Entry, Posting
from tests.fakes.fixtures import StripeServer

Browser = Callable[[User], Client]
CONSENT = {"agree_terms": "on", "agree_withdrawal": "on", "total": "5500"}
pytestmark = pytest.mark.django_db(transaction=True)


def check_out(browser: Client, provider: str) -> str:
    """Press the provider's button; the address of its page."""
    answer = browser.post(reverse("checkout"), CONSENT | {"provider": provider})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def assert_sold_once(order: Order) -> None:
    """One licence, one balanced entry, one paid order, and every invariant holds."""
    assert {name: found for name, found in checks.breaches(timezone.now()).items() if found} == {}
    order.refresh_from_db()
    assert order.state == "paid"
    assert Licence.objects.filter(order_line__order=order).count() == 1
    entry = Entry.objects.get(kind="capture")
    postings = list(Posting.objects.filter(entry=entry).values_list("amount_minor", flat=True))
    assert sum(postings) == 0
    assert sorted(postings) == [-4_290, -1_100, -110, 5_500]


def test_the_sandbox_sells_a_sound(filled: Cart, buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    page = check_out(browser, "sandbox")
    answer = browser.post(page, {"action": "approve"}, follow=True)
    assert 'data-testid="download"' in answer.content.decode()
    assert_sold_once(Order.objects.get())
    assert not CartLine.objects.exists()


def test_a_decline_keeps_the_cart_and_sells_nothing(filled: Cart, buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    answer = browser.post(check_out(browser, "sandbox"), {"action": "decline"}, follow=True)
    assert answer.status_code == 200
    assert Order.objects.get().state == "awaiting"
    assert not Licence.objects.exists()
    assert not Entry.objects.exists()
    assert filled.lines.count() == 1


def test_a_declined_order_can_be_paid_again(filled: Cart, buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    browser.post(check_out(browser, "sandbox"), {"action": "decline"})
    browser.post(check_out(browser, "sandbox"), {"action": "approve"}, follow=True)
    assert Order.objects.count() == 1
    assert_sold_once(Order.objects.get())


def test_a_double_click_opens_one_attempt(filled: Cart, buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    assert check_out(browser, "sandbox") == check_out(browser, "sandbox")
    assert PaymentAttempt.objects.count() == 1


def test_stripe_sells_a_sound_when_the_buyer_comes_back(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer
) -> None:
    browser = signed_in(buyer)
    check_out(browser, "stripe")
    session = PaymentAttempt.objects.get().provider_ref
    stripe_server.pay(session)
    order = Order.objects.get()
    browser.get(reverse("payment-return", args=[order.public_id]), {"session_id": session})
    assert_sold_once(order)


def test_stripe_sells_a_sound_by_webhook_alone(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer
) -> None:
    check_out(signed_in(buyer), "stripe")
    stripe_server.pay(PaymentAttempt.objects.get().provider_ref)
    deliver(completed(stripe_server))
    assert_sold_once(Order.objects.get())


def test_the_poller_completes_what_neither_redirect_nor_webhook_did(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer, settings: Any
) -> None:
    settings.RECONCILE_SECONDS = 0
    check_out(signed_in(buyer), "stripe")
    stripe_server.pay(PaymentAttempt.objects.get().provider_ref)
    reconcile()
    assert_sold_once(Order.objects.get())


def test_ten_webhooks_at_once_sell_once(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer
) -> None:
    check_out(signed_in(buyer), "stripe")
    stripe_server.pay(PaymentAttempt.objects.get().provider_ref)
    event = completed(stripe_server)
    at_once([lambda: deliver(event)] * 10)
    assert_sold_once(Order.objects.get())


def test_redirect_and_webhook_at_the_same_moment_sell_once(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer
) -> None:
    browser = signed_in(buyer)
    check_out(browser, "stripe")
    order, session = Order.objects.get(), PaymentAttempt.objects.get().provider_ref
    stripe_server.pay(session)
    event = completed(stripe_server)
    url = reverse("payment-return", args=[order.public_id])
    at_once([lambda: browser.get(url, {"session_id": session}), lambda: deliver(event)] * 3)
    assert_sold_once(order)


def test_a_success_address_without_a_payment_buys_nothing(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer
) -> None:
    browser = signed_in(buyer)
    check_out(browser, "stripe")
    order = Order.objects.get()
    browser.get(reverse("payment-return", args=[order.public_id]), {"session_id": "cs_forged"})
    order.refresh_from_db()
    assert order.state == "awaiting"
    assert not Licence.objects.exists()


def test_a_silent_provider_leaves_an_honest_page_and_the_cart(
    filled: Cart, buyer: User, signed_in: Browser, stripe_server: StripeServer
) -> None:
    stripe_server.next_fault("500", times=10)
    answer = signed_in(buyer).post(reverse("checkout"), CONSENT | {"provider": "stripe"}, follow=True)
    assert answer.status_code == 200
    assert 'data-testid="flash"' in answer.content.decode()
    assert not Licence.objects.exists()
    assert filled.lines.count() == 1


def test_a_crash_between_capture_and_grant_is_healed_by_the_next_look(
    filled: Cart, buyer: User, signed_in: Browser, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.RECONCILE_SECONDS = 0
    browser = signed_in(buyer)
    page = check_out(browser, "sandbox")
    with monkeypatch.context() as crash:
        crash.setattr(checkout, "mark_paid", lambda **_: (_ for _ in ()).throw(SystemExit("killed")))
        with pytest.raises(SystemExit):
            browser.post(page, {"action": "approve"}, follow=True)
    assert Order.objects.get().state == "awaiting"
    assert Entry.objects.filter(kind="capture").count() == 1
    reconcile()
    assert_sold_once(Order.objects.get())


def completed(stripe_server: StripeServer) -> dict[str, str]:
    return stripe_server.events("checkout.session.completed")[0]


def deliver(event: dict[str, str]) -> Any:
    return Client().post(
        reverse("webhook-stripe"),
        data=event["body"],
        content_type="application/json",
        headers={"Stripe-Signature": event["signature"]},
    )


def at_once(calls: list[Callable[[], Any]]) -> None:
    def run(call: Callable[[], Any]) -> Any:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(run, call) for call in calls]:
            done.result(timeout=30)


def test_the_seller_sees_the_sale_with_its_entry(
    filled: Cart, buyer: User, signed_in: Browser, on_sale: Any
) -> None:
    browser = signed_in(buyer)
    browser.post(check_out(browser, "sandbox"), {"action": "approve"}, follow=True)
    page = signed_in(on_sale.seller.user).get(reverse("seller-dashboard"))
    sale = page.context["sales"][0]
    assert (str(sale.gross), str(sale.fee), str(sale.vat), str(sale.net)) == (
        "₩5,500",
        "₩1,100",
        "₩110",
        "₩4,290",
    )
    assert sale.entry_ref == Entry.objects.get().public_id
    assert str(page.context["balance"].pending) == "₩4,290"
    assert 'data-testid="balance-available"' in page.content.decode()
    assert sale.at <= timezone.now()
    assert isinstance(sale.at, datetime)
