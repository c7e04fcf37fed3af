"""Following sellers: the button, the page of what is new, and one notification a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.follows import announcing, operations, queries
from marketplace.follows.models import Follow
from marketplace.notifications.models import Kind, Notification
from sellers.registration.models import Seller
from tests.factories.listings import listed

Browser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


def button(seller: Seller) -> str:
    return reverse("follow", args=[seller.public_id])


@pytest.fixture
def follow(buyer: User, seller: Seller, at: datetime) -> Follow:
    operations.follow(user=buyer, seller=seller, at=at)
    return Follow.objects.get()


def test_a_person_follows_a_seller_and_stops_again(
    buyer: User, on_sale: Effect, signed_in: Browser, client: Client
) -> None:
    seller, browser = on_sale.seller, signed_in(buyer)
    answer = browser.post(button(seller), {"wanted": "yes"})
    assert answer.headers["Location"] == seller.get_absolute_url()
    assert queries.followers(seller) == 1
    assert 'value="no"' in browser.get(seller.get_absolute_url()).content.decode()
    assert 'value="yes"' in client.get(seller.get_absolute_url()).content.decode()
    browser.post(button(seller), {"wanted": "no"})
    assert not Follow.objects.exists()


def test_htmx_gets_the_button_and_a_boosted_form_its_page(
    buyer: User, seller: Seller, signed_in: Browser, client: Client
) -> None:
    browser = signed_in(buyer)
    said = browser.post(button(seller), {"wanted": "yes"}, headers=HTMX).content.decode()
    assert 'data-testid="follow"' in said
    assert "<html" not in said
    assert browser.post(button(seller), {}, headers=HTMX | {"HX-Boosted": "true"}).status_code == 302
    ended = client.post(button(seller), {"wanted": "yes"}, headers=HTMX)
    assert ended.headers["HX-Redirect"].startswith(reverse("account_login"))


def test_following_twice_is_following_once(buyer: User, seller: Seller, at: datetime) -> None:
    assert [operations.follow(user=buyer, seller=seller, at=at) for _time in range(2)] == [True, False]


def test_nobody_follows_themselves_the_suspended_or_without_end(
    buyer: User, seller: Seller, at: datetime, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(seller.user).post(button(seller), {"wanted": "yes"})
    monkeypatch.setattr(operations, "LIMIT", 0)
    signed_in(buyer).post(button(seller), {"wanted": "yes"})
    seller.state = Seller.State.SUSPENDED
    with pytest.raises(operations.NotSelling):
        operations.follow(user=buyer, seller=seller, at=at)
    assert not Follow.objects.exists()


def test_the_page_shows_three_sounds_of_a_seller_and_day_newest_day_first(
    buyer: User, follow: Follow, on_sale: Effect, at: datetime, signed_in: Browser, other: User
) -> None:
    later = [listed(seller=on_sale.seller, at=at + DAY) for _number in range(5)]
    page = signed_in(buyer).get(reverse("following"))
    shown = page.context["groups"]
    assert [(len(group.effects), group.total) for group in shown] == [(3, 5), (1, 1)]
    assert [effect.pk for effect in shown[0].effects] == [effect.pk for effect in later[:1:-1]]
    assert signed_in(other).get(reverse("following")).context["groups"] == []


def test_a_suspended_seller_is_out_of_sight_but_can_be_let_go(
    buyer: User, follow: Follow, on_sale: Effect, signed_in: Browser
) -> None:
    Seller.objects.filter(pk=on_sale.seller_id).update(state=Seller.State.SUSPENDED)
    page = signed_in(buyer).get(reverse("following"))
    assert page.context["groups"] == []
    assert button(on_sale.seller) in page.content.decode()


@pytest.mark.parametrize("rows", [1, 24])
def test_the_page_takes_as_many_statements_for_one_sound_as_for_24(
    buyer: User,
    follow: Follow,
    on_sale: Effect,
    at: datetime,
    signed_in: Browser,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(1, rows):
        listed(seller=on_sale.seller, at=at - DAY * number)
    browser = signed_in(buyer)
    for query in ("", "?page=nonsense", "?page=99"):
        # session, person, count, days, sounds, sellers, hearts, cart count, seller or not
        with django_assert_num_queries(9):
            browser.get(reverse("following") + query)


def test_followers_hear_once_of_the_sounds_of_a_day_that_is_over(
    buyer: User, other: User, follow: Follow, on_sale: Effect, at: datetime
) -> None:
    listed(seller=on_sale.seller, at=at)
    assert announcing.announce(at=at) == 0
    for hour in (15, 16, 40):
        announcing.announce(at=at + timedelta(hours=hour))
    told = Notification.objects.get()
    assert (told.user, told.kind, told.data["n"]) == (buyer, Kind.NEW_SOUNDS, 2)
    operations.follow(user=other, seller=on_sale.seller, at=at + DAY)
    announcing.announce(at=at + DAY)
    assert not Notification.objects.filter(user=other).exists()
