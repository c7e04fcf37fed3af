"""The library of everything somebody may use."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from catalog.packs.models import Pack
from ksound.core.models import User
from ksound.lib.money import Money
from marketplace.licences.models import Licence
from sellers.registration.models import Seller
from tests.factories import orders
from tests.factories.listings import listed

Browser = Callable[[User], Client]
LIBRARY = "/en/library/"


@pytest.fixture
def rain(seller: Seller, at: datetime) -> Effect:
    return listed(
        seller=seller,
        at=at,
        title_ko="처마 빗소리",
        title_en="Eaves",
        cat_id="RAINGlas",
        original_name="roof take 7.wav",
        price_minor=0,
        licence_codes=["public"],
    )


@pytest.fixture
def held(rain: Effect, effects: list[Effect], buyer: User, at: datetime) -> None:
    orders.paid(buyer=buyer, effects=[rain], at=at, licence_code="public")
    orders.paid(buyer=buyer, effects=effects[:2], at=at + timedelta(days=1))


def shown(page: object) -> list[str]:
    return [row.line.effect.title_en for row in page.context["rows"]]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("held")
def test_everything_held_is_there_newest_first_free_ones_too(buyer: User, signed_in: Browser) -> None:
    page = signed_in(buyer).get(LIBRARY)
    assert sorted(shown(page)[:2]) == ["Hinged Door", "Sliding Door"]
    assert shown(page)[2] == "Eaves"
    text = page.content.decode()
    assert text.count("library-row") == 3
    licence = Licence.objects.filter(order_line__effect__title_en="Eaves").get()
    assert licence.verify_url.removeprefix("/en") in text
    assert reverse("order-detail", args=[licence.order_line.order.public_id]) in text


@pytest.mark.usefixtures("held")
def test_a_sound_is_found_by_title_category_cat_id_and_file_name_in_both_languages(
    buyer: User, signed_in: Browser
) -> None:
    browser = signed_in(buyer)
    for words in ("처마", "eaves", "RAINGlas", "roof 7", "비 유리", "rain", "glass"):
        assert shown(browser.get(LIBRARY, {"q": words})) == ["Eaves"], words


@pytest.mark.usefixtures("held")
def test_licences_filter_and_nonsense_is_read_plainly(buyer: User, signed_in: Browser) -> None:
    browser = signed_in(buyer)
    assert len(shown(browser.get(LIBRARY, {"licence": "creator"}))) == 2
    assert len(shown(browser.get(LIBRARY, {"licence": "nope", "page": "x"}))) == 3
    assert shown(browser.get(LIBRARY, {"q": "%"})) == []
    assert browser.get(LIBRARY, {"q": "\x00 " + "q" * 5_000, "page": "99999999999999"}).status_code == 200


@pytest.mark.usefixtures("held")
def test_a_sound_is_downloaded_again_in_the_format_chosen(buyer: User, signed_in: Browser) -> None:
    licence = Licence.objects.filter(order_line__effect__title_en="Eaves").get()
    address = reverse("order-formats", args=[licence.order_line.order.public_id])
    browser = signed_in(buyer)
    answer = browser.post(address, {"licence": licence.public_id, "format": ""})
    assert answer.headers["Location"] == licence.download_url
    answer = browser.post(address, {"licence": licence.public_id, "format": "flac"})
    assert licence.order_line.order.get_absolute_url() in answer.headers["Location"]


@pytest.mark.usefixtures("held")
def test_other_peoples_and_ended_licences_are_not_there(
    buyer: User, other: User, signed_in: Browser, at: datetime
) -> None:
    assert "library-row" not in signed_in(other).get(LIBRARY).content.decode()
    Licence.objects.filter(order_line__effect__title_en="Eaves").update(state="revoked", ended_at=at)
    Licence.objects.filter(order_line__effect__title_en="Hinged Door").update(state="suspended")
    page = signed_in(buyer).get(LIBRARY)
    assert len(shown(page)) == 2
    assert page.content.decode().count('data-testid="download"') == 1
    Licence.objects.update(state="active", ended_at=None)


def test_guests_are_asked_to_sign_in_and_an_empty_library_says_what_to_do(
    client: Client, buyer: User, signed_in: Browser
) -> None:
    assert reverse("account_login") in client.get(reverse("library")).headers["Location"]
    assert "empty-state" in signed_in(buyer).get(LIBRARY).content.decode()


def test_the_library_needs_the_same_statements_for_1_and_24_rows_and_has_pages(
    seller: Seller, buyer: User, at: datetime, signed_in: Browser, django_assert_max_num_queries
) -> None:
    browser = signed_in(buyer)
    orders.paid(buyer=buyer, effects=[listed(seller=seller, at=at)], at=at)
    browser.get(LIBRARY)
    with django_assert_max_num_queries(15) as one:
        browser.get(LIBRARY)
    orders.paid(buyer=buyer, effects=[listed(seller=seller, at=at) for _ in range(24)], at=at)
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert len(shown(browser.get(LIBRARY))) == 24
    assert len(shown(browser.get(LIBRARY, {"page": "2"}))) == 1


def test_a_sound_of_a_pack_names_its_pack(
    pack: Pack, cart: object, buyer: User, place: Callable[..., object], at: datetime, signed_in: Browser
) -> None:
    from marketplace.cart import operations as carts
    from marketplace.orders.operations import mark_paid

    carts.add_pack(cart=cart, pack=pack, licence_code="creator", at=at)  # type: ignore[arg-type]
    mark_paid(order_ref=place(cart, Money.krw(10_000)).public_id, at=at)  # type: ignore[attr-defined]
    assert signed_in(buyer).get(LIBRARY).content.decode().count(pack.get_absolute_url()) == 3
