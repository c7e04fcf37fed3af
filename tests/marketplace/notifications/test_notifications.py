"""What people are told, in the site and by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from catalog.effects.models import Effect
from catalog.moderation import events as moderation
from catalog.moderation.operations import approve, reject
from ksound.core.models import User
from marketplace.notifications import emails, operations, wording
from marketplace.notifications.listeners import on_captured, on_refunded
from marketplace.notifications.models import Kind, MailChoice, Notification
from sellers.registration.models import Seller
from tests.factories.listings import listed
from tests.factories.orders import paid

Browser = Callable[[User], Client]
LATER = timedelta(minutes=6)
TITLES = {"effect": "0" * 26, "ko": "옷장 문", "en": "Closet door"}


@pytest.fixture(autouse=True)
def unpaid_orders(books_may_break: None) -> None:
    """Orders here are marked paid without a payment."""


def tell(user: User, at: datetime, kind: Kind = Kind.APPROVED, cause: str = "one") -> None:
    said: dict[str, Any] = (
        {"public_id": "0" * 26, "seller": "달빛소리", "n": 2} if kind == Kind.NEW_SOUNDS else TITLES
    )
    operations.notify(user=user, kind=kind, cause=cause, at=at, **said)


def test_a_seller_hears_of_every_decision_about_a_sound(
    seller: Seller,
    moderator: User,
    at: datetime,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    waiting = [
        listed(seller=seller, at=at, state=Effect.State.IN_REVIEW, revision=1, published_at=None)
        for _number in range(2)
    ]
    with django_capture_on_commit_callbacks(execute=True):
        approve(effect=waiting[0], revision=1, by=moderator, at=at)
        reject(effect=waiting[1], revision=1, by=moderator, reason="잡음", at=at)
    moderation.held.send(Effect, pk=waiting[1].pk)
    moderation.held.send(Effect, pk=waiting[1].pk)
    told = Notification.objects.order_by("pk")
    assert [one.kind for one in told] == [Kind.APPROVED, Kind.REJECTED, Kind.HELD]
    assert {one.user_id for one in told} == {seller.user_id}
    assert wording.address(told[1]) == reverse("studio-effect", args=[waiting[1].public_id])


def test_a_sale_and_its_refund_are_told_once_however_often_they_are_announced(
    buyer: User, seller: Seller, at: datetime
) -> None:
    effects = [listed(seller=seller, at=at) for _number in range(2)]
    order = paid(buyer=buyer, effects=effects, at=at)
    first, second = order.lines.all()
    for _time in range(2):
        on_captured(order_ref=order.public_id, at=at)
        on_refunded(order_ref=order.public_id, left={first.public_id: 0, second.public_id: 5_500}, at=at)
    told = {(one.user_id, one.kind): one for one in Notification.objects.all()}
    assert Notification.objects.count() == 3
    assert set(told) == {
        (seller.user_id, Kind.SOLD),
        (seller.user_id, Kind.SALE_REFUNDED),
        (buyer.pk, Kind.REFUNDED),
    }
    assert told[seller.user_id, Kind.SOLD].data["n"] == 2


def test_a_free_download_is_no_sale(buyer: User, seller: Seller, at: datetime) -> None:
    free = listed(seller=seller, at=at, price_minor=0, licence_codes=["public"])
    order = paid(buyer=buyer, effects=[free], at=at, licence_code="public")
    on_captured(order_ref=order.public_id, at=at)
    assert not Notification.objects.exists()


def test_every_kind_has_its_sentence_in_both_languages_and_leads_somewhere() -> None:
    data = TITLES | {"number": "KS-1", "n": 2, "order": "1" * 26, "stars": 5, "review": "2" * 26}
    data |= {"seller": "달빛소리", "public_id": "3" * 26}
    for kind in Kind:
        one = Notification(kind=kind, data=data)
        for language, start in (("ko", "/"), ("en", "/en/")):
            with translation.override(language):
                assert "%" not in wording.sentence(one)
                assert wording.address(one).startswith(start)


def test_a_notification_is_read_by_opening_it_and_all_at_once(
    buyer: User, other: User, at: datetime, signed_in: Browser
) -> None:
    for cause in ("one", "two", "three"):
        tell(buyer, at, cause=cause)
    tell(other, at)
    browser, first = signed_in(buyer), Notification.objects.filter(user=buyer).first()
    assert first is not None
    unread = reverse("notifications-unread")
    assert ">3</span>" in browser.get(unread).content.decode()
    assert browser.get(reverse("notification", args=[first.public_id])).status_code == 302
    assert ">2</span>" in browser.get(unread).content.decode()
    browser.post(reverse("notifications-read"))
    assert "hidden" in browser.get(unread).content.decode()
    assert Notification.objects.filter(read_at=None).get().user == other


def test_nobody_opens_the_notification_of_somebody_else(
    buyer: User, other: User, at: datetime, signed_in: Browser, client: Client
) -> None:
    tell(buyer, at)
    address = reverse("notification", args=[Notification.objects.get().public_id])
    assert signed_in(other).get(address).status_code == 404
    assert Notification.objects.get().read_at is None
    assert client.get(reverse("notifications-unread")).status_code == 204
    assert signed_in(other).get(reverse("notification", args=["nope"])).status_code == 404


@pytest.mark.parametrize("rows", [0, 1, 24])
def test_the_page_takes_as_many_statements_for_one_row_as_for_24(
    buyer: User,
    at: datetime,
    signed_in: Browser,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        tell(buyer, at, cause=str(number))
    browser = signed_in(buyer)
    # session, person, count, rows, unread, cart count, seller or not
    with django_assert_num_queries(7 if rows else 6):
        page = browser.get(reverse("notifications"))
    assert len(page.context["told"]) == rows


def test_what_happens_within_minutes_is_one_mail_in_the_readers_language(
    buyer: User, at: datetime, settings: Any
) -> None:
    settings.SITE_URL = "https://ksound.example"
    User.objects.filter(pk=buyer.pk).update(language="en")
    for cause in ("one", "two"):
        tell(buyer, at, cause=cause)
    assert emails.send_due(at=at) == 0
    assert emails.send_due(at=at + LATER) == 1
    assert emails.send_due(at=at + LATER * 2) == 0
    sent = mail.outbox[0]
    assert sent.to == [buyer.email]
    assert sent.body.count("“Closet door” is on sale now.") == 2
    assert "https://ksound.example/en/notifications/" in sent.body


def test_mail_that_fails_is_tried_again_and_given_up_in_the_end(
    buyer: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> int:
        raise ConnectionRefusedError

    tell(buyer, at)
    monkeypatch.setattr(EmailBackend, "send_messages", fails)
    moment = at + LATER
    for _time in range(emails.TRIES):
        assert emails.send_due(at=moment) == 0
        moment += emails.RETRY_AFTER
    one = Notification.objects.get()
    assert (one.mail_due_at, one.mailed_at, one.mail_attempts) == (None, None, emails.TRIES)


def test_a_message_under_way_is_nobody_elses(buyer: User, at: datetime) -> None:
    """Shown to fail without the new time in `_claim`: both then send."""
    tell(buyer, at)
    assert len(emails._claim(buyer.pk, at=at + LATER)) == 1
    assert emails.send_due(at=at + LATER) == 0
    assert emails.send_due(at=at + LATER + emails.RETRY_AFTER) == 1


def test_advertising_comes_only_to_who_asked_by_day_and_marked(buyer: User, other: User) -> None:
    midnight = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    operations.choose_mail(user=buyer, kinds=[Kind.NEW_SOUNDS], at=midnight)
    for user in (buyer, other):
        tell(user, midnight, Kind.NEW_SOUNDS)
    assert emails.send_due(at=midnight + timedelta(hours=8)) == 0
    assert emails.send_due(at=midnight + timedelta(hours=9)) == 1
    assert mail.outbox[0].to == [buyer.email]
    assert mail.outbox[0].subject.startswith(("(광고)", "(Advertisement)"))


def test_the_settings_stop_what_is_optional_and_never_the_service(
    buyer: User, at: datetime, signed_in: Browser
) -> None:
    tell(buyer, at)
    tell(buyer, at, Kind.HELD, cause="held")
    browser, address = signed_in(buyer), reverse("notification-settings")
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"kinds": ["nonsense"]}).status_code == 422
    assert not MailChoice.objects.exists()
    assert browser.post(address, {"advertising": ["new_sounds"]}).status_code == 302
    choice = MailChoice.objects.get()
    assert (choice.kinds, choice.advertising_agreed_at is not None) == (["new_sounds"], True)
    due = Notification.objects.filter(mail_due_at__isnull=False)
    assert [one.kind for one in due] == [Kind.HELD]


def test_pages_do_not_ask_for_the_number_themselves(
    buyer: User, at: datetime, signed_in: Browser, client: Client
) -> None:
    assert 'hx-get="/notifications/unread/"' in signed_in(buyer).get(reverse("cart")).content.decode()
    assert "notifications/unread" not in client.get(reverse("cart")).content.decode()
