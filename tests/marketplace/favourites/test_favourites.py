"""Hearts: marking, taking off, before and after signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.effects import operations as listing
from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.favourites import operations
from marketplace.favourites.models import Favourite
from tests.factories import people
from tests.factories.orders import copies

Browser = Callable[[User], Client]
MARK, LIST = "favourite-mark", "favourites"
JSON = {"Accept": "application/json"}


def mark(browser: Client, **said: str) -> int:
    return browser.post(reverse(MARK), said, headers=JSON).status_code


def test_a_sound_is_marked_and_found_again(buyer: User, on_sale: Effect, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    browser.post(reverse(MARK), {"add": on_sale.public_id, "next": on_sale.get_absolute_url()})
    page = browser.get(reverse(LIST))
    assert [one.effect for one in page.context["kept"]] == [on_sale]
    assert 'aria-pressed="true"' in page.content.decode()


def test_the_heart_without_scripts_leads_back_to_its_page(
    buyer: User, on_sale: Effect, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    there = browser.post(reverse(MARK), {"add": on_sale.public_id, "next": "/search/?q=x"})
    away = browser.post(reverse(MARK), {"remove": on_sale.public_id, "next": "https://evil.example/"})
    assert (there.headers["Location"], away.headers["Location"]) == ("/search/?q=x", reverse(LIST))
    assert not Favourite.objects.exists()


def test_marking_twice_is_one_mark_and_says_so(buyer: User, on_sale: Effect, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    answers = [
        browser.post(reverse(MARK), {"add": on_sale.public_id}, headers=JSON).json()["is_new"]
        for _time in range(2)
    ]
    assert answers == [True, False]
    assert Favourite.objects.count() == 1


def test_two_requests_at_once_are_one_mark(buyer: User, on_sale: Effect, at: datetime) -> None:
    """What `add` meets when another request wrote the row after it looked."""
    Favourite.objects.create(user=buyer, effect=on_sale, added_at=at)
    assert not operations.add(user=buyer, effect=on_sale, at=at)
    assert Favourite.objects.count() == 1


def test_nobody_touches_the_marks_of_others(
    buyer: User, other: User, on_sale: Effect, at: datetime, signed_in: Browser
) -> None:
    operations.add(user=buyer, effect=on_sale, at=at)
    assert mark(signed_in(other), remove=on_sale.public_id) == 200
    assert Favourite.objects.get().user == buyer
    assert signed_in(other).get(reverse(LIST)).context["kept"] == []


@pytest.mark.parametrize("effect", ["", "nope", "0" * 26, "x" * 5_000, "\x00"])
def test_what_names_no_sound_marks_nothing(buyer: User, signed_in: Browser, effect: str) -> None:
    assert mark(signed_in(buyer), add=effect) in (200, 404)
    assert mark(signed_in(buyer), remove=effect) == 200
    assert not Favourite.objects.exists()


def test_a_draft_cannot_be_marked(buyer: User, draft: Effect, signed_in: Browser) -> None:
    assert mark(signed_in(buyer), add=draft.public_id) == 404
    assert mark(signed_in(draft.seller.user), add=draft.public_id) == 409
    assert not Favourite.objects.exists()


def test_a_withdrawn_favourite_stays_and_says_that_it_is_gone(
    buyer: User, on_sale: Effect, at: datetime, signed_in: Browser
) -> None:
    operations.add(user=buyer, effect=on_sale, at=at)
    listing.withdraw(effect=on_sale, by=on_sale.seller.user, at=at)
    page = signed_in(buyer).get(reverse(LIST)).content.decode()
    assert on_sale.title_ko in page
    assert 'data-testid="not-on-sale"' in page
    assert f'data-effect="{on_sale.public_id}"' not in page
    assert mark(signed_in(buyer), remove=on_sale.public_id) == 200
    assert not Favourite.objects.exists()


def test_the_limit_is_said_and_nothing_is_lost(
    buyer: User, on_sale: Effect, at: datetime, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "LIMIT", 1)
    first, second = on_sale, copies(on_sale, 1)[0]
    operations.add(user=buyer, effect=first, at=at)
    answer = signed_in(buyer).post(reverse(MARK), {"add": second.public_id}, headers=JSON)
    assert answer.status_code == 409
    assert "1" in answer.json()["message"]
    assert Favourite.objects.get().effect == first


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_visitor_is_asked_to_sign_in_and_then_it_is_done(
    client: Client, buyer: User, on_sale: Effect, headers: dict[str, str]
) -> None:
    back = on_sale.get_absolute_url()
    asked = client.post(reverse(MARK), {"add": on_sale.public_id, "next": back}, headers=headers)
    where = asked.json()["sign_in"] if headers else asked.headers["Location"]
    assert where.startswith(reverse("account_login"))
    assert on_sale.title_ko in client.get(where).content.decode()
    assert not Favourite.objects.exists()
    signed = client.post(where, {"login": buyer.email, "password": people.PASSWORD})
    assert signed.headers["Location"] == back
    assert Favourite.objects.get().effect == on_sale


def test_a_visitor_wants_at_most_fifty(client: Client, on_sale: Effect) -> None:
    session = client.session
    session[operations.SESSION_KEY] = [f"{number:026}" for number in range(operations.WANTED_LIMIT)]
    session.save()
    client.post(reverse(MARK), {"add": on_sale.public_id})
    wanted = client.session[operations.SESSION_KEY]
    assert len(wanted) == operations.WANTED_LIMIT
    assert wanted[-1] == on_sale.public_id


def test_the_page_of_favourites_is_for_its_owner(client: Client, db: None) -> None:
    assert client.get(reverse(LIST)).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("query", ["", "?sort=title", "?sort=duration", "?sort=nonsense&page=x", "?page=99"])
@pytest.mark.parametrize("rows", [1, 24])
def test_the_page_takes_as_many_statements_for_one_row_as_for_24(
    buyer: User,
    on_sale: Effect,
    at: datetime,
    signed_in: Browser,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
    query: str,
) -> None:
    effects = [on_sale, *copies(on_sale, rows - 1)]
    Favourite.objects.bulk_create(Favourite(user=buyer, effect=effect, added_at=at) for effect in effects)
    browser = signed_in(buyer)
    # session, person, count, rows, hearts, cart count, seller or not
    with django_assert_num_queries(7):
        page = browser.get(reverse(LIST) + query)
    assert len(page.context["kept"]) == rows


@pytest.mark.parametrize("rows", [1, 24])
def test_hearts_cost_a_list_one_statement(
    buyer: User,
    on_sale: Effect,
    signed_in: Browser,
    client: Client,
    rows: int,
) -> None:
    copies(on_sale, rows - 1)
    address = reverse("storefront", args=[on_sale.seller.public_id])
    with CaptureQueriesContext(connection) as asked:
        signed_in(buyer).get(address)
    about = [one["sql"] for one in asked.captured_queries if "marketplace_favourite" in one["sql"]]
    assert len(about) == 1
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert not [one["sql"] for one in asked.captured_queries if "marketplace_favourite" in one["sql"]]


def test_sorting_by_title_goes_by_the_title_that_is_shown(
    buyer: User, on_sale: Effect, at: datetime, signed_in: Browser
) -> None:
    first, second = on_sale, copies(on_sale, 1)[0]
    Effect.objects.filter(pk=first.pk).update(title_ko="하", title_en="Alpha")
    Effect.objects.filter(pk=second.pk).update(title_ko="가", title_en="Zulu")
    for effect in (first, second):
        operations.add(user=buyer, effect=effect, at=at)
    browser = signed_in(buyer)
    korean = browser.get(reverse(LIST), {"sort": "title"}).context["kept"]
    english = browser.get(f"/en{reverse(LIST)}", {"sort": "title"}).context["kept"]
    assert [one.effect for one in korean] == [second, first]
    assert [one.effect for one in english] == [first, second]
