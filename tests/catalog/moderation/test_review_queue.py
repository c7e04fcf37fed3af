"""The review queue in Django admin."""

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
QUEUE = "admin:catalog_effectinreview_changelist"


@pytest.fixture
def waiting(seller: Seller, at: datetime) -> Effect:
    return sounds.submitted(seller=seller, at=at)


def review_url(effect: Effect) -> str:
    return reverse("admin:catalog_effectinreview_change", args=[effect.pk])


def test_a_moderator_sees_the_queue_and_hears_the_sound(
    waiting: Effect, moderator: User, signed_in: Browser
) -> None:
    browser = signed_in(moderator)
    assert waiting.title_ko in browser.get(reverse(QUEUE)).content.decode()
    page = browser.get(review_url(waiting)).content.decode()
    assert waiting.preview_url in page
    assert 'data-testid="review-approve"' in page
    assert browser.get(waiting.preview_url, follow=True).status_code == 200


def test_approving_in_the_browser_publishes(waiting: Effect, moderator: User, signed_in: Browser) -> None:
    answer = signed_in(moderator).post(
        reverse("admin:catalog_review_approve", args=[waiting.pk]), {"revision": 1}
    )
    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (302, "published")


def test_rejecting_in_the_browser_needs_a_reason(
    waiting: Effect, moderator: User, signed_in: Browser
) -> None:
    browser, url = signed_in(moderator), reverse("admin:catalog_review_reject", args=[waiting.pk])
    browser.post(url, {"revision": 1, "reason": "", "message": "  "})
    waiting.refresh_from_db()
    assert waiting.state == "in_review"
    browser.post(url, {"revision": 1, "reason": "quality", "message": "2초에 클리핑이 있습니다."})
    waiting.refresh_from_db()
    assert waiting.state == "rejected"
    assert "2초에 클리핑이 있습니다." in waiting.rejection_reason


def test_buyers_sellers_and_staff_without_the_permission_are_kept_out(
    waiting: Effect, buyer: User, signed_in: Browser
) -> None:
    clerk = people.person("clerk@example.com", is_staff=True)
    approve = reverse("admin:catalog_review_approve", args=[waiting.pk])
    for person in (buyer, waiting.seller.user, clerk):
        browser = signed_in(person)
        assert browser.get(reverse(QUEUE)).status_code in (302, 403)
        browser.post(approve, {"revision": 1})
    waiting.refresh_from_db()
    assert waiting.state == "in_review"


def test_moderators_edit_neither_people_nor_permissions(moderator: User, signed_in: Browser) -> None:
    browser = signed_in(moderator)
    assert browser.get(reverse("admin:core_user_changelist")).status_code == 403
    assert browser.get(reverse("admin:core_user_change", args=[moderator.pk])).status_code == 403


def test_the_queue_needs_the_same_statements_for_1_and_24_sounds(
    seller: Seller, moderator: User, at: datetime, signed_in: Browser, django_assert_max_num_queries
) -> None:
    browser = signed_in(moderator)
    sounds.submitted(seller=seller, at=at)
    browser.get(reverse(QUEUE))
    with django_assert_max_num_queries(30) as one:
        browser.get(reverse(QUEUE))
    for number in range(23):
        sounds.submitted(seller=seller, at=at, content=sounds.wav(hz=300 + number, seconds=0.05))
    with django_assert_max_num_queries(len(one.captured_queries)):
        browser.get(reverse(QUEUE))
