"""The results page over HTTP."""

import pytest
from django.urls import reverse


@pytest.fixture
def url(db):
    return reverse("search")


def test_the_page_shows_results_in_both_languages(client, url, make_effect):
    make_effect("철문", title_en="Iron gate")

    assert "철문" in client.get(url, {"q": "철문"}).content.decode()
    assert "Iron gate" in client.get("/en" + url, {"q": "철문"}).content.decode()


def test_htmx_receives_only_the_results(client, url, make_effect):
    make_effect("철문")
    headers = {"HX-Request": "true", "HX-Target": "results"}

    fragment = client.get(url, {"q": "철문"}, headers=headers)

    assert "<html" not in fragment.content.decode()
    assert "HX-Target" in fragment["Vary"]


def test_nonsense_in_the_address_is_a_page(client, url, make_effect):
    make_effect("철문")
    for params in ({"q": "\x00"}, {"cursor": "x"}, {"rate": "x", "sort": "x"}, {"q": "a" * 10_000}):
        assert client.get(url, params).status_code == 200
