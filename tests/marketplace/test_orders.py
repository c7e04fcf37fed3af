"""Placing and paying orders: snapshots, one order per cart, one licence per line."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart.models import Cart, CartLine
from marketplace.licences.models import Licence
from marketplace.orders import operations
from marketplace.orders.models import Order, OrderLine
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from sellers.registration.models import Seller
from tests.factories import sounds

Browser = Callable[[User], Client]
Place = Callable[..., Order]
CONSENT = {"provider": "sandbox", "agree_terms": "on", "agree_withdrawal": "on", "total": "5500"}


def test_an_order_keeps_price_fee_tier_and_licence_of_its_moment(order: Order, on_sale: Effect) -> None:
    line = order.lines.get()
    assert (line.gross, line.fee, line.vat, line.net) == tuple(map(Money.krw, (5_500, 1_100, 110, 4_290)))
    assert (line.fee_bps, line.tier, line.licence_code, len(line.licence_sha256)) == (2_000, 1, "creator", 64)
    Seller.objects.update(tier=5)
    listing.reprice(effect=on_sale, by=on_sale.seller.user, price=Money.krw(9_900), at=order.created_at)
    line.refresh_from_db()
    assert (line.gross, line.fee_bps) == (Money.krw(5_500), 2_000)


def test_two_tabs_meet_in_one_order(filled: Cart, place: Place) -> None:
    assert place(filled) == place(filled)
    assert Order.objects.count() == 1


def test_a_changed_cart_replaces_the_open_order(
    filled: Cart, on_sale: Effect, place: Place, at: datetime
) -> None:
    first = place(filled)
    CartLine.objects.create(cart=filled, effect=on_sale, licence_code="production", added_at=at)
    second = place(filled)
    first.refresh_from_db()
    assert (first.state, second.state, second.total) == ("cancelled", "awaiting", Money.krw(33_000))


def test_a_changed_price_is_shown_before_anything_is_ordered(filled: Cart, place: Place) -> None:
    with pytest.raises(operations.PriceChanged) as change:
        place(filled, Money.krw(5_000))
    assert change.value.total == Money.krw(5_500)
    assert not Order.objects.exists()


def test_what_went_off_sale_is_not_ordered(filled: Cart, on_sale: Effect, place: Place, at: datetime) -> None:
    listing.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    with pytest.raises(operations.NotAvailable):
        place(filled)
    assert not Order.objects.exists()


def test_an_empty_cart_makes_no_order(cart: Cart, place: Place) -> None:
    with pytest.raises(operations.NothingToBuy):
        place(cart)
    assert not Order.objects.exists()


def test_a_paid_order_grants_one_licence_a_line_and_empties_the_cart(order: Order, at: datetime) -> None:
    assert operations.mark_paid(order_ref=order.public_id, at=at)
    order.refresh_from_db()
    licence = Licence.objects.get()
    assert (order.state, order.paid_at) == ("paid", at)
    assert (licence.holder, licence.state, licence.order_line) == (order.buyer, "active", order.lines.get())
    assert not CartLine.objects.exists()


def test_paying_again_changes_nothing(order: Order, at: datetime) -> None:
    operations.mark_paid(order_ref=order.public_id, at=at)
    assert not operations.mark_paid(order_ref=order.public_id, at=at + timedelta(days=1))
    order.refresh_from_db()
    assert order.paid_at == at
    assert Licence.objects.count() == 1


def test_without_the_compare_and_set_the_unique_line_still_refuses_a_second_licence(
    order: Order, at: datetime
) -> None:
    operations.mark_paid(order_ref=order.public_id, at=at)
    Order.objects.filter(pk=order.pk).update(state="awaiting", paid_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.mark_paid(order_ref=order.public_id, at=at)
    Order.objects.filter(pk=order.pk).update(state="paid", paid_at=at)
    assert Licence.objects.count() == 1


@pytest.mark.usefixtures("books_may_break")
def test_without_either_guard_a_second_licence_would_be_granted(order: Order, at: datetime) -> None:
    """The proof that the two guards are what keeps it to one."""
    operations.mark_paid(order_ref=order.public_id, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'marketplace_licence'::regclass "
            "AND contype = 'u' AND conname LIKE '%%order_line%%'"
        )
        (name,) = cursor.fetchone()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE marketplace_licence DROP CONSTRAINT "{name}"')
    Order.objects.filter(pk=order.pk).update(state="awaiting", paid_at=None)
    operations.mark_paid(order_ref=order.public_id, at=at)
    assert Licence.objects.count() == 2


def test_money_that_comes_late_still_buys(order: Order, at: datetime) -> None:
    assert operations.expire_abandoned(at=at + timedelta(hours=1)) == 1
    assert operations.mark_paid(order_ref=order.public_id, at=at + timedelta(hours=2))
    assert Licence.objects.count() == 1


def test_a_fresh_order_does_not_expire(order: Order, at: datetime) -> None:
    assert operations.expire_abandoned(at=at + timedelta(minutes=40)) == 0
    order.refresh_from_db()
    assert order.state == "awaiting"


def test_a_free_sound_needs_no_provider(
    seller: Seller, moderator: User, buyer: User, at: datetime, signed_in: Browser
) -> None:
    free = sounds.on_sale(seller=seller, moderator=moderator, at=at, price=Money.krw(0))
    browser = signed_in(buyer)
    browser.post(reverse("cart-add"), {"effect": free.public_id, "licence": "public"})
    answer = browser.post(reverse("checkout"), CONSENT | {"provider": "", "total": "0"})
    order = Order.objects.get()
    assert (answer.headers["Location"], order.state) == (order.get_absolute_url(), "paid")
    assert Licence.objects.filter(holder=buyer).count() == 1
    assert not PaymentAttempt.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("field", ["provider", "agree_terms", "agree_withdrawal", "total"])
def test_checkout_without_a_consent_or_a_provider_orders_nothing(
    filled: Cart, buyer: User, signed_in: Browser, field: str, settings: Any
) -> None:
    answer = signed_in(buyer).post(reverse("checkout"), CONSENT | {field: ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Order.objects.exists()


def test_checkout_tells_a_changed_price_and_asks_again(filled: Cart, buyer: User, signed_in: Browser) -> None:
    answer = signed_in(buyer).post(reverse("checkout"), CONSENT | {"total": "100"}, follow=True)
    assert "₩5,500" in answer.content.decode()
    assert not Order.objects.exists()


def test_orders_of_others_do_not_exist(order: Order, other: User, signed_in: Browser) -> None:
    browser = signed_in(other)
    for name in ("order-detail", "order-status", "payment-return"):
        assert browser.get(reverse(name, args=[order.public_id])).status_code == 404
    assert browser.post(reverse("order-detail", args=[order.public_id])).status_code == 404
    order.refresh_from_db()
    assert order.state == "awaiting"


def test_the_database_refuses_a_line_that_does_not_add_up(order: Order) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.update(seller_net_minor=4_291)


def test_the_order_list_needs_the_same_statements_for_1_and_24_orders(
    order: Order, buyer: User, at: datetime, signed_in: Browser, django_assert_max_num_queries
) -> None:
    browser, url = signed_in(buyer), reverse("order-list")
    browser.get(url)
    with django_assert_max_num_queries(15) as one:
        browser.get(url)
    line = order.lines.get()
    for number in range(23):
        order.pk, order.public_id, order.number, order.cart = None, f"{number:026}", f"KS-{number}", None
        order._state.adding = True
        order.save()
        line.pk, line.public_id, line.order = None, f"{number:026}", order
        line._state.adding = True
        line.save()
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert browser.get(url).content.decode().count("KS-") >= 24


def test_checkout_asks_guests_to_sign_in_first(client: Client, on_sale: Effect) -> None:
    client.post(reverse("cart-add"), {"effect": on_sale.public_id, "licence": "creator"})
    assert reverse("account_login") in client.get(reverse("checkout")).headers["Location"]


def test_an_order_reads_in_the_readers_language_until_the_sound_is_renamed(
    order: Order, on_sale: Effect, buyer: User, signed_in: Browser
) -> None:
    browser, address = signed_in(buyer), order.get_absolute_url()
    assert on_sale.title_ko in browser.get(address).content.decode()
    assert on_sale.title_en in browser.get(f"/en{address}").content.decode()
    assert on_sale.title_en in browser.get("/en/orders/").content.decode()

    bought_as = order.lines.get().title
    Effect.objects.update(title_ko="다른 이름", title_en="Another name")

    assert bought_as in browser.get(f"/en{address}").content.decode()
    assert "Another name" not in browser.get(f"/en{address}").content.decode()
