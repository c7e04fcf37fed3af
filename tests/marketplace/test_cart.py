"""The cart: guests' and people's."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import operations, queries
from marketplace.cart.models import Cart, CartLine
from marketplace.orders.models import Order
from tests.factories import people

Browser = Callable[[User], Client]


def test_a_guest_can_fill_a_cart(client: Client, on_sale: Effect) -> None:
    client.post(reverse("cart-add"), {"effect": on_sale.public_id, "licence": "creator"})
    page = client.get(reverse("cart"))
    assert on_sale.title_ko in page.content.decode()
    assert page.context["total"] == Money.krw(5_500)
    assert page.context["cart_count"] == 1


def test_a_guests_cart_joins_the_persons_at_sign_in(client: Client, on_sale: Effect, buyer: User) -> None:
    client.post(reverse("cart-add"), {"effect": on_sale.public_id, "licence": "production"})
    client.post(reverse("account_login"), {"login": buyer.email, "password": people.PASSWORD})
    line = CartLine.objects.get()
    assert (line.cart.user, line.licence_code, line.price) == (buyer, "production", Money.krw(27_500))


def test_the_same_sound_twice_is_one_line(filled: Cart, on_sale: Effect, at: datetime) -> None:
    assert not operations.add(cart=filled, effect=on_sale, licence_code="creator", at=at)
    assert filled.lines.count() == 1


def test_a_licence_that_is_not_offered_is_refused(cart: Cart, on_sale: Effect, at: datetime) -> None:
    for code in ("team", "public", "nonsense"):
        with pytest.raises(operations.NotForSale):
            operations.add(cart=cart, effect=on_sale, licence_code=code, at=at)
    assert not cart.lines.exists()


def test_a_draft_cannot_be_bought(cart: Cart, draft: Effect, at: datetime) -> None:
    with pytest.raises(operations.NotForSale):
        operations.add(cart=cart, effect=draft, licence_code="creator", at=at)
    assert not cart.lines.exists()


def test_sellers_do_not_buy_from_themselves(on_sale: Effect, at: datetime, client: Client) -> None:
    own = operations.cart_for(user=on_sale.seller.user, session=client.session)
    with pytest.raises(operations.OwnSound):
        operations.add(cart=own, effect=on_sale, licence_code="creator", at=at)
    assert not own.lines.exists()


def test_what_went_off_sale_is_shown_and_blocks_checkout(filled: Cart, on_sale: Effect, at: datetime) -> None:
    listing.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    found = queries.contents(filled)
    assert (found.can_check_out, found.total) == (False, Money.krw(0))
    assert found.lines[0].problem


def test_a_suspended_sellers_sounds_cannot_be_bought(filled: Cart, on_sale: Effect) -> None:
    type(on_sale.seller).objects.update(state="suspended")
    assert not queries.contents(filled).can_check_out


def test_a_line_can_be_removed_but_not_somebody_elses(
    filled: Cart, buyer: User, other: User, signed_in: Browser
) -> None:
    line = filled.lines.get()
    signed_in(other).post(reverse("cart-remove"), {"line": line.public_id})
    assert filled.lines.count() == 1
    signed_in(buyer).post(reverse("cart-remove"), {"line": line.public_id})
    assert filled.lines.count() == 0


def test_adding_never_leads_to_another_site(client: Client, on_sale: Effect) -> None:
    answer = client.post(
        reverse("cart-add"),
        {"effect": on_sale.public_id, "licence": "creator", "next": "https://evil.example/"},
    )
    assert answer.headers["Location"] == reverse("cart")


@pytest.mark.parametrize("effect", ["", "nope", "0" * 26, "x" * 5_000])
def test_an_unknown_sound_is_404_or_asked_again(client: Client, db: None, effect: str) -> None:
    answer = client.post(reverse("cart-add"), {"effect": effect, "licence": "creator"})
    assert answer.status_code in (302, 404)
    assert not CartLine.objects.exists()


def test_looking_at_an_empty_cart_makes_no_cart(client: Client, db: None) -> None:
    assert client.get(reverse("cart")).status_code == 200
    assert not Cart.objects.exists()


def test_an_owned_licence_is_not_sold_twice(order: Order, on_sale: Effect, at: datetime) -> None:
    from marketplace.orders.operations import mark_paid

    mark_paid(order_ref=order.public_id, at=at)
    cart = order.cart
    assert cart
    with pytest.raises(operations.AlreadyOwned):
        operations.add(cart=cart, effect=on_sale, licence_code="creator", at=at)
    assert operations.add(cart=cart, effect=on_sale, licence_code="production", at=at)
