"""The form of one sound."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import people, sounds

Browser = Callable[[User], Client]
FORM = {
    "cat_id": "DOORWood",
    "title_ko": "옷장 문",
    "title_en": "Closet Door",
    "keywords": "문, door, 문",
    "price": "5500",
    "licence_codes": ["creator", "team"],
    "ai_use": "none",
    "declare_rights": "on",
}


@pytest.fixture
def url(draft: Effect) -> str:
    return reverse("studio-effect", args=[draft.public_id])


def test_the_form_knows_what_the_file_says(seller: Seller, at: datetime, signed_in: Browser) -> None:
    draft = Effect.objects.get(file=sounds.examined(seller=seller, at=at))
    page = signed_in(seller.user).get(reverse("studio-effect", args=[draft.public_id])).content.decode()
    assert "Closet Door Close 01" in page
    assert 'value="DOORWood"' in page


def test_five_categories_are_suggested_for_a_name_that_says_none(
    seller: Seller, at: datetime, signed_in: Browser
) -> None:
    draft = Effect.objects.get(file=sounds.examined(seller=seller, at=at, name="비 오는 창문 빗소리.wav"))
    page = signed_in(seller.user).get(reverse("studio-effect", args=[draft.public_id])).content.decode()
    assert page.count('data-cat-id="') == 5
    assert "RAIN" in page


def test_submitting_sends_the_sound_to_review(draft: Effect, url: str, signed_in: Browser) -> None:
    answer = signed_in(draft.seller.user).post(url, FORM | {"submit": "1"})
    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (302, "in_review")
    assert (draft.keywords, draft.licence_codes) == (["문", "door"], ["creator", "team"])


def test_an_unfinished_draft_can_be_saved(draft: Effect, url: str, signed_in: Browser) -> None:
    answer = signed_in(draft.seller.user).post(url, {"title_ko": "나중에", "save": "1"})
    draft.refresh_from_db()
    assert (answer.status_code, draft.state, draft.title_ko, draft.cat_id) == (302, "draft", "나중에", "")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"cat_id": "DOORNope"}, "cat_id"),
        ({"cat_id": ""}, "cat_id"),
        ({"price": "499"}, "price"),
        ({"price": "5,500.5"}, "price"),
        ({"price": "-1"}, "price"),
        ({"title_ko": "", "title_en": ""}, "title_ko"),
        ({"licence_codes": []}, "licence_codes"),
        ({"licence_codes": ["cinema"]}, "licence_codes"),
        ({"keywords": ",".join(map(str, range(31)))}, "keywords"),
        ({"declare_rights": ""}, "declare_rights"),
        ({"ai_use": ""}, "ai_use"),
        ({"ai_use": "generated"}, "ai_use"),
        ({"ai_use": "a little"}, "ai_use"),
        ({"title_en": "x" * 121}, "title_en"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_lost(
    draft: Effect, url: str, signed_in: Browser, change: dict, field: str
) -> None:
    answer = signed_in(draft.seller.user).post(url, FORM | change | {"submit": "1"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'data-testid="form-error"' in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.title_ko) == ("draft", "옷장 문 닫기")


def test_text_from_outside_is_cleaned_and_escaped(draft: Effect, url: str, signed_in: Browser) -> None:
    nasty = "<script>alert(1)</script>\u202e\u0000\u200b"
    browser = signed_in(draft.seller.user)
    browser.post(url, FORM | {"title_ko": nasty, "save": "1"})
    draft.refresh_from_db()
    assert draft.title_ko == "<script>alert(1)</script>"
    assert "<script>alert" not in browser.get(url).content.decode()


def test_somebody_elses_sound_does_not_exist(draft: Effect, url: str, signed_in: Browser) -> None:
    stranger = people.seller("stranger@example.com", name="남", creator_id="NAM")
    browser = signed_in(stranger.user)
    assert browser.get(url).status_code == 404
    assert browser.post(url, FORM | {"submit": "1"}).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"
