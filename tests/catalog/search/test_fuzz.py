"""Whatever is typed, the answer is a page."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from tests.catalog.search.hostile_texts import lines

MANY = 10_000


@pytest.fixture(autouse=True)
def catalogue(make_effect):
    make_effect("양철 지붕 빗소리", cat_id="RAINMetl")
    make_effect(title_en="Iron gate", cat_id="DOORGate")


def answered(text: str) -> None:
    found = PostgreSQLBackend().find(SearchQuery.of_text(text), limit=3)
    assert found.ids, text
    assert found.total >= len(found.ids)


def test_the_engine_answers_hostile_texts():
    for text in lines(300):
        answered(text)


def test_the_page_answers_hostile_texts(client: Client):
    for text in lines(40, seed=6):
        response = client.get(reverse("search"), {"q": text.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200, text


def test_the_command_answers_hostile_texts_one_a_line(monkeypatch: pytest.MonkeyPatch):
    texts = list(lines(60, seed=7))
    out = io.StringIO()
    sent = "".join(f"{text}\n" for text in texts).encode("utf-8", "surrogatepass")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sent), encoding="utf-8"))

    call_command("search", "-", "--json", stdout=out)

    documents = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(documents) == len(texts)
    assert all(document["results"] for document in documents)


@pytest.mark.heavy
def test_the_engine_answers_ten_thousand_hostile_texts():
    for text in lines(MANY):
        answered(text)


@pytest.mark.heavy
def test_the_page_answers_a_thousand_hostile_texts(client: Client):
    for text in lines(1_000, seed=8):
        response = client.get(reverse("search"), {"q": text.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200, text
