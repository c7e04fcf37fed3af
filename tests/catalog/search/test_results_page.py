"""The results page over HTTP: what it says, what its form sends, how its list goes on."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.search.backend import PAGE_SIZE, Found, SearchTooSlow
from catalog.search.postgresql import PostgreSQLBackend

EXCHANGE = {"HX-Request": "true", "HX-Target": "results"}
MORE = {"HX-Request": "true", "HX-Target": "more"}


@pytest.fixture
def url(db) -> str:
    return reverse("search")


def read(client: Client, address: str, params: dict | None = None, **headers) -> str:
    answer = client.get(address, params or {}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(page: str, element_id: str) -> str:
    found = re.search(rf'id="{element_id}"[^>]*>(.*?)</(?:p|button|div)>', page, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def part(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found
    return found[1]


def titles(page: str) -> list[str]:
    return re.findall(r"data-title-link>([^<]*)<", page)


def checked(page: str) -> set[tuple[str, str]]:
    boxes = re.findall(
        r'<input type="checkbox"\s+id="[^"]*"\s+name="([^"]*)"\s+value="([^"]*)"([^>]*)>', page
    )
    return {(name, value) for name, value, rest in boxes if "checked" in rest}


def chips(page: str) -> dict[str, str]:
    """Label → address of the search without it."""
    found = re.findall(
        r'<a class="chip"\s+id="chip-\d+"\s+rel="nofollow"\s+href="([^"]*)">(.*?)</a>', page, re.DOTALL
    )
    return {
        re.sub(r"<[^>]+>", " ", re.sub(r"<span.*?</span>", "", label, flags=re.DOTALL)).strip(): unescape(
            address
        )
        for address, label in found
    }


def statements(client: Client, address: str, params: dict) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        read(client, address, params)
    return len(counted)


@pytest.mark.parametrize("params", [{}, {"q": "gate"}, {"q": "gate", "channels": "stereo", "dur": "1..5"}])
def test_one_row_and_24_rows_cost_the_same_statements(client, url, make_effect, params):
    make_effect(title_en="Iron gate")
    read(client, url, params)  # what a process reads once and keeps
    one = statements(client, url, params)
    for _ in range(PAGE_SIZE):
        make_effect(title_en="Iron gate")
    assert statements(client, url, params) == one


def test_24_more_rows_cost_the_same_statements_as_one(client, url, make_effect):
    for _ in range(PAGE_SIZE + 1):
        make_effect()
    cursor = client.get(url).context["page"].next_cursor
    counts = []
    for more_effects in (0, PAGE_SIZE):
        for _ in range(more_effects):
            make_effect(duration_ms=1)
        with CaptureQueriesContext(connection) as counted:
            answer = client.get(url, {"shown": 24, "after": cursor, "sort": "relevance"}, headers=MORE)
        assert answer.status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "text",
    ['"><script>alert(1)</script>', "' onfocus=alert(1) x='", "</title><b>", "{{ query.text }}", "a&amp;b"],
)
def test_a_query_is_shown_and_never_runs(client, url, make_effect, text):
    make_effect(title_en="Iron gate")
    page = read(client, url, {"q": text})
    assert "<script>alert" not in page
    assert "<b>" not in page
    tags = (re.sub(r'"[^"]*"', '""', tag) for tag in re.findall(r"<[a-z][^>]*>", page))
    assert not [tag for tag in tags if re.search(r"\son[a-z]+=", tag)]
    assert text in unescape(page)


def test_the_page_needs_no_exception_from_the_content_policy(client, url, make_effect):
    make_effect(title_en="Iron gate")
    page = read(client, url, {"dur": "1..5"})
    assert "<rect" in page
    assert not re.search(r"<style\b|\sstyle=|javascript:", page)


def test_a_form_sent_without_scripts_leads_to_the_address_of_the_same_search(client, url):
    sent = {
        "q": "gate", "dur_low": "2", "dur_high": "10", "won_low": "", "won_high": "5,000", "lufs_low": "x",
        "lufs_high": "-12", "channels": ["mono", "stereo"], "sort": "newest",
    }  # fmt: skip
    answer = client.get(url, sent)
    assert answer.status_code == 302
    assert unescape(answer["Location"]).split("?")[1] == (
        "q=gate&price_range=..5000&dur=2..10&channels=mono&channels=stereo&lufs=..-12&sort=newest".replace(
            "price_range", "won"
        )
    )


def test_a_changed_filter_is_exchanged_and_the_address_says_it(client, url, make_effect):
    make_effect(title_en="Iron gate", channels=1)
    answer = client.get(url, {"channels": "mono", "dur_low": "", "dur_high": "5"}, headers=EXCHANGE)
    page = answer.content.decode()
    assert answer["HX-Push-Url"] == f"{url}?dur=..5&channels=mono"
    assert "<html" not in page
    assert {"HX-Request", "HX-Target"} <= {part.strip() for part in answer["Vary"].split(",")}
    assert 'data-alternate-url="/en/search/?dur=..5&amp;channels=mono"' in page
    for part in ("results", "results-head", "filter-fields", "filter-open", "filter-apply", "sorts", "chips"):
        assert page.count(f'id="{part}"') == 1, part


def test_several_values_of_a_facet_hold_at_once(client, url, make_effect):
    for channels, title in ((1, "Mono gate"), (2, "Stereo gate"), (6, "Surround gate")):
        make_effect(title_en=title, channels=channels)
    page = read(client, "/en" + url, {"channels": ["mono", "surround"]})
    assert set(titles(page)) == {"Mono gate", "Surround gate"}
    assert checked(page) == {("channels", "mono"), ("channels", "surround")}
    assert set(chips(page)) == {"Mono", "Surround"}
    assert titles(read(client, "/en" + url + chips(page)["Mono"])) == ["Surround gate"]


def test_cat_ids_of_several_categories_hold_at_once(client, url, make_effect):
    for cat_id in ("DOORWood", "DOORMetl", "RAINMetl", "THUN"):
        make_effect(title_en=cat_id, cat_id=cat_id)
    page = read(client, "/en" + url, {"category": ["RAIN"], "cat": ["DOORWood"]})
    assert set(titles(page)) == {"DOORWood", "RAINMetl"}
    assert checked(page) == {("category", "DOOR"), ("category", "RAIN"), ("cat", "DOORWood")}
    assert set(chips(page)) == {"Rain", "Doors › Wood"}


def test_the_chip_of_a_field_word_takes_it_out_of_the_text(client, url, make_effect):
    make_effect(title_en="Iron gate", channels=1, duration_ms=9_000)
    make_effect(title_en="Old gate", channels=1, duration_ms=1_000)
    page = read(client, "/en" + url, {"q": "gate ch:mono dur:<2s"})
    assert titles(page) == ["Old gate"]
    assert 'value="gate ch:mono dur:&lt;2s"' in page  # the box keeps what was typed
    without_length = next(address for label, address in chips(page).items() if "s or less" in label)
    page = read(client, "/en" + url + without_length)
    assert set(titles(page)) == {"Iron gate", "Old gate"}
    assert set(chips(page)) == {"Mono"}
    assert "dur" not in without_length


def test_the_form_carries_field_words_as_choices(client, url, make_effect):
    """Else a box unticked in the form would stay in force by its field word."""
    make_effect(title_en="Iron gate", channels=1)
    page = read(client, url, {"q": "gate ch:mono", "sort": "newest"})
    assert '<input type="hidden" name="q" value="gate">' in page
    assert '<input type="hidden" name="sort" value="newest">' in page
    assert checked(page) == {("channels", "mono")}


def test_the_bars_of_the_histogram_are_its_counts(client, url, make_effect):
    for duration_ms in (100, 100, 2_500):
        make_effect(duration_ms=duration_ms)
    page = read(client, "/en" + url)
    heights = [int(height) for height in re.findall(r'<rect [^>]*height="(\d+)"', page)]
    assert sorted(heights, reverse=True)[:2] == [40, 40] or 40 in heights
    assert "0 s to 0.25 s: 2, 2 s to 3 s: 1" in unescape(page)


def test_nothing_found_is_not_called_found(client, url, make_effect):
    make_effect(title_en="Iron gate")
    page = read(client, "/en" + url, {"q": "qqqqqqq"})
    assert text_of(page, "result-count") == "0 sounds"
    assert "Nothing was found for “qqqqqqq”" in page
    assert re.search(r"<h2[^>]*>\s*Newest sounds\s*</h2>", page)
    assert titles(page) == ["Iron gate"]


def test_relaxed_results_say_what_was_dropped(client, url, make_effect):
    make_effect(title_en="Iron gate", channels=2)
    page = read(client, "/en" + url, {"q": "iron", "channels": "mono"})
    assert text_of(page, "result-count") == "0 sounds"
    assert "Nothing fits the filters, so they were left out." in page
    assert re.search(r"<h2[^>]*>\s*Without the filters\s*</h2>", page)


def test_more_rows_follow_and_coming_back_shows_them_again(client, url, make_effect):
    made = [make_effect(title_en=f"Gate {number:02}").title_en for number in range(PAGE_SIZE * 2 + 5)]
    first = read(client, "/en" + url, {"sort": "newest"})
    fetch = unescape(part(r'data-more[^>]*hx-get="([^"]*)"', first))
    answer = client.get("/en" + url + fetch, headers=MORE)
    rows = answer.content.decode()
    assert "<html" not in rows
    assert 'id="results"' not in rows
    assert answer["HX-Replace-Url"] == f"/en{url}?sort=newest&shown=48"
    assert titles(first) + titles(rows) == made[::-1][:48]
    restored = client.get(
        answer["HX-Replace-Url"], headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert titles(restored.content.decode()) == made[::-1][:48]
    fetch = unescape(part(r'data-more[^>]*hx-get="([^"]*)"', restored.content.decode()))
    assert titles(client.get("/en" + url + fetch, headers=MORE).content.decode()) == made[::-1][48:]


def test_without_scripts_the_list_goes_on_on_a_next_page(client, url, make_effect):
    made = [make_effect(title_en=f"Gate {number:02}").title_en for number in range(PAGE_SIZE + 3)]
    first = read(client, "/en" + url, {"sort": "newest"})
    following = unescape(part(r'data-more\s+rel="next"\s+href="([^"]*)"', first))
    second = read(client, "/en" + url + following)
    assert titles(first) + titles(second) == made[::-1]
    assert text_of(second, "result-count") == "27 sounds"
    assert "data-more" not in second


@pytest.mark.parametrize("shown", ["x", "-5", "0", "999999999", "24; DROP", "٣"])
def test_a_forged_length_of_the_list_is_a_page(client, url, make_effect, shown):
    make_effect()
    assert len(titles(read(client, url, {"shown": shown}))) == 1
    assert client.get(url, {"shown": shown, "after": "\x00"}, headers=MORE).status_code == 200


def estimating(monkeypatch) -> None:
    """An engine with a million sounds, 160,437 of which fit; it counts them when asked to."""
    real = PostgreSQLBackend.find

    def find(self, query, *, limit=PAGE_SIZE, exact=False):
        found = real(self, query, limit=limit)
        total = 161_000 if exact else 160_437
        return Found(
            ids=found.ids, scores=found.scores, total=total, counts=found.counts, tier="exact",
            is_estimated=not exact, counts_are_estimated=not exact,
        )  # fmt: skip

    monkeypatch.setattr(PostgreSQLBackend, "find", find)


def test_an_estimate_says_that_it_is_one_and_the_exact_number_follows(client, url, make_effect, monkeypatch):
    make_effect(title_en="Iron gate")
    estimating(monkeypatch)
    page = read(client, "/en" + url, {"q": "gate"})
    assert text_of(page, "result-count") == "About 160,000 sounds"
    assert text_of(page, "filter-apply") == "Show about 160,000 sounds"
    counts = unescape(part(r'hx-get="([^"]*/counts/[^"]*)"', page))
    assert counts == f"/en{url}counts/?q=gate"
    exact = read(client, counts)
    assert text_of(exact, "result-count") == "161,000 sounds"
    assert "/counts/" not in exact


def test_who_has_counted_too_much_keeps_the_estimate(client, url, make_effect, monkeypatch):
    make_effect(title_en="Iron gate")
    estimating(monkeypatch)
    monkeypatch.setattr("catalog.search.allowance.EXACT_HOURLY", 1)
    counts = f"/en{url}counts/?q=gate"
    assert client.get(counts).status_code == 200
    assert client.get(counts).status_code == 204
    assert client.get("/api/v1/effects", {"q": "gate", "exact": "true"}).json()["is_estimated"]


def too_slow(monkeypatch) -> None:
    def find(self, query, **_):
        raise SearchTooSlow

    monkeypatch.setattr(PostgreSQLBackend, "find", find)


def test_a_search_that_takes_too_long_says_so_kindly(client, url, monkeypatch):
    too_slow(monkeypatch)
    answer = client.get("/en" + url, {"q": "a* b*"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "took too long" in page
    assert f'href="/en{url}?q=a%2A+b%2A"' in page
    assert "sounds</p>" not in page
    assert client.get("/en" + url, {"q": "a"}, headers=EXCHANGE).status_code == 503
    assert client.get("/en" + url, {"after": "x"}, headers=MORE).status_code == 503
    assert client.get(f"/en{url}counts/").status_code == 204


@pytest.mark.parametrize(
    ("params", "canonical"),
    [
        ("", "/search/"),
        ("?price=free", "/search/?price=free"),
        ("?category=DOOR", "/categories/DOOR/"),
        ("?cat=DOORWood", "/categories/DOOR/DOORWood/"),
        ("?q=gate", ""),
        ("?category=DOOR&channels=mono", ""),
        ("?category=DOOR&category=RAIN", ""),
        ("?price=free&shown=48", ""),
        ("?sort=newest", ""),
    ],
)
def test_other_engines_list_broad_pages_under_one_address(client, url, make_effect, params, canonical):
    make_effect()
    page = read(client, url + params)
    if canonical:
        assert f'<link rel="canonical" href="http://testserver{canonical}">' in " ".join(page.split())
        assert f'hreflang="en" href="http://testserver/en{canonical}"' in " ".join(page.split())
        assert "noindex" not in page
    else:
        assert '<meta name="robots" content="noindex, follow">' in page
        assert "canonical" not in page


@pytest.mark.parametrize("state", ["withdrawn", "held", "suspended"])
def test_what_is_off_sale_stands_on_no_page_and_in_no_count(client, url, make_effect, state):
    """Even while an index that lags behind still has it."""
    make_effect(title_en="Iron gate")
    gone = make_effect(title_en="Rusty gate")
    type(gone).objects.filter(pk=gone.pk).update(state=state)
    assert titles(read(client, "/en" + url, {"q": "gate"})) == ["Iron gate"]


def test_a_choice_of_density_is_remembered_and_leads_back_to_the_same_search(client, url, make_effect):
    make_effect(title_en="Iron gate")
    first = read(client, "/en" + url, {"q": "gate", "channels": "stereo"})
    assert 'data-density="compact"' in first
    choose = unescape(
        part(r'href="([^"]*)"\s+rel="nofollow"\s+hx-boost="false"\s+data-choose-density="comf', first)
    )
    answer = client.get(choose)
    assert answer["Location"] == f"/en{url}?q=gate&channels=stereo"
    assert answer.cookies["density"].value == "comfortable"
    following = read(client, answer["Location"])
    assert 'data-density="comfortable"' in following
    assert 'data-density="comfortable"' in client.get("/").content.decode()
    assert client.get(url, {"density": "'; drop"}).status_code == 200
