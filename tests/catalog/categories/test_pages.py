"""Browsing by category: every CatID has a page, and none is a dead end."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.effects.models import AudioFile, Effect
from catalog.ucs import schedule
from sellers.registration.models import Seller

pytestmark = pytest.mark.django_db


def put_on_sale(seller: Seller, at: datetime, *, cat_ids: list[str], state: str = "published") -> None:
    """Rows only: the pages read no sound."""
    first = AudioFile.objects.count()
    for number, cat_id in enumerate(cat_ids, first):
        file = AudioFile.objects.create(
            seller=seller,
            state="ready",
            original_name=f"{number}.wav",
            byte_size=1,
            sha256=f"{number:064}",
            storage_name=f"{number}",
            uploaded_at=at,
            duration_ms=500,
            sample_rate_hz=48_000,
            channels=2,
        )
        Effect.objects.create(
            seller=seller,
            file=file,
            state=state,
            cat_id=cat_id,
            title_ko=f"소리 {number}",
            licence_codes=["public"],
            created_at=at,
            published_at=at,
        )


def read(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def kinds(page: str) -> dict[str, int]:
    """Address → number shown, of every category or CatID on the page."""
    found = re.findall(r'<a class="kind"\s+href="([^"]+)".*?kind__count">\s*(\d+)', page, re.DOTALL)
    return {address: int(count) for address, count in found}


def page_of(cat_id: str) -> str:
    return reverse("cat-id", args=[schedule.get(cat_id).category_code, cat_id])


def test_the_tree_shows_all_82_categories_with_their_sounds_on_sale(
    client: Client, seller: Seller, at: datetime
) -> None:
    put_on_sale(seller, at, cat_ids=["DOORWood", "DOORMetl", "RAIN"])
    put_on_sale(seller, at, cat_ids=["DOORWood"], state="withdrawn")
    shown = kinds(read(client, reverse("categories")))

    assert len(shown) == 82
    assert (shown["/categories/DOOR/"], shown["/categories/RAIN/"], shown["/categories/WIND/"]) == (2, 1, 0)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_both_languages_are_on_the_page_whichever_is_read(client: Client, prefix: str) -> None:
    page = read(client, prefix + "/categories/DOOR/")
    for name in ("문", "Doors", "목재", "Wood"):
        assert name in page


@pytest.mark.parametrize(
    ("text", "cat_id"),
    [
        ("doorwood", "DOORWood"),
        ("wood door", "DOORWood"),
        ("빗소리", "RAIN"),
        ("장구", "MUSCPerc"),
        ("공상과학", "SCIMisc"),
    ],
)
def test_a_kind_of_sound_is_found_by_name_id_or_another_word(client: Client, text: str, cat_id: str) -> None:
    assert page_of(cat_id) in kinds(read(client, reverse("categories"), q=text))


def test_the_likeliest_kind_comes_before_the_others_of_its_name(client: Client) -> None:
    found = list(kinds(read(client, reverse("categories"), q="문")))

    assert found[0] == "/categories/DOOR/"
    assert found.index(page_of("DOORWood")) < found.index(page_of("DOORAntq"))


def test_words_nobody_knows_lead_to_the_search(client: Client) -> None:
    page = read(client, reverse("categories"), q="zzqx <b>")

    assert kinds(page) == {}
    assert "/search/?q=zzqx%20%3Cb%3E" in page


def test_a_category_shows_its_cat_ids_and_its_sounds(client: Client, seller: Seller, at: datetime) -> None:
    put_on_sale(seller, at, cat_ids=["RAIN", "RAINMetl", "DOORWood"])
    page = read(client, "/categories/RAIN/")

    assert len(kinds(page)) == 10
    assert kinds(page)[page_of("RAINMetl")] == 1
    assert page.count('data-testid="effect-card"') == 2
    assert "/search/?category=RAIN" in page


def test_every_cat_id_has_a_page_of_its_own(client: Client) -> None:
    assert len({page_of(cat_id) for cat_id in schedule.schedule()}) == 753
    # One of each category, for the sake of time.
    for category in schedule.categories():
        cat_id = category.cat_ids[0]
        assert f'<span class="code">{cat_id}</span>' in read(client, page_of(cat_id))


def test_a_cat_id_page_plays_its_sounds_and_searches_its_words(
    client: Client, seller: Seller, at: datetime
) -> None:
    put_on_sale(seller, at, cat_ids=["RAINMetl", "RAIN"])
    page = read(client, page_of("RAINMetl"))

    assert page.count('data-testid="play"') == 1
    assert "/search/?cat=RAINMetl" in page
    assert "/search/?q=%EC%96%91%EC%B2%A0" in page or "/search/?q=tin" in page
    assert page_of("RAIN") in kinds(page)
    assert page_of("RAINMetl") not in kinds(page)


def test_a_cat_id_without_sounds_leads_on_to_a_search_and_to_neighbours_that_have_some(
    client: Client, seller: Seller, at: datetime
) -> None:
    put_on_sale(seller, at, cat_ids=["RAINWatr"])
    page = read(client, page_of("RAINMetl"))

    assert "effect-card" not in page
    assert next(iter(kinds(page))) == page_of("RAINWatr")
    assert "/search/?q=%EA%B8%88%EC%86%8D%EC%97%90" in page
    assert reverse("seller-register") in page


def test_a_general_cat_id_is_searched_by_the_name_of_its_category(client: Client) -> None:
    assert "/search/?q=%EB%B9%84" in read(client, page_of("RAIN"))


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/categories/door/", "/categories/DOOR/"),
        ("/categories/Doors/", "/categories/DOOR/"),
        ("/categories/STORM/", "/categories/WEATHER/"),
        ("/en/categories/weather/", "/en/categories/WEATHER/"),
        ("/categories/door/doorwood/", "/categories/DOOR/DOORWood/"),
        ("/categories/DOOR/rain/", "/categories/RAIN/RAIN/"),
        ("/categories/WOOD/WOODHandl/", "/categories/WOOD/WOODHndl/"),
    ],
)
def test_another_spelling_leads_to_the_one_address(client: Client, asked: str, address: str) -> None:
    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (301, address)


@pytest.mark.parametrize(
    "address",
    ["/categories/NOPE/", "/categories/DOOR/DOORShut/", "/categories/NOPE/DOORWood/", "/categories/%00/"],
)
def test_an_unknown_category_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_search_engines_are_told_the_address_in_each_language(client: Client) -> None:
    page = read(client, "/en/categories/", q="door")

    assert '<link rel="canonical" href="http://testserver/en/categories/">' in page
    assert 'hreflang="ko" href="http://testserver/categories/"' in page
    assert 'hreflang="en" href="http://testserver/en/categories/"' in page


@pytest.mark.parametrize(
    ("address", "statements"),
    [
        ("/categories/", 1),
        ("/categories/?q=rain", 1),
        ("/categories/RAIN/", 2),
        ("/categories/RAIN/RAIN/", 2),
    ],
)
def test_the_number_of_statements_is_that_of_an_empty_shop(
    client: Client, seller: Seller, at: datetime, address: str, statements: int
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        return len(captured)

    put_on_sale(seller, at, cat_ids=["RAIN"])
    assert count() == statements
    put_on_sale(seller, at, cat_ids=["RAIN"] * 23)
    assert count() == statements


def test_the_pages_are_linked_from_every_page(client: Client, seller: Seller, at: datetime) -> None:
    put_on_sale(seller, at, cat_ids=["DOORWood"])
    assert read(client, reverse("home")).count(f'href="{reverse("categories")}"') >= 3


def test_a_sound_leads_to_its_kind(client: Client, seller: Seller, at: datetime) -> None:
    put_on_sale(seller, at, cat_ids=["DOORWood"])
    effect: Any = Effect.objects.get()

    assert page_of("DOORWood") in read(client, effect.get_absolute_url())
