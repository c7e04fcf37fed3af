"""Addresses of previews: they expire, say nothing of the sound, and cannot be asked for without end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.effects.listening import Ticket
from catalog.effects.models import Derivative, Effect
from ksound.core.models import User
from tests.factories import people

from .test_media import NOWHERE, body, listen_url

Browser = Callable[[User], Client]
NOW = datetime(2026, 3, 2, 9, 20, tzinfo=UTC)


def preview_of(effect: Effect) -> Derivative:
    return Derivative.objects.get(audio_file=effect.file, kind="preview")


def url_of(ticket: Ticket) -> str:
    return reverse("listen", args=[ticket.token])


def test_an_address_says_nothing_of_the_sound(on_sale: Effect, client: Client) -> None:
    url = listen_url(client, on_sale)
    seller, file = on_sale.seller, on_sale.file
    preview = preview_of(on_sale)
    for secret in (
        on_sale.public_id,
        seller.public_id,
        file.public_id,
        file.sha256[:12],
        preview.sha256[:12],
        preview.storage_name,
        str(seller.user.public_id),
    ):
        assert secret not in url
    answer = client.get(url)
    body(answer)
    assert 'filename="preview.mp3"' in answer.headers["Content-Disposition"]


def test_everybody_gets_the_same_address_within_the_hour() -> None:
    tickets = [Ticket.to(NOWHERE, user_id=None, at=NOW + timedelta(minutes=by)) for by in (-20, 0, 39)]
    assert len({ticket.token for ticket in tickets}) == 1
    assert {ticket.expires_at for ticket in tickets} == {datetime(2026, 3, 2, 11, 0, tzinfo=UTC)}
    later = Ticket.to(NOWHERE, user_id=None, at=NOW + timedelta(minutes=40))
    assert later.expires_at == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_an_address_is_kept_by_the_browser_until_it_expires(on_sale: Effect, client: Client) -> None:
    answer = client.get(listen_url(client, on_sale))
    body(answer)
    policy, _, seconds = answer.headers["Cache-Control"].partition(", max-age=")
    assert policy == "private"
    assert 3_600 <= int(seconds) <= 7_200


def test_whoever_hears_a_sound_again_soon_need_not_ask_again(
    on_sale: Effect, draft: Effect, client: Client, signed_in: Browser
) -> None:
    """Fetched ahead, played, gone back to: one question, while the ticket behind it is good for an hour at least."""
    assert client.get(on_sale.preview_url).headers["Cache-Control"] == "private, max-age=600"
    seller = signed_in(draft.seller.user)
    assert seller.get(draft.preview_url).headers["Cache-Control"] == "private, no-store"


def statements(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(url)
        if answer.streaming:
            body(answer)
    return len(asked)


def test_asking_and_hearing_take_one_statement_each(
    on_sale: Effect, client: Client, buyer: User, signed_in: Browser
) -> None:
    url, person = listen_url(client, on_sale), signed_in(buyer)
    assert [statements(client, each) for each in (on_sale.preview_url, url)] == [1, 1]
    # Two more tell the log who it is.
    assert [statements(person, each) for each in (on_sale.preview_url, url)] == [3, 3]


def nothing_there(answer: Any, client: Client) -> bool:
    """Whether this is the very answer to an address that never was."""
    never = client.get(reverse("listen", args=["never"]))
    told = ("Content-Type", "Cache-Control", "ETag", "Accept-Ranges")
    token = answer.request["PATH_INFO"].rsplit("/", 1)[1]
    same_page = answer.content.decode().replace(token, "never") == never.content.decode()
    same_head = all(answer.headers.get(name) == never.headers.get(name) for name in told)
    return bool(answer.status_code == never.status_code == 404 and same_page and same_head)


def test_an_expired_address_is_nowhere(on_sale: Effect, client: Client) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    ticket = Ticket.to(preview_of(on_sale).public_id, user_id=None, at=long_ago)
    assert nothing_there(client.get(url_of(ticket)), client)
    assert client.get(url_of(ticket), headers={"Range": "bytes=0-9"}).status_code == 404


def test_a_machine_with_a_wrong_clock_does_not_prolong_an_address(on_sale: Effect, client: Client) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    ticket = Ticket.to(preview_of(on_sale).public_id, user_id=None, at=long_ago)
    with time_machine.travel(long_ago):
        assert client.get(url_of(ticket)).status_code == 404


def forgeries(token: str, preview_id: str) -> list[str]:
    said, _, signature = token.partition(".")
    parts = said.split("-")
    return [
        f"{parts[0]}-{int(parts[1]) + 3_600}-all.{signature}",
        f"{NOWHERE}-{parts[1]}-all.{signature}",
        f"{parts[0]}-{parts[1]}-own.{signature}",
        f"{said}.{signature[::-1]}",
        f"{said}.",
        said,
        preview_id,
        "a" * 4_000,
        "%00",
        "-own.",
        "가",
    ]


def test_a_forged_address_is_nowhere(
    on_sale: Effect, client: Client, buyer: User, signed_in: Browser
) -> None:
    token = listen_url(client, on_sale).rsplit("/", 1)[1]
    for forged in forgeries(token, preview_of(on_sale).public_id):
        for browser in (client, signed_in(buyer)):
            assert browser.get(f"/listen/{forged}").status_code == 404


@pytest.mark.parametrize("state", ["suspended", "withdrawn"])
def test_what_leaves_the_market_falls_silent_at_once(on_sale: Effect, state: str, client: Client) -> None:
    url = listen_url(client, on_sale)
    Effect.objects.filter(pk=on_sale.pk).update(state=state)
    assert client.get(url).status_code == 404


def test_the_address_of_a_draft_works_for_its_person_alone(
    draft: Effect, client: Client, buyer: User, moderator: User, signed_in: Browser
) -> None:
    seller = signed_in(draft.seller.user)
    url = listen_url(seller, draft)
    heard = seller.get(url)
    body(heard)
    assert heard.status_code == 200
    policy, _, seconds = heard.headers["Cache-Control"].partition(", max-age=")
    assert policy == "private"
    assert 600 <= int(seconds) <= 1_200
    for other in (client, signed_in(buyer), signed_in(moderator)):
        assert other.get(url).status_code == 404
    assert listen_url(signed_in(moderator), draft) != url
    seller.logout()
    assert seller.get(url).status_code == 404


def test_an_open_ticket_to_a_draft_cannot_be_made_from_a_personal_one(draft: Effect, client: Client) -> None:
    open_ticket = Ticket.to(preview_of(draft).public_id, user_id=None, at=datetime.now(UTC))
    assert client.get(url_of(open_ticket)).status_code == 404


class TestTheBudget:
    @pytest.fixture(autouse=True)
    def three_an_hour(self, settings: Any) -> None:
        settings.PREVIEWS_PER_HOUR = 3

    def ask(self, browser: Client, effect: Effect, **more: Any) -> int:
        return int(browser.get(effect.preview_url, **more).status_code)

    def test_a_scraper_is_asked_to_wait(self, on_sale: Effect, client: Client) -> None:
        with time_machine.travel(NOW, tick=False):
            assert [self.ask(client, on_sale) for _ in range(5)] == [302, 302, 302, 429, 429]
            refused = client.get(on_sale.preview_url)
        assert refused.headers["Retry-After"] == str(40 * 60)
        assert refused.headers["Content-Type"].startswith("text/plain")
        assert "no-store" in refused.headers["Cache-Control"]

    def test_without_the_budget_all_of_the_catalogue_is_handed_out(
        self, on_sale: Effect, client: Client, settings: Any
    ) -> None:
        settings.PREVIEWS_PER_HOUR = 1_000_000
        assert {self.ask(client, on_sale) for _ in range(50)} == {302}

    def test_the_next_hour_begins_anew(self, on_sale: Effect, client: Client) -> None:
        with time_machine.travel(NOW, tick=False) as clock:
            assert [self.ask(client, on_sale) for _ in range(4)][-1] == 429
            clock.shift(timedelta(minutes=40))
            assert self.ask(client, on_sale) == 302

    def test_people_are_counted_apart_also_behind_one_address(
        self, on_sale: Effect, client: Client, buyer: User, signed_in: Browser
    ) -> None:
        assert [self.ask(client, on_sale) for _ in range(4)][-1] == 429
        first, second = signed_in(buyer), signed_in(people.person("second@example.com"))
        assert [self.ask(first, on_sale) for _ in range(4)][-1] == 429
        assert self.ask(second, on_sale) == 302

    def test_one_household_is_one_ipv6_network(self, on_sale: Effect, client: Client) -> None:
        addresses = [f"2001:db8::{n}" for n in range(1, 5)]
        assert [self.ask(client, on_sale, REMOTE_ADDR=each) for each in addresses] == [302, 302, 302, 429]
        assert self.ask(client, on_sale, REMOTE_ADDR="2001:db8:0:1::1") == 302

    def test_a_visitor_behind_our_proxy_is_not_the_proxy(
        self, on_sale: Effect, client: Client, settings: Any
    ) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for n in range(5):
            assert self.ask(client, on_sale, headers={"X-Forwarded-For": f"203.0.113.{n}"}) == 302

    def test_what_was_begun_can_be_heard_to_its_end(self, on_sale: Effect, client: Client) -> None:
        url = listen_url(client, on_sale)
        assert [self.ask(client, on_sale) for _ in range(3)][-1] == 429
        answer = client.get(url, headers={"Range": "bytes=0-9"})
        assert (answer.status_code, len(body(answer))) == (206, 10)

    def test_nobody_is_counted_while_the_cache_is_away(
        self, on_sale: Effect, client: Client, settings: Any
    ) -> None:
        settings.CACHES = {
            "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
        }
        assert {self.ask(client, on_sale) for _ in range(6)} == {302}
