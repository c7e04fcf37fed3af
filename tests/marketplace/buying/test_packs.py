"""Buying packs: one line in the cart, one line of the order for each sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from catalog.packs import operations as packing
from catalog.packs.models import Pack
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.cart import operations as carts
from marketplace.cart import queries
from marketplace.cart.models import Cart, CartLine
from marketplace.licences.models import Licence
from marketplace.orders import operations
from marketplace.orders.models import Order
from marketplace.orders.refunding import on_refunded
from payments.charges.models import AttemptShare
from tests.factories import orders, packs
from tests.factories.listings import listed

Browser = Callable[[User], Client]
Place = Callable[..., Order]
CONSENT = {"provider": "sandbox", "agree_terms": "on", "agree_withdrawal": "on"}


@pytest.fixture
def with_pack(cart: Cart, pack: Pack, at: datetime) -> Cart:
    carts.add_pack(cart=cart, pack=pack, licence_code="creator", at=at)
    return cart


def grosses(order: Order) -> list[int]:
    return list(order.lines.values_list("gross_minor", flat=True))


def test_a_pack_becomes_one_order_line_for_each_sound(
    with_pack: Cart, pack: Pack, place: Place, at: datetime
) -> None:
    order = place(with_pack)
    assert (order.total, grosses(order)) == (Money.krw(10_000), [4_400, 3_200, 2_400])
    assert {line.pack for line in order.lines.all()} == {pack}
    operations.mark_paid(order_ref=order.public_id, at=at)
    assert Licence.objects.filter(state="active").count() == 3
    assert not CartLine.objects.exists()


def test_a_pack_costs_less_for_whoever_owns_a_member(
    cart: Cart, pack: Pack, effects: list[Effect], buyer: User, place: Place, at: datetime, signed_in: Browser
) -> None:
    orders.paid(buyer=buyer, effects=effects[:1], at=at)
    page = signed_in(buyer).get(f"/en{pack.get_absolute_url()}")
    offer = page.context["offers"][0]
    assert (offer.quote.listed, offer.price, offer.sum) == tuple(map(Money.krw, (10_000, 5_600, 12_500)))
    assert "₩5,600" in page.content.decode()
    assert "₩4,400" in page.content.decode()
    carts.add_pack(cart=cart, pack=pack, licence_code="creator", at=at)
    order = place(cart)
    assert (order.total, grosses(order)) == (Money.krw(5_600), [3_200, 2_400])


def test_a_wider_licence_for_a_member_counts_a_narrower_one_is_credited_at_its_part(
    cart: Cart, pack: Pack, effects: list[Effect], buyer: User, place: Place, at: datetime
) -> None:
    orders.paid(buyer=buyer, effects=effects[:1], at=at, licence_code="production")
    orders.paid(buyer=buyer, effects=effects[1:2], at=at, licence_code="creator")
    carts.add_pack(cart=cart, pack=pack, licence_code="production", at=at)
    order = place(cart)
    # The first is owned; the second costs 16,000 less the 3,200 a Creator licence of it is worth in the pack.
    assert grosses(order) == [12_800, 12_000]
    credited = order.lines.get(effect=effects[1])
    assert (credited.credited_minor, credited.upgraded_from) == (
        3_200,
        Licence.objects.get(order_line__effect=effects[1]),
    )


def test_a_pack_whose_sounds_are_all_owned_is_not_sold(
    cart: Cart, pack: Pack, effects: list[Effect], buyer: User, at: datetime
) -> None:
    orders.paid(buyer=buyer, effects=effects, at=at)
    with pytest.raises(carts.AlreadyOwned):
        carts.add_pack(cart=cart, pack=pack, licence_code="creator", at=at)
    assert not cart.lines.exists()


def test_sellers_do_not_buy_their_own_packs_and_no_licence_beside_the_offer(
    cart: Cart, pack: Pack, at: datetime, client: Client
) -> None:
    own = carts.cart_for(user=pack.seller.user, session=client.session)
    with pytest.raises(carts.OwnSound):
        carts.add_pack(cart=own, pack=pack, licence_code="creator", at=at)
    with pytest.raises(carts.NotForSale):
        carts.add_pack(cart=cart, pack=pack, licence_code="team", at=at)
    assert not CartLine.objects.exists()


def test_a_sound_beside_its_pack_is_named_with_the_way_out(
    cart: Cart, pack: Pack, effects: list[Effect], place: Place, at: datetime, buyer: User, signed_in: Browser
) -> None:
    carts.add(cart=cart, effect=effects[0], licence_code="creator", at=at)
    carts.add(cart=cart, effect=effects[1], licence_code="production", at=at)
    carts.add_pack(cart=cart, pack=pack, licence_code="creator", at=at)
    named, wider, whole = queries.contents(cart).lines
    assert pack.title in str(named.problem)
    assert wider.available
    assert whole.available
    browser = signed_in(buyer)
    assert browser.get("/en/cart/").content.decode().count("cart-problem") == 1
    with pytest.raises(operations.NotAvailable):
        place(cart)
    browser.post(reverse("cart-remove"), {"line": named.id})
    assert place(cart).total == Money.krw(30_000)


def test_a_sound_of_a_pack_in_the_cart_is_not_put_in_again(
    with_pack: Cart, effects: list[Effect], at: datetime, buyer: User, signed_in: Browser
) -> None:
    with pytest.raises(carts.InPackOfCart):
        carts.add(cart=with_pack, effect=effects[0], licence_code="creator", at=at)
    assert carts.add_all(cart=with_pack, wanted=[(effects[0], "creator")], at=at) == 0
    said = {"effect": effects[0].public_id, "licence": "creator"}
    page = signed_in(buyer).post(reverse("cart-add"), said, follow=True)
    assert "한옥 문 묶음" in page.content.decode()
    assert with_pack.lines.count() == 1


def test_two_packs_with_a_sound_in_common_are_named(
    with_pack: Cart, effects: list[Effect], at: datetime
) -> None:
    second = packs.on_sale(effects=effects[:2], at=at, title_ko="둘째", price=Money.krw(5_000))
    carts.add_pack(cart=with_pack, pack=second, licence_code="creator", at=at)
    first, other = queries.contents(with_pack).lines
    assert (first.available, other.available) == (True, False)
    assert effects[0].title in str(other.problem)


def test_a_member_withdrawn_between_cart_and_checkout_stops_the_order(
    with_pack: Cart, effects: list[Effect], place: Place, at: datetime, buyer: User, signed_in: Browser
) -> None:
    seen = queries.contents(with_pack).total
    listing.withdraw(effect=effects[1], by=effects[1].seller.user, at=at)
    with pytest.raises(operations.NotAvailable):
        place(with_pack, seen)
    answer = signed_in(buyer).post(reverse("checkout"), CONSENT | {"total": "10000"}, follow=True)
    assert "cart-problem" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_pack_repacked_dearer_is_confirmed_before_it_is_ordered(
    with_pack: Cart, pack: Pack, place: Place, at: datetime, buyer: User, signed_in: Browser
) -> None:
    by, browser = pack.seller.user, signed_in(buyer)
    packing.withdraw(pack=pack, by=by, at=at)
    packing.describe(pack=pack, by=by, description=packs.description(price=Money.krw(11_000)))
    packing.publish(pack=pack, by=by, at=at)
    page = browser.get("/en/cart/").content.decode()
    assert "₩10,000" in page
    assert "₩11,000" in page
    assert browser.get(reverse("checkout")).headers["Location"] == reverse("cart")
    with pytest.raises(operations.PriceChanged):
        place(with_pack, Money.krw(11_000))
    assert not Order.objects.exists()
    browser.post(reverse("cart-confirm"), {"line": with_pack.lines.get().public_id, "price": "11000"})
    assert place(with_pack).total == Money.krw(11_000)


def test_one_sound_of_a_pack_given_back_leaves_the_others(
    with_pack: Cart, place: Place, at: datetime
) -> None:
    order = place(with_pack)
    operations.mark_paid(order_ref=order.public_id, at=at)
    first, *others = order.lines.all()
    left = {first.public_id: 0} | {line.public_id: line.gross_minor for line in others}
    on_refunded(order_ref=order.public_id, left=left, at=at)
    order.refresh_from_db()
    assert order.state == "partially_refunded"
    states = list(Licence.objects.order_by("order_line").values_list("state", flat=True))
    assert states == ["revoked", "active", "active"]


@pytest.mark.django_db(transaction=True)
def test_a_pack_paid_at_the_provider_is_shared_line_by_line(
    with_pack: Cart, pack: Pack, buyer: User, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    assert "₩10,000" in browser.get("/en/checkout/").content.decode()
    page = browser.post(reverse("checkout"), CONSENT | {"total": "10000"}).headers["Location"]
    browser.post(page, {"action": "approve"}, follow=True)
    order = Order.objects.get()
    assert order.state == "paid"
    assert sorted(AttemptShare.objects.values_list("gross_minor", flat=True)) == [2_400, 3_200, 4_400]
    shown = browser.get(f"/en/orders/{order.public_id}/").content.decode()
    assert shown.count('data-testid="order-pack"') == 1
    assert pack.title_en in shown


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_line_and_one_order(
    cart: Cart, pack: Pack, buyer: User, at: datetime
) -> None:
    assert at_once(lambda: carts.add_pack(cart=cart, pack=pack, licence_code="creator", at=at)) == []
    assert cart.lines.count() == 1
    seen = queries.contents(cart).total

    def place() -> None:
        operations.place(cart=cart, buyer=buyer, seen_total=seen, terms_version="2026-11", at=at)

    assert at_once(place) == []
    assert Order.objects.count() == 1


def at_once(act: Callable[[], object], times: int = 4) -> list[Exception]:
    failed: list[Exception] = []

    def go() -> None:
        try:
            act()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_the_database_refuses_a_line_of_both_or_neither_and_a_pack_twice(
    with_pack: Cart, pack: Pack, effects: list[Effect], at: datetime
) -> None:
    for fields in ({"effect": effects[0], "pack": pack}, {}, {"pack": pack}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CartLine.objects.create(cart=with_pack, licence_code="creator", added_at=at, **fields)
    assert with_pack.lines.count() == 1


def test_an_unknown_pack_is_404_or_asked_again(client: Client, db: None) -> None:
    for sent in ({"pack": "nope"}, {"pack": "0" * 26}, {}, {"pack": "a", "effect": "b"}):
        assert client.post(reverse("cart-add"), sent | {"licence": "creator"}).status_code in (302, 404)
    assert not CartLine.objects.exists()


def test_the_cart_needs_the_same_statements_for_1_and_24_packs(
    with_pack: Cart, buyer: User, at: datetime, signed_in: Browser, django_assert_max_num_queries
) -> None:
    browser, seller = signed_in(buyer), Pack.objects.get().seller
    browser.get(reverse("cart"))
    with django_assert_max_num_queries(16) as one:
        browser.get(reverse("cart"))
    for _ in range(23):
        two = packs.on_sale(effects=[listed(seller=seller, at=at) for _ in range(2)], at=at)
        carts.add_pack(cart=with_pack, pack=two, licence_code="creator", at=at)
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert browser.get(reverse("cart")).content.decode().count("cart-line") == 24
