"""What the form offers a seller as category, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog.effects import drafts
from catalog.effects.models import Effect
from catalog.studio.suggesting import reason, suggestions
from catalog.ucs.suggest import Suggestion
from sellers.registration.models import Seller
from tests.factories import sounds


def file_of(seller: Seller, at: datetime, name: str, *, hz: float = 440.0) -> Effect:
    file = sounds.examined(seller=seller, at=at, name=name, content=sounds.wav(seconds=0.2, hz=hz))
    return Effect.objects.with_facts().get(file=file)


def test_a_name_that_says_no_category_gets_none_by_itself(seller: Seller, at: datetime) -> None:
    assert file_of(seller, at, "처마 빗소리.wav").cat_id == ""


def test_the_next_take_is_offered_what_the_first_was_filed_as(seller: Seller, at: datetime) -> None:
    file_of(seller, at, "CERMHndl_부엌 무언가 01_DALB_HANOK.wav")
    take = file_of(seller, at + timedelta(minutes=5), "부엌 무언가 02.wav", hz=500.0)

    best = drafts.propose_again(take).suggestions[0]
    assert (best.cat_id, best.same_upload) == ("CERMHndl", 1)
    take.refresh_from_db()
    assert take.cat_id == ""


def test_an_upload_of_another_day_does_not_count(seller: Seller, at: datetime) -> None:
    file_of(seller, at, "CERMHndl_부엌 무언가 01_DALB_HANOK.wav")
    take = file_of(seller, at + timedelta(days=1), "부엌 무언가 02.wav", hz=500.0)

    assert all(found.same_upload == 0 for found in drafts.propose_again(take).suggestions)


def test_what_the_seller_writes_is_heeded(seller: Seller, at: datetime) -> None:
    take = file_of(seller, at, "ZOOM0003.wav")
    assert drafts.propose_again(take).suggestions == ()
    take.title_ko = "장구 장단"

    assert drafts.propose_again(take).suggestions[0].cat_id == "MUSCPerc"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Suggestion("RAIN", 0.5, ("rain", "roof")), "from “rain, roof”"),
        (Suggestion("RAIN", 1.0, is_named=True), "named by the file itself"),
        (Suggestion("RAIN", 0.5, (), similar_sounds=1, same_upload=3), "1 similar sound · 3 of this upload"),
    ],
)
def test_the_reason_is_told_in_the_readers_language(found: Suggestion, said: str) -> None:
    with translation.override("en"):
        assert reason(found) == said


def test_the_form_shows_each_category_with_its_reason(client: Client, seller: Seller, at: datetime) -> None:
    take = file_of(seller, at, "처마 빗소리 마당.wav")
    client.force_login(seller.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/en" + reverse("studio-effect", args=[take.public_id])).content.decode()

    assert page.count('class="suggestion__reason"') == len(suggestions(take, language="en")) == 5
    assert "빗소리" in page
