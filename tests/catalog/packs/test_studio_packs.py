"""A seller's pages for packs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from catalog.packs.models import Pack
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import packs, people

Browser = Callable[[User], Client]
SAID = {"title_ko": "한옥 문", "title_en": "", "description": "", "price": "9000"}


@pytest.fixture
def effects(seller: Seller, at: datetime) -> list[Effect]:
    return packs.three(seller, at)


def test_from_nothing_to_a_pack_on_sale_and_off_again(
    effects: list[Effect], seller: Seller, signed_in: Browser
) -> None:
    browser = signed_in(seller.user)
    assert "studio/packs/new" in browser.get(reverse("studio-packs")).content.decode()
    page = browser.post(reverse("studio-pack-new"), SAID | {"price": ""}).headers["Location"]
    pack = Pack.objects.get()
    found = browser.post(page, SAID | {"find": "yes", "q": "gate"})
    assert [effect.title_en for effect in found.context["found"].effects] == ["Gate"]
    for effect in effects:
        browser.post(page, SAID | {"add": effect.public_id})
    browser.post(page, SAID | {"up": effects[2].public_id})
    browser.post(page, SAID | {"remove": effects[0].public_id})
    assert [effect.title_en for effect in packs.fresh(pack).effects] == ["Gate", "Sliding Door"]
    refused = browser.post(page, SAID | {"publish": "yes"}, follow=True)
    assert "flash" in refused.content.decode()
    assert packs.fresh(pack).state == "draft"
    browser.post(page, SAID | {"price": "6500", "publish": "yes"})
    assert (packs.fresh(pack).state, packs.fresh(pack).price.minor) == ("published", 6_500)
    browser.post(page, SAID | {"price": "500"})
    assert packs.fresh(pack).price_minor == 6_500
    assert browser.get(page).status_code == 200
    browser.post(reverse("studio-pack-withdraw", args=[pack.public_id]))
    assert packs.fresh(pack).state == "withdrawn"
    browser.post(reverse("studio-pack-delete", args=[pack.public_id]))
    assert Pack.objects.exists()


def test_what_was_typed_is_kept_whatever_button_is_pressed(
    effects: list[Effect], seller: Seller, at: datetime, signed_in: Browser
) -> None:
    pack = packs.draft(effects=effects[:1], at=at)
    page = reverse("studio-pack", args=[pack.public_id])
    signed_in(seller.user).post(page, SAID | {"title_en": "Typed", "add": effects[1].public_id})
    assert (packs.fresh(pack).title_en, len(packs.fresh(pack).effects)) == ("Typed", 2)


def test_a_wrong_field_is_explained_and_nothing_moves(
    effects: list[Effect], seller: Seller, at: datetime, signed_in: Browser
) -> None:
    pack, browser = packs.draft(effects=effects, at=at), signed_in(seller.user)
    page = reverse("studio-pack", args=[pack.public_id])
    for wrong in ({"title_ko": "", "title_en": ""}, {"price": "499"}, {"price": "x"}, {"price": "10000001"}):
        answer = browser.post(page, SAID | wrong | {"publish": "yes"})
        assert (answer.status_code, len(answer.context["form"].errors)) == (422, 1)
    assert (packs.fresh(pack).state, packs.fresh(pack).price_minor) == ("draft", 10_000)


def test_packs_of_others_do_not_exist(effects: list[Effect], at: datetime, signed_in: Browser) -> None:
    pack = packs.draft(effects=effects, at=at)
    stranger = signed_in(people.seller("second@example.com", name="산들", creator_id="SAND").user)
    assert stranger.get(reverse("pack-detail", args=[pack.public_id])).status_code == 404
    assert stranger.get(reverse("studio-pack", args=[pack.public_id])).status_code == 404
    for name in ("studio-pack", "studio-pack-withdraw", "studio-pack-delete"):
        assert stranger.post(reverse(name, args=[pack.public_id]), SAID).status_code == 404
    assert packs.fresh(pack).title_ko == "한옥 문 묶음"


def test_the_list_needs_the_same_statements_for_1_and_24_packs(
    effects: list[Effect], seller: Seller, at: datetime, signed_in: Browser, django_assert_max_num_queries
) -> None:
    browser, url = signed_in(seller.user), reverse("studio-packs")
    packs.draft(effects=effects, at=at)
    browser.get(url)
    with django_assert_max_num_queries(15) as one:
        browser.get(url)
    for _ in range(23):
        packs.draft(effects=effects[:2], at=at)
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert browser.get(url).content.decode().count('data-testid="studio-pack"') == 24
