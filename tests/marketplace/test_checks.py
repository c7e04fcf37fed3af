"""`verify_ledger` finds orders and licences that do not fit the money."""

from datetime import datetime

import pytest
from django.utils import timezone

from marketplace.licences.models import Licence
from marketplace.orders.models import Order
from marketplace.orders.operations import mark_paid
from payments.ledger import checks

pytestmark = pytest.mark.usefixtures("books_may_break")


def breached() -> set[str]:
    return {name for name, found in checks.breaches(timezone.now()).items() if found}


def test_an_open_order_breaks_nothing(order: Order) -> None:
    assert breached() == set()


def test_an_order_that_was_paid_without_money_is_found(order: Order, at: datetime) -> None:
    mark_paid(order_ref=order.public_id, at=at)
    assert breached() == {"paid_orders_have_their_payment"}


def test_a_paid_order_without_its_licence_is_found(order: Order, at: datetime) -> None:
    mark_paid(order_ref=order.public_id, at=at)
    Licence.objects.all().delete()
    assert "paid_lines_have_one_licence" in breached()


def test_a_licence_without_a_paid_order_is_found(order: Order, at: datetime) -> None:
    mark_paid(order_ref=order.public_id, at=at)
    Order.objects.update(state="awaiting", paid_at=None)
    assert breached() == {"paid_lines_have_one_licence"}


def test_a_total_that_is_not_its_lines_is_found(order: Order) -> None:
    Order.objects.update(total_minor=5_501)
    assert breached() == {"orders_sum_to_their_lines"}
