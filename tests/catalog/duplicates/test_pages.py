"""What sellers are told and what staff compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.effects.models import Effect
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.catalog.audio.recordings import Heard, mp3, trimmed
from tests.catalog.duplicates.conftest import wav
from tests.catalog.studio.test_describing import FORM
from tests.factories import sounds

Browser = Callable[[User], Client]
QUEUE = "admin:catalog_effectinreview_changelist"
TOLD = 'data-testid="resemblance"'


def page(browser: Client, effect: Effect) -> str:
    return browser.get(reverse("studio-effect", args=[effect.public_id])).content.decode()


def review(browser: Client, effect: Effect) -> str:
    return browser.get(reverse("admin:catalog_effectinreview_change", args=[effect.pk])).content.decode()


def test_staff_hear_the_copy_and_the_original_side_by_side_from_the_same_moment(
    original: Effect, copier: Seller, moderator: User, at: datetime, recording: Heard, signed_in: Browser
) -> None:
    copy = sounds.submitted(seller=copier, at=at, content=wav(*trimmed(*recording)))
    shown = review(signed_in(moderator), copy)
    assert 'data-testid="resemblances"' in shown
    assert reverse("admin:catalog_effect_change", args=[original.pk]) in shown
    assert f"{copy.preview_url}#t=0.000" in shown
    starts = shown.split(f"{original.preview_url}#t=")[1][:5]
    assert float(starts) == pytest.approx(0.303, abs=0.022)
    assert original.seller.display_name in shown
    assert 'data-testid="review-approve"' in shown


def test_a_sound_like_no_other_has_nothing_beside_it(
    moderator: User, seller: Seller, at: datetime, signed_in: Browser
) -> None:
    lone = sounds.submitted(seller=seller, at=at)
    assert 'data-testid="resemblances"' not in review(signed_in(moderator), lone)


def test_the_queue_tells_held_sounds_apart_and_shows_them_alone(
    submitted_copy: Effect, moderator: User, at: datetime, signed_in: Browser
) -> None:
    lone = sounds.submitted(seller=submitted_copy.seller, at=at, title_ko="혼자 있는 소리")
    browser = signed_in(moderator)
    queue = browser.get(reverse(QUEUE)).content.decode()
    assert submitted_copy.get_state_display() in queue
    held = browser.get(reverse(QUEUE), {"state": "held"}).context["cl"].queryset
    assert [row.pk for row in held] == [submitted_copy.pk]
    waiting = browser.get(reverse(QUEUE), {"state": "in_review"}).context["cl"].queryset
    assert [row.pk for row in waiting] == [lone.pk]


def test_staff_approve_a_held_sound_in_the_browser(
    submitted_copy: Effect, moderator: User, signed_in: Browser
) -> None:
    approve = reverse("admin:catalog_review_approve", args=[submitted_copy.pk])
    signed_in(moderator).post(approve, {"revision": 1})
    submitted_copy.refresh_from_db()
    assert submitted_copy.state == "published"


def test_a_seller_is_told_before_and_after_submitting_which_sound_theirs_is_like(
    original: Effect, copier: Seller, at: datetime, recording: Heard, signed_in: Browser
) -> None:
    copy = sounds.draft(seller=copier, at=at, content=wav(*mp3(*recording)), title_ko="내 문")
    browser = signed_in(copier.user)
    for shown in (page(browser, copy), browser.get(reverse("studio-upload")).content.decode()):
        assert TOLD in shown
        assert original.get_absolute_url() in shown
    browser.post(reverse("studio-effect", args=[copy.public_id]), FORM | {"submit": "1"})
    copy.refresh_from_db()
    assert copy.state == "held"
    assert original.get_absolute_url() in page(browser, copy)


@pytest.mark.parametrize("state", ["in_review", "held", "withdrawn", "suspended"])
def test_a_sound_that_not_everybody_sees_is_not_named_to_another_seller(
    original: Effect, copier: Seller, at: datetime, recording: Heard, signed_in: Browser, state: str
) -> None:
    Effect.objects.filter(pk=original.pk).update(state=state, title_ko="비밀 제목", title_en="Secret")
    copy = sounds.submitted(seller=copier, at=at, content=wav(*mp3(*recording)), title_ko="내 문")
    shown = page(signed_in(copier.user), copy)
    assert copy.state == "held"
    assert TOLD in shown
    for secret in ("비밀 제목", "Secret", original.public_id, original.seller.display_name):
        assert secret not in shown


def test_a_seller_is_reminded_of_their_own_earlier_upload_and_not_held(
    seller: Seller, at: datetime, recording: Heard, signed_in: Browser
) -> None:
    first = sounds.draft(seller=seller, at=at, content=wav(*recording), title_ko="처음 올린 소리")
    again = sounds.draft(seller=seller, at=at, content=wav(*recording))
    browser = signed_in(seller.user)
    for shown in (page(browser, again), browser.get(reverse("studio-upload")).content.decode()):
        assert TOLD in shown
        assert reverse("studio-effect", args=[first.public_id]) in shown
        assert "처음 올린 소리" in shown
    assert TOLD not in page(browser, first)


def test_the_uploads_need_the_same_statements_for_1_and_24_copies(
    original: Effect,
    copier: Seller,
    at: datetime,
    recording: Heard,
    signed_in: Browser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser, content = signed_in(copier.user), wav(*mp3(*recording))
    sounds.examined(seller=copier, at=at, content=content)
    browser.get(reverse("studio-upload"))
    with django_assert_max_num_queries(30) as one:
        browser.get(reverse("studio-upload"))
    for _ in range(23):
        sounds.examined(seller=copier, at=at, content=content)
    with django_assert_max_num_queries(len(one.captured_queries)):
        shown = browser.get(reverse("studio-upload")).content.decode()
    assert shown.count(TOLD) == 24


def test_the_review_page_needs_the_same_statements_for_1_and_10_originals(
    submitted_copy: Effect,
    moderator: User,
    at: datetime,
    recording: Heard,
    signed_in: Browser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = signed_in(moderator)
    review(browser, submitted_copy)
    with django_assert_max_num_queries(40) as one:
        assert review(browser, submitted_copy).count("ks-twins__sounds") == 1
    for _ in range(9):
        sounds.submitted(seller=submitted_copy.seller, at=at, content=wav(*recording))
    last = sounds.submitted(seller=submitted_copy.seller, at=at, content=wav(*recording))
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert review(browser, last).count("ks-twins__sounds") == 10
