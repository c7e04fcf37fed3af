"""Closing an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from catalog.effects.models import Effect
from ksound.core.models import AuditEvent, RetainedIdentity, User
from marketplace.cart.models import Cart
from marketplace.favourites.models import Favourite
from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from marketplace.privacy import operations
from marketplace.privacy.operations import Obstacle
from payments.ledger.models import Entry
from tests.core.accounts.acting import confirm, sign_in
from tests.factories import orders

Browser = Callable[[User], Client]
CONSENT = {"agree_terms": "on", "agree_withdrawal": "on", "total": "5500", "provider": "sandbox"}


def test_a_profile_is_emptied_and_its_licence_stays_provable(
    on_sale: Effect, buyer: User, client: Client, at: datetime
) -> None:
    order = orders.paid(buyer=buyer, effects=[on_sale], at=at)
    licence, entries = Licence.objects.get(), Entry.objects.count()
    address = licence.masked_holder
    Favourite.objects.create(user=buyer, effect=on_sale, added_at=at)
    operations.erase(user=buyer, at=at)
    buyer.refresh_from_db()
    assert (buyer.is_active, buyer.erased_at) == (False, at)
    assert "buyer" not in buyer.email
    assert not EmailAddress.objects.filter(user=buyer).exists()
    assert not Favourite.objects.filter(user=buyer).exists()
    assert Order.objects.get(pk=order.pk).state == Order.State.PAID
    assert Entry.objects.count() == entries
    page = client.get(f"/verify/{licence.serial}/")
    assert page.status_code == 200
    assert address in page.content.decode()


def test_what_the_law_keeps_stands_apart_and_ends_after_five_years(
    on_sale: Effect, buyer: User, other: User, at: datetime
) -> None:
    orders.paid(buyer=buyer, effects=[on_sale], at=at)
    operations.erase(user=buyer, at=at)
    operations.erase(user=other, at=at)  # never bought anything
    kept = RetainedIdentity.objects.get()
    assert (kept.user, kept.email, kept.keep_until) == (buyer, "buyer@example.com", date(2031, 3, 2))
    assert operations.forget_retained(on=kept.keep_until) == 0
    assert operations.forget_retained(on=kept.keep_until + timedelta(days=1)) == 1
    assert Licence.objects.get().masked_holder


def test_nobody_comes_in_any_more_and_the_address_is_free_again(
    client: Client, buyer: User, at: datetime
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, buyer.email)
    operations.erase(user=buyer, at=at)
    assert elsewhere.get("/account/").status_code == 302
    sign_in(client, "buyer@example.com")
    assert client.get("/account/").status_code == 302
    assert User.objects.create_user("buyer@example.com")


def test_the_audit_trail_names_no_address_of_an_erased_account(buyer: User, at: datetime) -> None:
    browser = Client()
    sign_in(browser, buyer.email)
    confirm(browser)
    browser.post("/accounts/email/", {"action_add": "", "email": "second@example.com"})
    operations.erase(user=buyer, at=at)
    told = str(list(AuditEvent.objects.filter(by=buyer).values_list("name", "data", "target_id")))
    assert "account.email_added" in told
    assert "@" not in told


@pytest.mark.django_db(transaction=True)  # paid on commit
def test_a_seller_with_a_balance_is_refused_and_nothing_moves(
    on_sale: Effect, filled: Cart, buyer: User, at: datetime, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    page = browser.post("/checkout/", CONSENT).headers["Location"]
    browser.post(page, {"action": "approve"}, follow=True)
    seller = on_sale.seller
    with pytest.raises(operations.NotYet) as refused:
        operations.erase(user=seller.user, at=at)
    assert refused.value.obstacles == [Obstacle.BALANCE]
    seller.refresh_from_db()
    seller.user.refresh_from_db()
    assert (seller.state, seller.user.erased_at, seller.user.is_active) == ("active", None, True)
    assert not RetainedIdentity.objects.exists()


def test_a_seller_owed_nothing_closes_the_shop_and_buyers_keep_what_they_bought(
    on_sale: Effect, buyer: User, at: datetime, signed_in: Browser
) -> None:
    orders.paid(buyer=buyer, effects=[on_sale], at=at)
    operations.erase(user=on_sale.seller.user, at=at)
    assert not Effect.objects.on_sale().exists()
    assert Client().get(f"/sounds/{on_sale.public_id}/").status_code == 404
    assert signed_in(buyer).get(Licence.objects.get().download_url).status_code == 200


def test_staff_and_whoever_has_an_open_order_are_refused(
    order: Order, buyer: User, moderator: User, at: datetime
) -> None:
    assert order.state == Order.State.AWAITING
    assert operations.obstacles(buyer) == [Obstacle.ORDER_OPEN]
    assert operations.obstacles(moderator) == [Obstacle.STAFF]
    for user in (buyer, moderator):
        with pytest.raises(operations.NotYet):
            operations.erase(user=user, at=at)
    assert not User.objects.exclude(erased_at=None).exists()


def test_the_page_says_what_goes_and_asks_twice(buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    assert (
        "/accounts/reauthenticate/"
        in browser.post("/account/erase/", {"understood": "on"}).headers["Location"]
    )
    buyer.refresh_from_db()
    assert buyer.is_active
    confirm(browser)
    assert browser.post("/account/erase/", {}).status_code == 422
    assert browser.post("/account/erase/", {"understood": "on"}).status_code == 302
    buyer.refresh_from_db()
    assert not buyer.is_active
    assert browser.get("/account/").status_code == 302
