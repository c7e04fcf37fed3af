"""Prices that change while a sound lies in the cart, and guests' carts at sign-in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from catalog.packs.models import Pack
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import operations as carts
from marketplace.cart import queries
from marketplace.cart.models import Cart, CartLine
from marketplace.orders.models import Order
from tests.factories import orders, people
from tests.factories.listings import listed

Browser = Callable[[User], Client]
Place = Callable[..., Order]


@pytest.fixture
def dearer(cart: Cart, effects: list[Effect], at: datetime) -> Cart:
    """A sound put in for ₩5,500 that costs ₩6,000 now."""
    carts.add(cart=cart, effect=effects[0], licence_code="creator", at=at)
    listing.reprice(effect=effects[0], by=effects[0].seller.user, price=Money.krw(6_000), at=at)
    return cart


def test_a_changed_price_is_said_with_the_old_one_and_confirmed(
    dearer: Cart, buyer: User, place: Place, signed_in: Browser
) -> None:
    browser, line = signed_in(buyer), dearer.lines.get()
    text = browser.get("/en/cart/").content.decode()
    assert "₩5,500 when you put it in, ₩6,000 now" in text
    assert 'data-testid="checkout"' not in text
    browser.post(reverse("cart-confirm"), {"line": line.public_id, "price": "6000"})
    assert 'data-testid="checkout"' in browser.get("/en/cart/").content.decode()
    assert place(dearer).total == Money.krw(6_000)


def test_confirming_another_price_than_todays_confirms_nothing(
    dearer: Cart, buyer: User, signed_in: Browser
) -> None:
    browser, line = signed_in(buyer), dearer.lines.get()
    for price in ("5999", "", "x", "-6000", "9" * 40):
        browser.post(reverse("cart-confirm"), {"line": line.public_id, "price": price})
        assert queries.contents(dearer).changed


def test_nobody_confirms_prices_in_anothers_cart(dearer: Cart, other: User, signed_in: Browser) -> None:
    line = dearer.lines.get()
    signed_in(other).post(reverse("cart-confirm"), {"line": line.public_id, "price": "6000"})
    assert queries.contents(dearer).changed


def sign_in(client: Client, user: User) -> str:
    said = {"login": user.email, "password": people.PASSWORD}
    return client.post("/en/accounts/login/", said, follow=True).content.decode()


def put_in(client: Client, item: Effect | Pack, licence: str = "creator") -> None:
    name = "pack" if isinstance(item, Pack) else "effect"
    client.post(reverse("cart-add"), {name: item.public_id, "licence": licence})


def test_a_guests_cart_joins_without_doubles_owned_and_withdrawn_sounds_and_says_so(
    client: Client, effects: list[Effect], pack: Pack, cart: Cart, buyer: User, at: datetime
) -> None:
    gone = listed(seller=pack.seller, at=at, title_en="Gone")
    orders.paid(buyer=buyer, effects=effects[:1], at=at)
    carts.add(cart=cart, effect=effects[1], licence_code="production", at=at)
    for item in (effects[0], gone, pack):
        put_in(client, item)
    put_in(client, effects[1], "production")
    listing.withdraw(effect=gone, by=gone.seller.user, at=at)
    page = sign_in(client, buyer)
    assert sorted((line.pack_id, line.effect_id) for line in cart.lines.filter(pack=pack)) == [
        (pack.pk, None)
    ]
    assert cart.lines.count() == 2
    assert not Cart.objects.filter(user=None).exists()
    for said in ("1 item you had chosen", "you hold the licence already: “Hinged Door”", "“Gone”"):
        assert said in page


def test_a_guests_own_sound_is_left_out_and_named(client: Client, effects: list[Effect]) -> None:
    put_in(client, effects[0])
    assert "your own sounds: “Hinged Door”" in sign_in(client, effects[0].seller.user)
    assert not CartLine.objects.exists()


def test_a_price_that_changed_before_sign_in_is_still_to_be_confirmed(
    client: Client, effects: list[Effect], buyer: User, at: datetime
) -> None:
    put_in(client, effects[0])
    listing.reprice(effect=effects[0], by=effects[0].seller.user, price=Money.krw(6_000), at=at)
    sign_in(client, buyer)
    assert [line.was for line in queries.contents(Cart.objects.get(user=buyer)).changed] == [Money.krw(5_500)]
