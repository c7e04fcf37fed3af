"""A file that contradicts itself: its seller sees both sides, and decides once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from catalog.effects import embedded, taking
from catalog.effects.models import Effect, EmbeddedMetadata
from catalog.effects.operations import NotEditable, NotYours
from catalog.naming.models import NamePart
from catalog.naming.operations import TakenByAnother
from ksound.core.models import AuditEvent, User
from sellers.registration.models import Seller
from tests.factories import people, sounds, tagged

Browser = Callable[[User], Client]
NAME = "DOORWood_Old Gate_DALB_HANOK.wav"
IXML = tagged.ixml(
    "<USER><CatID>DOORMetl</CatID><FXName>철문 닫기</FXName><ShortID>SMDR</ShortID>"
    "<Library>Gates One</Library></USER><ASWG><library>Gates Two</library></ASWG>"
)


@pytest.fixture
def gate(seller: Seller, at: datetime) -> Effect:
    return tagged.draft(IXML, seller=seller, at=at, name=NAME)


def url(effect: Effect) -> str:
    return reverse("studio-effect", args=[effect.public_id])


def fields(effect: Effect) -> dict[str, Any]:
    return {
        one.field: one for one in embedded.of(Effect.objects.get(pk=effect.pk).file).settled.contradictions
    }


def press(browser: Client, effect: Effect, choice: str, **typed: str) -> Any:
    form = {"cat_id": effect.cat_id, "title_ko": effect.title_ko, "title_en": effect.title_en}
    return browser.post(url(effect), form | typed | {"take": choice}, follow=True)


def test_the_draft_starts_from_what_is_believed_first(gate: Effect) -> None:
    assert (gate.cat_id, gate.title_ko, gate.title_en) == ("DOORMetl", "철문 닫기", "")


def test_each_contradiction_is_shown_with_both_sources_and_why_one_was_taken(
    gate: Effect, signed_in: Browser
) -> None:
    page = signed_in(gate.seller.user).get("/en" + url(gate)).content.decode()
    shown = page.partition('data-testid="contradictions"')[2].partition("</section>")[0]
    for text in ("DOORMetl", "DOORWood", "철문 닫기", "Old Gate", "SMDR", "DALB", "Gates One", "Gates Two"):
        assert text in shown
    assert shown.count("<fieldset") == 4
    assert "We believe iXML USER before the others." in shown
    assert "It is one of your CreatorIDs." in shown


def test_the_other_value_is_taken_by_one_press_and_not_asked_again(gate: Effect, signed_in: Browser) -> None:
    browser = signed_in(gate.seller.user)
    for choice in ("cat_id name", "fx_name name"):
        gate.refresh_from_db()
        press(browser, gate, choice)
    gate.refresh_from_db()
    assert (gate.cat_id, gate.title_en) == ("DOORWood", "Old Gate")
    assert not fields(gate)["cat_id"].is_open
    browser.post(url(gate), {"cat_id": "DOORWood", "title_en": "Old Gate", "save": "1"})
    gate.refresh_from_db()
    assert (gate.cat_id, fields(gate)["cat_id"].taken.container) == ("DOORWood", "name")
    assert AuditEvent.objects.filter(name="effect.contradiction_settled").count() == 2


def test_what_was_typed_meanwhile_is_not_lost(gate: Effect, signed_in: Browser) -> None:
    press(signed_in(gate.seller.user), gate, "cat_id name", description="세 번 닫는다", price="700")
    gate.refresh_from_db()
    assert (gate.description, gate.price_minor, gate.cat_id) == ("세 번 닫는다", 700, "DOORWood")


def test_keeping_what_was_taken_leaves_the_sellers_own_words_alone(gate: Effect, signed_in: Browser) -> None:
    press(signed_in(gate.seller.user), gate, "fx_name ixml.user", title_ko="내가 쓴 제목")
    gate.refresh_from_db()
    assert gate.title_ko == "내가 쓴 제목"
    assert not fields(gate)["fx_name"].is_open


def test_everything_may_be_kept_as_it_was_taken_by_one_press(gate: Effect, signed_in: Browser) -> None:
    press(signed_in(gate.seller.user), gate, "all")
    assert [one.is_open for one in fields(gate).values()] == [False] * 4
    gate.refresh_from_db()
    assert (gate.cat_id, gate.title_ko, gate.title_en) == ("DOORMetl", "철문 닫기", "")


def test_another_creator_id_becomes_one_of_the_sellers(gate: Effect, signed_in: Browser) -> None:
    press(signed_in(gate.seller.user), gate, "creator_id ixml.user")
    assert [part.text for part in NamePart.objects.all()] == ["SMDR"]
    assert fields(gate)["creator_id"].taken.text == "SMDR"


def test_a_creator_id_of_somebody_else_is_refused_and_nothing_moves(gate: Effect, signed_in: Browser) -> None:
    people.seller("smdr@example.com", name="남", creator_id="SMDR")
    answer = press(signed_in(gate.seller.user), gate, "creator_id ixml.user")
    assert answer.status_code == 200
    assert not NamePart.objects.exists()
    assert EmbeddedMetadata.objects.get().decisions == {}


@pytest.mark.parametrize("choice", ["", "cat_id", "cat_id id3", "price name", "library name", "\x00 \x00"])
def test_a_choice_nobody_offered_changes_nothing(gate: Effect, signed_in: Browser, choice: str) -> None:
    answer = press(signed_in(gate.seller.user), gate, choice)
    gate.refresh_from_db()
    assert (answer.status_code, gate.cat_id) == (200, "DOORMetl")
    assert EmbeddedMetadata.objects.get().decisions == {}


def test_only_its_seller_decides_and_only_while_it_can_be_changed(
    gate: Effect, other: User, at: datetime
) -> None:
    choice: dict[str, Any] = {"field": "cat_id", "container": "name", "at": at}
    with pytest.raises(NotYours):
        taking.take(effect=gate, by=other, **choice)
    Effect.objects.filter(pk=gate.pk).update(state="in_review", licence_codes=["creator"])
    with pytest.raises(NotEditable):
        taking.take(effect=gate, by=gate.seller.user, **choice)
    gate.refresh_from_db()
    assert (gate.cat_id, EmbeddedMetadata.objects.get().decisions) == ("DOORMetl", {})


def test_a_seller_may_decide_otherwise_later(gate: Effect, at: datetime) -> None:
    people.seller("smdr@example.com", name="남", creator_id="SMDR")
    by = gate.seller.user
    taking.take(effect=gate, by=by, field="cat_id", container="name", at=at)
    with pytest.raises(TakenByAnother):
        taking.take(effect=gate, by=by, field="creator_id", container="ixml.user", at=at)
    taking.take(effect=gate, by=by, field="cat_id", container="ixml.user", at=at)
    gate.refresh_from_db()
    assert (gate.cat_id, EmbeddedMetadata.objects.get().decisions) == ("DOORMetl", {"cat_id": "ixml.user"})


def test_everything_the_file_says_stands_on_its_page(gate: Effect, signed_in: Browser) -> None:
    page = signed_in(gate.seller.user).get(url(gate)).content.decode()
    table = page.partition('data-testid="embedded"')[2].partition("</details>")[0]
    for text in ("iXML USER", "iXML ASWG", "FXName", "철문 닫기", "Gates Two"):
        assert text in table


def test_a_file_that_says_nothing_says_so(seller: Seller, at: datetime, signed_in: Browser) -> None:
    plain = Effect.objects.get(file=sounds.examined(seller=seller, at=at))
    page = signed_in(seller.user).get("/en" + url(plain)).content.decode()
    assert "no container of this file holds any text" in page
    assert 'data-testid="contradictions"' not in page


def test_markup_in_a_tag_is_only_text(seller: Seller, at: datetime, signed_in: Browser) -> None:
    nasty = tagged.ixml("<USER><FXName>&lt;script&gt;alert(1)&lt;/script&gt;</FXName></USER>")
    gate = tagged.draft(nasty, seller=seller, at=at, name=NAME)
    page = signed_in(seller.user).get(url(gate)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_staff_see_what_the_file_says_and_where_it_contradicts_itself(
    gate: Effect, moderator: User, signed_in: Browser
) -> None:
    Effect.objects.filter(pk=gate.pk).update(
        state="in_review", revision=1, licence_codes=["creator"], ai_use="none"
    )
    page = signed_in(moderator).get(reverse("admin:catalog_effectinreview_change", args=[gate.pk]))
    shown = page.content.decode()
    assert "Gates Two" in shown.partition('data-testid="contradictions"')[2].partition("</section>")[0]
    assert "철문 닫기" in shown.partition('data-testid="embedded"')[2].partition("</details>")[0]


def test_the_list_names_the_sounds_with_open_questions(
    gate: Effect, signed_in: Browser, at: datetime
) -> None:
    browser, listed = signed_in(gate.seller.user), "/en" + reverse("studio-effects")
    assert "4 contradictions in the file" in browser.get(listed).content.decode()
    for field in fields(gate):
        taking.take(effect=gate, by=gate.seller.user, field=field, container="ixml.user", at=at)
    assert "in the file" not in browser.get(listed).content.decode()


def test_the_list_needs_the_same_statements_for_1_and_24_sounds(
    seller: Seller,
    at: datetime,
    signed_in: Browser,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    browser, listed = signed_in(seller.user), reverse("studio-effects")
    tagged.draft(IXML, seller=seller, at=at, name=NAME)
    browser.get(listed)
    with django_assert_max_num_queries(20) as one:
        assert browser.get(listed).content.decode().count('data-testid="effect-card"') == 1
    for number in range(23):
        tagged.draft(IXML, seller=seller, at=at + timedelta(seconds=number), name=NAME, hz=300 + number)
    with django_assert_num_queries(len(one.captured_queries)):
        assert browser.get(listed).content.decode().count('data-testid="effect-card"') == 24


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_both_kept(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock on the listing the later one would write over the earlier one's decision."""
    seller = people.seller("gates@example.com", name="대문", creator_id="DALB")
    gate = tagged.draft(IXML, seller=seller, at=at, name=NAME)
    both_have_read = threading.Barrier(2, timeout=1)
    count = embedded.count_questions

    def slow(**arguments: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait()
        count(**arguments)

    def press_one(field: str) -> None:
        try:
            taking.take(effect=gate, by=seller.user, field=field, container="ixml.user", at=at)
        finally:
            connection.close()

    monkeypatch.setattr(embedded, "count_questions", slow)
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(press_one, ["cat_id", "library"]))
    assert EmbeddedMetadata.objects.get().decisions == {"cat_id": "ixml.user", "library": "ixml.user"}
