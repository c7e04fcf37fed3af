"""What a guest put into the cart is there after every way of coming in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.cart.models import Cart, CartLine
from tests.core.accounts import social_services
from tests.core.accounts.acting import (
    CONFIRMATION,
    CONSENTS,
    code_of,
    mailed_path,
    sign_in,
    sign_up,
    with_app,
)


@pytest.fixture
def guest(client: Client, on_sale: Effect) -> Client:
    """A browser with one sound in its cart."""
    client.post(reverse("cart-add"), {"effect": on_sale.public_id, "licence": "creator"})
    assert Cart.objects.get().user is None
    return client


def belongs_to(user: User) -> bool:
    """The sound lies in this person's cart, once, and no guest's cart is left."""
    return Cart.objects.get().user == user and CartLine.objects.count() == 1


def test_at_sign_in(guest: Client, buyer: User) -> None:
    sign_in(guest, buyer.email)
    assert belongs_to(buyer)


def test_after_the_second_step_and_not_before(guest: Client, buyer: User) -> None:
    secret = with_app(buyer)
    sign_in(guest, buyer.email)
    assert Cart.objects.get().user is None
    guest.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert belongs_to(buyer)


def test_at_sign_up_once_the_address_is_confirmed(guest: Client) -> None:
    sign_up(guest, "new@example.com")
    guest.post(mailed_path("new@example.com", CONFIRMATION))
    assert belongs_to(User.objects.get(email="new@example.com"))


def test_at_sign_up_through_another_service(
    guest: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    apps = [{"client_id": "our-id", "secret": "our-secret"}]
    settings.SOCIALACCOUNT_PROVIDERS = {"kakao": {"APPS": apps}}
    with social_services.running("kakao", monkeypatch) as service:
        service.describe(uid="77", email="new@example.com")
        social_services.come_back(guest, service)
        guest.post("/accounts/3rdparty/signup/", {"email": "new@example.com", **CONSENTS})
    assert belongs_to(User.objects.get(email="new@example.com"))


def test_a_sound_in_both_carts_is_there_once(guest: Client, buyer: User, on_sale: Effect) -> None:
    elsewhere = Client()
    sign_in(elsewhere, buyer.email)
    elsewhere.post(reverse("cart-add"), {"effect": on_sale.public_id, "licence": "creator"})
    sign_in(guest, buyer.email)
    assert belongs_to(buyer)


def test_the_next_guest_of_a_shared_browser_finds_an_empty_cart(guest: Client, buyer: User) -> None:
    sign_in(guest, buyer.email)
    guest.post(reverse("account_logout"))
    assert "cart" not in guest.session
    assert belongs_to(buyer)
