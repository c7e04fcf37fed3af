"""A seller's payouts and statements, a buyer's receipt: who sees them, and that nothing in a name does harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from ksound.management.accounts import become_seller
from marketplace.cart.models import Cart
from marketplace.insights.queries import sales_of, totals
from marketplace.orders.models import Order
from payments.charges.models import PaymentAttempt
from payments.holds import operations as holds
from payments.payouts.destinations import letters
from payments.payouts.destinations.models import Destination
from payments.payouts.models import Payout
from payments.refunds import operations as refunds
from sellers.models import Seller
from tests.factories import listings
from tests.factories.people import PASSWORD
from tests.payments import payouts

Browser = Callable[[User], Client]
CONSENT = {"agree_terms": "on", "agree_withdrawal": "on", "total": "5500", "provider": "sandbox"}
ACCOUNT = {"bank_code": "037", "account_number": "1012-34 5678901", "holder": "김소리"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def on_sale(seller: Seller, at: datetime) -> Effect:
    """A listing as rows alone: nothing here listens to it."""
    return listings.listed(seller=seller, at=at)


@pytest.fixture
def attempt(
    filled: Cart, buyer: User, signed_in: Browser, django_capture_on_commit_callbacks: Any
) -> PaymentAttempt:
    """A sound of ₩5,500 bought with the test payment."""
    browser = signed_in(buyer)
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(reverse("checkout"), CONSENT).headers["Location"]
        browser.post(page, {"action": "approve"}, follow=True)
    return PaymentAttempt.objects.get(state="paid")


@pytest.fixture
def partly_refunded(attempt: PaymentAttempt, django_capture_on_commit_callbacks: Any) -> PaymentAttempt:
    staff = User.objects.create_superuser("staff@ksound.example")
    share = attempt.shares.get()
    refund = refunds.request(
        attempt=attempt,
        lines={share.line_ref: Money.krw(1_000)},
        reason="defect",
        by=staff,
        at=timezone.now(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        refunds.submit(refund_id=refund.pk, at=timezone.now())
    return attempt


def asked_again(browser: Client) -> Client:
    """Who has just given the password once more."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def test_the_seller_sees_the_balance_what_becomes_available_and_when_it_is_paid(
    partly_refunded: PaymentAttempt, seller: Seller, signed_in: Browser
) -> None:
    page = signed_in(seller.user).get(reverse("seller-payouts")).content.decode()
    assert 'data-testid="balance-available">₩0' in page
    assert 'data-testid="balance-pending">₩3,510' in page
    assert page.count("₩3,510") == 2  # the sum, and the day it becomes available

    holds.release_due(at=timezone.now() + timedelta(days=15))
    page = signed_in(seller.user).get(reverse("seller-payouts")).content.decode()
    assert 'data-testid="balance-available">₩3,510' in page


def test_the_pages_of_a_seller_ask_the_database_no_more_for_more(
    attempt: PaymentAttempt, seller: Seller, signed_in: Browser
) -> None:
    browser = signed_in(seller.user)
    names = ("seller-payouts", "seller-statement", "seller-dashboard")
    counts = [queries_of(browser, name) for name in names]
    for number in range(23):
        payouts.sold(seller, 1_000 + number, at=timezone.now())
    assert [queries_of(browser, name) for name in names] == counts


def queries_of(browser: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(reverse(name)).status_code == 200
    return len(asked)


def test_an_account_is_named_after_the_password_shown_masked_and_told_by_mail(
    seller: Seller, signed_in: Browser
) -> None:
    browser = signed_in(seller.user)
    for answer in (browser.get(reverse("payout-account")), browser.post(reverse("payout-account"), ACCOUNT)):
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not Destination.objects.exists()
    browser = asked_again(signed_in(seller.user))
    mail.outbox.clear()
    refused = browser.post(reverse("payout-account"), ACCOUNT | {"holder": "=1+1"})
    assert refused.status_code == 422
    assert not Destination.objects.exists()

    answer = browser.post(reverse("payout-account"), ACCOUNT, follow=True)

    assert answer.redirect_chain == [(reverse("seller-payouts"), 302)]
    page = answer.content.decode()
    assert "••••8901" in page
    assert "1012345678901" not in page
    assert Destination.objects.get().account_number == "1012345678901"
    letters.send_due(at=timezone.now())
    assert [message.to for message in mail.outbox] == [[seller.user.email]]


def test_a_seller_with_a_formula_for_a_name_gets_harmless_files(
    attempt: PaymentAttempt, seller: Seller, signed_in: Browser
) -> None:
    Seller.objects.update(display_name='=1+1/"../가"')
    browser = signed_in(seller.user)

    for form, start in (("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")):
        answer = browser.get(reverse("seller-statement-file", args=[form]))
        name = unquote(answer.headers["Content-Disposition"].partition("''")[2])
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert "가" in name
        assert name.endswith(f".{form}")
        assert not {"/", '"', "=", "\\"} & set(name)
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_table_names_order_sound_and_licence_as_they_were_sold(
    attempt: PaymentAttempt, seller: Seller, signed_in: Browser, on_sale: Effect
) -> None:
    title = Order.objects.get().lines.get().title
    Effect.objects.update(title_ko="=renamed", title_en="=renamed")

    answer = signed_in(seller.user).get(reverse("seller-statement-file", args=["csv"]))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[2][2:4] == [Order.objects.get().number, title]
    assert rows[2][5:12] == ["5500", "0", "110", "20", "1100", "4290", "0"]
    assert rows[-1][-1] == "4290"


def test_days_that_are_none_are_explained_on_the_page_and_have_no_file(
    seller: Seller, signed_in: Browser
) -> None:
    browser = signed_in(seller.user)
    for asked in ("?month=x", "?from=2026-02-30&to=2026-03-01", "?from=2026-03-02&to=2026-03-01"):
        assert browser.get(reverse("seller-statement") + asked).status_code == 422
        assert browser.get(reverse("seller-statement-file", args=["csv"]) + asked).status_code == 404


def test_only_sellers_have_payouts_and_statements_and_each_their_own(
    attempt: PaymentAttempt, buyer: User, other: User, signed_in: Browser
) -> None:
    places = [reverse(name) for name in ("seller-payouts", "seller-statement", "payout-account")]
    places += [reverse("seller-statement-file", args=["csv"])]
    for place in places:
        assert signed_in(buyer).get(place).headers["Location"] == reverse("seller-register")
        assert Client().get(place).headers["Location"].startswith(reverse("account_login"))
    become_seller(user=other, display_name="다른", creator_id="OTHER", at=timezone.now())
    mine = signed_in(other).get(reverse("seller-statement-file", args=["csv"])).content.decode("utf-8-sig")
    assert Order.objects.get().number not in mine


def test_the_dashboard_shows_what_went_back_and_what_is_left(
    partly_refunded: PaymentAttempt, seller: Seller, signed_in: Browser
) -> None:
    (sale,) = sales_of(seller)
    summed = totals([sale])

    assert (sale.gross, sale.refunded, sale.net) == (Money.krw(5_500), Money.krw(1_000), Money.krw(3_510))
    assert sale.gross - sale.refunded == sale.vat + sale.fee + sale.net
    assert summed.refunded == Money.krw(1_000)
    assert "−₩1,000" in signed_in(seller.user).get(reverse("seller-dashboard")).content.decode()


def test_a_receipt_tells_what_was_paid_and_given_back_to_its_buyer_only(
    partly_refunded: PaymentAttempt, buyer: User, other: User, signed_in: Browser
) -> None:
    order = Order.objects.get()
    page, file = (reverse(name, args=[order.public_id]) for name in ("order-receipt", "order-receipt-pdf"))

    shown = signed_in(buyer).get(page).content.decode()
    assert 'data-testid="receipt-kept"' in shown
    for said in (order.number, "₩5,500", "−₩1,000", "₩4,500", "₩409", buyer.email):
        assert said in shown
    answer = signed_in(buyer).get(file)
    assert answer.content.startswith(b"%PDF")
    assert answer.content == signed_in(buyer).get(file).content
    for place in (page, file):
        assert signed_in(other).get(place).status_code == 404
    Order.objects.update(state="awaiting")
    assert signed_in(buyer).get(page).status_code == 404
    Order.objects.update(state=order.state)


def test_two_people_send_a_batch_through_the_staff_site(
    attempt: PaymentAttempt, seller: Seller, signed_in: Browser, at: datetime
) -> None:
    maker, approver = (
        User.objects.create_superuser(f"{name}@ksound.example") for name in ("maker", "approver")
    )
    now = timezone.now()
    payouts.account(seller, at=now - timedelta(days=9))
    payouts.earned(seller, 20_000, at=now)
    payouts.run((now + timedelta(days=62)).date(), at=now)
    payout = Payout.objects.get()
    chosen = {"action": "make_batch", "_selected_action": [payout.pk]}
    desk = signed_in(maker).post(reverse("admin:payments_payout_changelist"), chosen).headers["Location"]

    signed_in(maker).post(desk, {"act": "approve"})
    payout.refresh_from_db()
    assert payout.state == "draft"
    assert 'data-testid="batch-approve"' not in signed_in(maker).get(desk).content.decode()

    signed_in(approver).post(desk, {"act": "approve"})
    file = signed_in(maker).post(desk.replace("/desk/", "/file/"), {"variant": "euc-kr"})
    assert f"037,전북은행,1234567890123,김소리,{payout.amount_minor}" in file.content.decode("cp949")
    bad = io.BytesIO(b"a,b\n")
    refused = signed_in(maker).post(desk, {"act": "results", "results": bad})
    assert refused.status_code == 422
    good = io.BytesIO(payouts.answer([(payout, "정상", "")]))
    assert signed_in(maker).post(desk, {"act": "results", "results": good}).status_code == 302

    payout.refresh_from_db()
    assert payout.state == "paid"
    shown = signed_in(maker).get(desk).content.decode()
    lists = [
        reverse(f"admin:payments_{name}_changelist")
        for name in ("destination", "payout", "payoutbatch", "letter")
    ]
    shown += "".join(signed_in(maker).get(page).content.decode() for page in lists)
    shown += (
        signed_in(maker)
        .get(reverse("admin:payments_destination_change", args=[payout.destination_id]))
        .content.decode()
    )
    assert "1234567890123" not in shown
    assert 'data-state="paid"' in signed_in(seller.user).get(reverse("seller-payouts")).content.decode()
