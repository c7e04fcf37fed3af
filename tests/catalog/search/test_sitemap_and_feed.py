"""What other programs read to find sounds: sitemap, feed, robots.txt. And what they must no longer find."""

from __future__ import annotations

import threading
import time
from xml.etree import ElementTree

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.effects.models import Effect
from catalog.search import operations, sitemap

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.getvalue()


def addresses(client: Client, address: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(body(client, address)).iter(f"{MAP}loc")]


def entries(client: Client, address: str = "/search/feed.atom") -> list[str]:
    feed = ElementTree.fromstring(body(client, address))
    return [entry.findtext(f"{ATOM}title", "") for entry in feed.iter(f"{ATOM}entry")]


def every_sound(client: Client) -> list[str]:
    parts = [part for part in addresses(client, "/sitemap.xml") if "sounds" in part]
    return [found for part in parts for found in addresses(client, part.removeprefix("http://testserver"))]


def test_the_sitemap_names_every_sound_on_sale_in_both_languages(client, make_effect):
    shown = make_effect()
    for state in ("draft", "in_review", "held", "rejected", "withdrawn", "suspended"):
        make_effect(state=state, index=False)
    path = f"sounds/{shown.public_id}/"
    assert every_sound(client) == [f"http://testserver/{path}", f"http://testserver/en/{path}"]
    part = ElementTree.fromstring(
        body(client, addresses(client, "/sitemap.xml")[1].removeprefix("http://testserver"))
    )
    for url in part.iter(f"{MAP}url"):
        others = {link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")}
        assert others == {
            "ko": f"http://testserver/{path}",
            "en": f"http://testserver/en/{path}",
            "x-default": f"http://testserver/{path}",
        }


def test_the_sitemap_names_categories_and_the_cat_ids_with_sounds(client, make_effect):
    make_effect(cat_id="DOORWood")
    found = addresses(client, "/sitemap-kinds.xml")
    assert "http://testserver/categories/DOOR/DOORWood/" in found
    assert "http://testserver/en/categories/RAIN/" in found
    assert "http://testserver/categories/DOOR/DOORMetl/" not in found


def test_a_million_sounds_are_many_files(client, make_effect, monkeypatch):
    monkeypatch.setattr(sitemap, "EFFECTS_A_FILE", 2)
    made = [make_effect().public_id for _ in range(5)]
    parts = [part for part in addresses(client, "/sitemap.xml") if "sounds" in part]
    assert len(parts) >= 3
    found = every_sound(client)
    assert [address.split("/")[-2] for address in found[::2]] == made


def test_a_file_of_the_sitemap_costs_one_statement_whatever_is_in_it(client, make_effect):
    counts = []
    for more in (1, 23):
        for _ in range(more):
            make_effect()
        number = sitemap.effect_files()[-1]
        with CaptureQueriesContext(connection) as counted:
            body(client, f"/sitemap-sounds-{number}.xml")
        counts.append(len(counted))
    assert counts == [1, 1]


@pytest.mark.parametrize("number", ["0", "99999", "9" * 30, "9" * 5_000])
def test_a_file_nobody_named_is_no_error(client, db, number):
    assert client.get(f"/sitemap-sounds-{number}.xml").status_code in (200, 404)


def test_robots_are_kept_from_private_pages_and_told_of_the_sitemap(client, db):
    text = body(client, "/robots.txt").decode()
    assert "Disallow: /cart/" in text
    assert "Disallow: /en/cart/" in text
    assert "Disallow: /search/" not in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_feed_has_the_newest_first_in_the_readers_language(client, make_effect):
    make_effect("철문", title_en="Iron gate")
    make_effect("나무문", title_en="Wooden door")
    assert entries(client) == ["나무문", "철문"]
    assert entries(client, "/en/search/feed.atom") == ["Wooden door", "Iron gate"]


def test_a_feed_of_a_search_has_what_the_search_finds(client, make_effect):
    make_effect(title_en="Iron gate", cat_id="DOORMetl")
    make_effect(title_en="Thunder", cat_id="THUN")
    assert entries(client, "/en/search/feed.atom?q=gate") == ["Iron gate"]
    assert entries(client, "/en/search/feed.atom?category=DOOR") == ["Iron gate"]
    assert entries(client, "/en/search/feed.atom?q=qqqqqqq") == []


def test_a_feed_says_nothing_that_runs(client, make_effect):
    make_effect(title_en="<b>Gate</b>", description="<script>alert(1)</script>")
    feed = ElementTree.fromstring(body(client, "/en/search/feed.atom"))
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "<b>Gate</b>"
    # Readers take a summary for HTML.
    assert entry.findtext(f"{ATOM}summary") == "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    "params", ["q=%00", "q=%ED%A0%80", "category=x&cat=y", "cursor=x", "q=" + "a" * 5_000]
)
def test_any_feed_asked_for_is_a_feed(client, make_effect, params):
    make_effect()
    ElementTree.fromstring(body(client, f"/search/feed.atom?{params}"))


def test_a_feed_costs_the_same_statements_whatever_is_in_it(client, make_effect):
    counts = []
    for more in (1, 23):
        for _ in range(more):
            make_effect()
        body(client, "/search/feed.atom")
        with CaptureQueriesContext(connection) as counted:
            body(client, "/search/feed.atom")
        counts.append(len(counted))
    assert counts[0] == counts[1]


PLACES = ("/search/", "/search/?q=gate", "/api/v1/effects", "/search/feed.atom", "/sitemap-sounds-{file}.xml")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["withdrawn", "held", "suspended"])
def test_no_reader_who_begins_after_the_commit_sees_the_sound(make_effect, state, settings):
    """Read all the time, before, during and after the transaction that takes it off sale."""
    settings.API_REQUESTS_PER_HOUR = 100_000
    effect = make_effect(title_en="Iron gate")
    make_effect(title_en="Old gate")
    file = effect.pk // sitemap.EFFECTS_A_FILE
    seen: list[tuple[str, float, bool]] = []
    stop = threading.Event()

    def read_on() -> None:
        client = Client()
        try:
            while not stop.is_set():
                for place in PLACES:
                    began = time.monotonic()
                    content = client.get(place.format(file=file)).getvalue().decode()
                    seen.append((place, began, effect.public_id in content))
        finally:
            connection.close()

    reader = threading.Thread(target=read_on)
    reader.start()
    _wait(lambda: len(seen) >= 2 * len(PLACES))
    with transaction.atomic():
        Effect.objects.filter(pk=effect.pk).update(state=state)
        operations.remove(effect)
        before_commit = len(seen)
        _wait(lambda: len(seen) >= before_commit + len(PLACES))
    committed = time.monotonic()
    after_commit = len(seen)
    _wait(lambda: len(seen) >= after_commit + 2 * len(PLACES))
    stop.set()
    reader.join()
    for place in PLACES:
        reads = [(began, had) for name, began, had in seen if name == place]
        assert any(had for began, had in reads if began < committed), f"{place} never had it"
        assert not any(had for began, had in reads if began > committed), f"{place} still has it"


def _wait(is_so) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)
