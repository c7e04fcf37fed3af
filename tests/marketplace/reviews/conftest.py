"""Reviews need listings and purchases, not sounds."""

from collections.abc import Callable
from datetime import datetime

import pytest

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib import ulid
from marketplace.licences.models import Licence
from marketplace.orders.models import Order, OrderLine
from sellers.registration.models import Seller
from tests.factories.listings import listed
from tests.factories.orders import paid


@pytest.fixture(autouse=True)
def unpaid_orders(books_may_break: None) -> None:
    """Orders here are marked paid without a payment."""


@pytest.fixture
def on_sale(seller: Seller, at: datetime) -> Effect:
    return listed(seller=seller, at=at)


@pytest.fixture
def bought(buyer: User, on_sale: Effect, at: datetime) -> Order:
    return paid(buyer=buyer, effects=[on_sale], at=at)


@pytest.fixture
def holders(bought: Order, at: datetime) -> Callable[[int], list[User]]:
    """So many people who hold the sound, as rows alone."""

    def made(count: int) -> list[User]:
        emails = [f"holder{number}@example.com" for number in range(count)]
        users = User.objects.bulk_create(User(email=email, password="!") for email in emails)
        line = bought.lines.get()
        for user in users:
            order, copy = Order.objects.get(pk=bought.pk), OrderLine.objects.get(pk=line.pk)
            licence = Licence.objects.get(order_line=line)
            for row in (order, copy, licence):
                row.pk, row.public_id, row._state.adding = None, ulid.new(), True
            order.number, order.buyer, order.cart = order.public_id[-20:], user, None
            order.save()
            copy.order = order
            copy.save()
            licence.serial, licence.order_line, licence.holder = order.number, copy, user
            licence.save()
        return list(users)

    return made
