"""What the form offers a seller as category, and why."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import numpy as np
import pytest
import soundfile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog.effects import drafts
from catalog.effects.models import AudioFile, Effect
from catalog.studio.suggesting import reason, suggestions
from catalog.ucs.suggest import Suggestion
from ksound.core.models import User
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


def test_what_sounds_alike_is_on_sale_and_offered_for_choice(
    seller: Seller, moderator: User, at: datetime
) -> None:
    sounds.on_sale(seller=seller, moderator=moderator, at=at, content=sounds.wav(hz=440), cat_id="BELLHand")
    take = file_of(seller, at + timedelta(days=1), "ZOOM0003.wav", hz=441.0)

    best = drafts.propose_again(take).suggestions[0]
    assert (best.cat_id, best.similar_sounds) == ("BELLHand", 1)
    take.refresh_from_db()
    assert take.cat_id == ""


def test_the_nearest_of_a_small_catalogue_is_not_called_similar(
    seller: Seller, moderator: User, at: datetime
) -> None:
    hiss = np.random.default_rng(1).normal(scale=0.1, size=48_000)
    out = io.BytesIO()
    soundfile.write(out, hiss, 48_000, subtype="PCM_24", format="WAV")
    sounds.on_sale(seller=seller, moderator=moderator, at=at, content=out.getvalue(), cat_id="RAIN")
    take = file_of(seller, at + timedelta(days=1), "ZOOM0003.wav")

    assert drafts.propose_again(take).suggestions == ()


def test_what_is_not_on_sale_is_no_neighbour(seller: Seller, at: datetime) -> None:
    sounds.submitted(seller=seller, at=at, content=sounds.wav(hz=440), cat_id="BELLHand")
    take = file_of(seller, at + timedelta(days=1), "ZOOM0003.wav", hz=441.0)

    assert drafts.propose_again(take).suggestions == ()


def test_a_sound_is_not_its_own_neighbour(seller: Seller, moderator: User, at: datetime) -> None:
    mine = sounds.on_sale(seller=seller, moderator=moderator, at=at)

    assert all(found.similar_sounds == 0 for found in drafts.propose_again(mine).suggestions)


def test_features_of_another_version_speak_for_nothing(seller: Seller, at: datetime) -> None:
    take = file_of(seller, at, "ZOOM0003.wav")
    AudioFile.objects.filter(pk=take.file_id).update(features=[1.0, 2.0])
    take.file.refresh_from_db()

    assert drafts.propose_again(take).suggestions == ()


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
