"""The JSON twin: the same answers as the pages, errors of one form, open to everybody within a budget."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.search.backend import SearchTooSlow
from catalog.search.postgresql import PostgreSQLBackend

EFFECTS = "/api/v1/effects"
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,ko;q=0.5"}


def read(client: Client, address: str, params: Any = None, **headers: str) -> Any:
    answer = client.get(address, params or {}, headers=headers or ENGLISH)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_search_answers_like_the_page(client, make_effect):
    make_effect("철문", title_en="Iron gate", channels=1, price_minor=0)
    make_effect(title_en="Old gate", channels=2)
    answer = read(client, EFFECTS, {"q": "gate", "channels": "mono"})
    assert (answer["total"], answer["is_estimated"], answer["relaxed"], answer["next_cursor"]) == (
        1,
        False,
        [],
        "",
    )
    (found,) = answer["results"]
    assert (found["title"], found["cat_id"], found["category"]) == ("Iron gate", "DOORWood", "Doors › Wood")
    assert found["price"] == {"minor": 0, "currency": "KRW"}
    assert found["url"].startswith("/en/sounds/")
    channels = next(facet for facet in answer["facets"] if facet["name"] == "channels")
    assert [(one["value"], one["count"], one["selected"]) for one in channels["values"]] == [
        ("mono", 1, True),
        ("stereo", 1, False),
    ]
    duration = next(one for one in answer["histograms"] if one["name"] == "duration")
    assert sum(bucket["count"] for bucket in duration["buckets"]) == 1


def test_a_cursor_goes_through_everything_once(client, make_effect):
    made = [make_effect().public_id for _ in range(7)]
    found, cursor = [], ""
    for _ in range(10):
        answer = read(client, EFFECTS, {"sort": "newest", "limit": 3, "cursor": cursor})
        found += [one["public_id"] for one in answer["results"]]
        cursor = answer["next_cursor"]
        if not cursor:
            break
    assert found == made[::-1]


def test_the_answer_follows_the_language_of_whoever_asks(client, make_effect):
    effect = make_effect("철문", title_en="Iron gate")
    one = f"{EFFECTS}/{effect.public_id}"
    for headers, lang, title in (
        ({"Accept-Language": "ko-KR"}, "", "철문"),
        ({"Accept-Language": "en-GB"}, "", "Iron gate"),
        ({"Accept-Language": "de-DE"}, "", "철문"),
        ({"Accept-Language": "en-GB"}, "ko", "철문"),
        ({"Accept-Language": "ko"}, "en", "Iron gate"),
        ({"Accept-Language": "\x00;q=x"}, "xx", "철문"),
    ):
        answer = client.get(one, {"lang": lang}, headers=headers)
        assert answer.json()["title"] == title, headers
        assert answer["Content-Language"] == ("en" if title == "Iron gate" else "ko")


def test_one_sound_with_its_licences(client, make_effect):
    effect = make_effect(title_en="Iron gate", price_minor=2_000, keywords=["gate"], description="Rusty.")
    answer = read(client, f"{EFFECTS}/{effect.public_id}")
    assert (answer["description"], answer["keywords"], answer["category_code"]) == (
        "Rusty.",
        ["gate"],
        "DOOR",
    )
    assert [(one["code"], one["label"], one["price"]["minor"]) for one in answer["licences"]] == [
        ("creator", "Creator", 2_000),
        ("team", "Team", 6_000),
    ]


def test_categories_and_one_of_them(client, make_effect):
    make_effect(cat_id="DOORWood")
    categories = read(client, "/api/v1/categories")
    assert len(categories) == 82
    assert {one["code"]: one["count"] for one in categories}["DOOR"] == 1
    door = read(client, "/api/v1/categories/door")
    assert (door["name"], door["other_name"], door["count"]) == ("Doors", "문", 1)
    assert {one["code"]: one["count"] for one in door["cat_ids"]}["DOORWood"] == 1


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"price": "cheap"}, "price"),
        ({"cat": "DOORShut"}, "cat"),
        ({"category": ["DOOR", "NONE"]}, "category"),
        ({"dur": "short"}, "dur"),
        ({"lufs": "nan..1"}, "lufs"),
        ({"sort": "best"}, "sort"),
        ({"cursor": "x"}, "cursor"),
        ({"exact": "perhaps"}, "exact"),
    ],
)
def test_a_value_that_means_nothing_is_refused_and_named(client, make_effect, params, field):
    make_effect()
    answer = client.get(EFFECTS, params, headers=ENGLISH)
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("invalid", field)
    assert answer.json()["message"]


@pytest.mark.parametrize("value", ["", "DOORWood"])
def test_a_value_that_means_something_is_taken(client, make_effect, value):
    make_effect()
    assert read(client, EFFECTS, {"cat": value, "dur": "..5", "q": "ch:stereo", "sort": ""})["total"] == 1


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a" * 10_000, "'; DROP TABLE x; --", '"" -', "%s %(x)s"])
def test_any_text_is_answered(client, make_effect, text):
    make_effect()
    answer = client.get(f"{EFFECTS}?q={text.encode('utf-8', 'surrogatepass').hex()}")
    assert answer.status_code == 200
    assert client.get(EFFECTS, {"q": text.encode("utf-8", "replace")}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/effects/nobody", "/categories/nothing", "/nowhere", "/effects/a/b", "/"]
)
def test_what_is_not_there_is_a_404_of_the_same_form(client, db, address):
    for language in ("ko", "en"):
        answer = client.get(f"/api/v1{address}", {"lang": language})
        assert answer.status_code == 404
        assert set(answer.json()) == {"code", "message", "field"}


@pytest.mark.parametrize("state", ["draft", "in_review", "held", "rejected", "withdrawn", "suspended"])
def test_only_what_is_on_sale_is_told(client, make_effect, state):
    shown, hidden = make_effect(), make_effect(state=state, index=False)
    assert client.get(f"{EFFECTS}/{hidden.public_id}").status_code == 404
    assert [one["public_id"] for one in read(client, EFFECTS)["results"]] == [shown.public_id]


def test_the_sounds_of_a_suspended_seller_are_not_told(client, make_effect, make_seller):
    effect = make_effect(seller=make_seller(state="suspended"))
    assert client.get(f"{EFFECTS}/{effect.public_id}").status_code == 404
    assert read(client, EFFECTS)["results"] == []


def test_whoever_asks_too_often_hears_when_to_come_back(client, make_effect, settings):
    settings.API_REQUESTS_PER_HOUR = 2
    make_effect()
    for _ in range(2):
        read(client, EFFECTS)
    answer = client.get(EFFECTS, headers=ENGLISH)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3_600
    assert set(answer.json()) == {"code", "message", "field"}
    assert client.get(EFFECTS, REMOTE_ADDR="10.1.2.3").status_code == 200


def test_a_search_that_takes_too_long_is_refused_kindly(client, db, monkeypatch):
    def find(self, query, **_):
        raise SearchTooSlow

    monkeypatch.setattr(PostgreSQLBackend, "find", find)
    answer = client.get(EFFECTS, {"q": "a*"}, headers=ENGLISH)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "too_slow", "5")


def test_pages_of_other_sites_may_not_read_it(client, make_effect):
    answer = client.get(EFFECTS, headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_one_result_and_24_cost_the_same_statements(client, make_effect):
    make_effect()
    counts = []
    for more in (0, 23):
        for _ in range(more):
            make_effect()
        read(client, EFFECTS)
        with CaptureQueriesContext(connection) as counted:
            read(client, EFFECTS)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_description_names_every_address_and_needs_nothing_from_elsewhere(client, db):
    description = client.get("/api/v1/openapi.json").json()
    assert set(description["paths"]) == {
        "/api/v1/effects",
        "/api/v1/effects/{public_id}",
        "/api/v1/suggestions",
        "/api/v1/categories",
        "/api/v1/categories/{code}",
    }
    names = {one["name"] for one in description["paths"]["/api/v1/effects"]["get"]["parameters"]}
    assert {
        "q",
        "category",
        "cat",
        "dur",
        "lufs",
        "won",
        "seller",
        "like",
        "sort",
        "cursor",
        "limit",
    } <= names
    assert client.get("/api/v1/docs").status_code == 404


def test_the_list_of_addresses_has_the_api(db):
    out = StringIO()
    call_command("show_urls", "--json", stdout=out)
    rows = {row["pattern"]: row for row in json.loads(out.getvalue())}
    assert rows["/api/v1/effects"]["methods"] == "GET"
    assert rows["/api/v1/effects/<public_id>"]["who"] == "anyone"
