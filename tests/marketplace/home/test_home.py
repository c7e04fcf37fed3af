"""The start page: what staff recommend, what is new, what is free; good with one sound and with none."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.demo import picks as demo_picks
from ksound.demo import sign_ins
from ksound.lib.money import Money
from marketplace.home.models import StaffPick
from sellers.registration.models import Seller
from tests.factories import sounds


def pick(effect: Effect, **changes: object) -> StaffPick:
    said = {"note_ko": "첫 장면의 문", "note_en": "A gate to begin with", "starts_at": timezone.now()}
    return StaffPick.objects.create(effect=effect, **(said | changes))


def page(client: Client, language: str = "") -> str:
    answer = client.get(f"{language}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


@pytest.fixture
def free_sound(seller: Seller, moderator: User, at: datetime) -> Effect:
    """A free sound beside the one on sale, another recording."""
    return sounds.on_sale(
        seller=seller,
        moderator=moderator,
        at=at,
        content=sounds.wav(hz=660),
        title_ko="목탁",
        title_en="Moktak",
        price=Money.krw(0),
    )


def test_a_shop_without_sounds_says_so_and_promises_no_search(client: Client, db: None) -> None:
    for language in ("", "/en"):
        text = page(client, language)
        assert "empty-state" in text
        assert "effect-card" not in text
        assert "hero__try" not in text


def test_a_recommended_sound_stands_first_with_the_reason_in_the_readers_language(
    on_sale: Effect, client: Client
) -> None:
    pick(on_sale)
    assert "첫 장면의 문" in page(client)
    english = page(client, "/en")
    assert "A gate to begin with" in english
    assert "첫 장면의 문" not in english
    assert english.index("A gate to begin with") < english.index('id="newest"')


def test_further_recommendations_follow_in_the_order_of_staff(
    on_sale: Effect, free_sound: Effect, client: Client
) -> None:
    pick(on_sale, position=2, note_en="Second reason")
    pick(free_sound, position=1, note_en="First reason")
    text = page(client, "/en")
    assert text.count('data-testid="pick"') == 1
    assert text.index("First reason") < text.index("Second reason")


def test_a_recommendation_is_shown_in_its_time_and_while_the_sound_is_on_sale(
    on_sale: Effect, client: Client
) -> None:
    made = pick(on_sale, note_en="Only for now")
    now = timezone.now()
    for starts, ends in (
        (now + timedelta(hours=1), None),
        (now - timedelta(days=2), now - timedelta(days=1)),
    ):
        StaffPick.objects.filter(pk=made.pk).update(starts_at=starts, ends_at=ends)
        assert "Only for now" not in page(client, "/en")
    StaffPick.objects.filter(pk=made.pk).update(
        starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=1)
    )
    assert "Only for now" in page(client, "/en")
    Effect.objects.filter(pk=on_sale.pk).update(state="suspended")
    assert "Only for now" not in page(client, "/en")


def test_free_sounds_are_not_those_shown_as_new(on_sale: Effect, free_sound: Effect, client: Client) -> None:
    text = page(client)
    assert 'id="free"' not in text
    assert text.count('data-testid="effect-card"') == 2


def test_nobody_recommends_without_saying_why_nor_backwards_in_time(on_sale: Effect, at: datetime) -> None:
    for wrong in (
        {"note_ko": ""},
        {"note_en": ""},
        {"starts_at": at, "ends_at": at},
        {"starts_at": at, "ends_at": at - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            pick(on_sale, **wrong)
    assert not StaffPick.objects.exists()
    backwards = StaffPick(effect=on_sale, note_ko="가", note_en="a", starts_at=at, ends_at=at)
    with pytest.raises(ValidationError) as refused:
        backwards.full_clean()
    assert "__all__" in refused.value.message_dict


def test_a_moderator_recommends_on_the_staff_site_and_is_remembered(
    on_sale: Effect, client: Client, moderator: User
) -> None:
    client.force_login(moderator, backend="allauth.account.auth_backends.AuthenticationBackend")
    form = {
        "effect": on_sale.pk,
        "note_ko": "좋은 문",
        "note_en": "A good door",
        "position": 10,
        "starts_at_0": "2026-03-02",
        "starts_at_1": "09:00",
    }
    assert client.get("/en/admin/marketplace/staffpick/add/").status_code == 200
    answer = client.post("/en/admin/marketplace/staffpick/add/", form)
    assert answer.status_code == 302, answer.content
    made = StaffPick.objects.get()
    assert made.picked_by == moderator
    listed = client.get("/en/admin/marketplace/staffpick/").content.decode()
    assert "A good door" not in listed  # the list shows the Korean note
    assert "좋은 문" in listed


def test_the_home_page_costs_as_many_statements_with_many_recommendations_as_with_one(
    on_sale: Effect, free_sound: Effect, client: Client
) -> None:
    pick(on_sale)
    page(client)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(client)
    pick(free_sound)
    with CaptureQueriesContext(connection) as two:
        page(client)
    assert len(two) == len(one) <= 6


def test_the_demonstration_recommends_what_it_filed_once(
    moderator: User, at: datetime, on_sale: Effect
) -> None:
    Effect.objects.filter(pk=on_sale.pk).update(title_en=demo_picks.PICKS[0].title_en)
    demo_picks.recommend(by=moderator, at=at)
    assert not StaffPick.objects.exists(), "somebody else's sound of the same name"
    User.objects.filter(pk=on_sale.seller.user_id).update(email=f"soridam@{sign_ins.DOMAIN}")
    demo_picks.recommend(by=moderator, at=at)
    StaffPick.objects.update(note_en="Changed by staff")
    demo_picks.recommend(by=moderator, at=at)
    assert StaffPick.objects.get().note_en == "Changed by staff"
