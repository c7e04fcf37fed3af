"""A wider licence for a sound somebody holds one for costs the difference."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import operations as carts
from marketplace.cart import queries
from marketplace.cart.models import Cart
from marketplace.licences.models import Licence
from marketplace.orders import operations
from marketplace.orders.models import Order
from marketplace.orders.refunding import on_refunded
from tests.factories import orders

Place = Callable[..., Order]


@pytest.fixture
def held(effects: list[Effect], buyer: User, at: datetime) -> Licence:
    """A Creator licence for the sound of ₩5,500."""
    Effect.objects.update(licence_codes=["creator", "team", "production"])
    effects[0].refresh_from_db()
    return orders.licences(orders.paid(buyer=buyer, effects=effects[:1], at=at))[0]


def test_an_upgrade_costs_the_difference_and_leaves_the_old_licence(
    held: Licence,
    cart: Cart,
    effects: list[Effect],
    place: Place,
    at: datetime,
    signed_in: object,
    buyer: User,
) -> None:
    carts.add(cart=cart, effect=effects[0], licence_code="production", at=at)
    line = queries.contents(cart).lines[0]
    assert (line.listed, line.price, line.quote.credited) == tuple(map(Money.krw, (27_500, 22_000, 5_500)))
    order = place(cart)
    operations.mark_paid(order_ref=order.public_id, at=at)
    bought = order.lines.get()
    assert (bought.gross, bought.credited, bought.upgraded_from) == (
        Money.krw(22_000),
        Money.krw(5_500),
        held,
    )
    assert set(Licence.objects.values_list("state", flat=True)) == {"active"}
    browser = signed_in(buyer)  # type: ignore[operator]
    assert held.serial in browser.get(f"/en{order.get_absolute_url()}").content.decode()


def test_the_widest_licence_held_is_credited_at_todays_price(
    held: Licence, cart: Cart, effects: list[Effect], buyer: User, at: datetime
) -> None:
    orders.paid(buyer=buyer, effects=effects[:1], at=at, licence_code="team")
    listing.reprice(effect=effects[0], by=effects[0].seller.user, price=Money.krw(6_000), at=at)
    effects[0].refresh_from_db()
    carts.add(cart=cart, effect=effects[0], licence_code="production", at=at)
    assert queries.contents(cart).total == Money.krw(12_000)


def test_one_licence_is_credited_once(held: Licence, cart: Cart, effects: list[Effect], at: datetime) -> None:
    for code in ("team", "production"):
        carts.add(cart=cart, effect=effects[0], licence_code=code, at=at)
    assert [line.price.minor for line in queries.contents(cart).lines] == [11_000, 27_500]


def test_a_narrower_licence_is_not_an_upgrade(
    cart: Cart, effects: list[Effect], buyer: User, at: datetime
) -> None:
    orders.paid(buyer=buyer, effects=effects[:1], at=at, licence_code="production")
    carts.add(cart=cart, effect=effects[0], licence_code="creator", at=at)
    assert queries.contents(cart).total == Money.krw(5_500)


def test_a_licence_that_ended_is_not_credited(
    held: Licence, cart: Cart, effects: list[Effect], at: datetime
) -> None:
    on_refunded(order_ref=held.order_line.order.public_id, left={held.order_line.public_id: 0}, at=at)
    carts.add(cart=cart, effect=effects[0], licence_code="production", at=at)
    assert queries.contents(cart).total == Money.krw(27_500)


def test_a_refund_of_the_upgrade_leaves_the_old(
    held: Licence, cart: Cart, effects: list[Effect], place: Place, at: datetime
) -> None:
    carts.add(cart=cart, effect=effects[0], licence_code="team", at=at)
    order = place(cart)
    operations.mark_paid(order_ref=order.public_id, at=at)
    on_refunded(order_ref=order.public_id, left={order.lines.get().public_id: 0}, at=at)
    held.refresh_from_db()
    assert (held.state, order.lines.get().licence.state) == ("active", "revoked")


def test_an_order_for_the_whole_price_is_replaced_when_a_licence_is_credited_meanwhile(
    cart: Cart, effects: list[Effect], buyer: User, place: Place, at: datetime, client: Client
) -> None:
    carts.add(cart=cart, effect=effects[0], licence_code="production", at=at)
    first = place(cart)
    Order.objects.filter(pk=first.pk).update(cart=None)
    cart.lines.update(licence_code="creator")
    cart.lines.update(seen_minor=5_500)
    operations.mark_paid(order_ref=place(cart).public_id, at=at)
    carts.add(cart=cart, effect=effects[0], licence_code="production", at=at)
    Order.objects.filter(pk=first.pk).update(cart=cart)
    second = place(cart)
    first.refresh_from_db()
    assert (first.state, second.total) == ("cancelled", Money.krw(22_000))


def test_the_page_of_the_sound_shows_the_difference_before_the_cart(
    held: Licence, effects: list[Effect], buyer: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(buyer).get(f"/en/sounds/{effects[0].public_id}/")
    shown = [(option.code, option.price.minor, option.owned) for option in page.context["options"]]
    assert shown == [("creator", 5_500, True), ("team", 11_000, False), ("production", 22_000, False)]
    assert page.content.decode().count("less ₩5,500 for the Creator licence you hold") == 2
