"""A buyer with a cart, on the way to an order."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import operations as carts
from marketplace.cart import queries
from marketplace.cart.models import Cart
from marketplace.orders import operations
from marketplace.orders.models import Order
from payments.ledger import checks

UNPAID = "paid_orders_have_their_payment"


@pytest.fixture(autouse=True)
def books_are_clean(db: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test ends with every invariant holding, but that some tests mark orders paid without a payment."""
    yield
    breached = {name: found for name, found in checks.breaches(timezone.now()).items() if found}
    breached.pop(UNPAID, None)
    assert breached == {} or "books_may_break" in request.fixturenames


@pytest.fixture
def books_may_break() -> None:
    """Named by the tests that break the books on purpose."""


@pytest.fixture
def cart(buyer: User) -> Cart:
    return carts.cart_for(user=buyer, session=Client().session)


@pytest.fixture
def filled(cart: Cart, on_sale: Effect, at: datetime) -> Cart:
    carts.add(cart=cart, effect=on_sale, licence_code="creator", at=at)
    return cart


@pytest.fixture
def place(buyer: User, at: datetime) -> Callable[[Cart], Order]:
    """Place the order for what the cart costs today."""

    def place(cart: Cart, seen: Money | None = None) -> Order:
        total = queries.contents(cart).total if seen is None else seen
        return operations.place(cart=cart, buyer=buyer, seen_total=total, terms_version="2026-11", at=at)

    return place


@pytest.fixture
def order(filled: Cart, place: Callable[[Cart], Order]) -> Order:
    return place(filled)
