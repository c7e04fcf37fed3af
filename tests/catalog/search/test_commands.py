"""`search` from the command line."""

import io
import json

from django.core.management import call_command


def run(*arguments: str) -> list:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_search_tells_results_total_facets_and_what_was_relaxed(make_effect):
    effect = make_effect("철문", title_en="Iron gate")

    (document,) = run("search", "gate", "--lang", "en", "--json")

    assert document["results"] == [
        {"public_id": effect.public_id, "cat_id": "DOORWood", "title": "Iron gate", "score": 9.0}
    ]
    assert (document["total"], document["relaxed"]) == (1, [])
    assert document["facets"]["category"] == [{"value": "DOOR", "label": "Doors", "count": 1}]


def test_search_reads_one_query_a_line(make_effect, monkeypatch):
    make_effect("철문")
    monkeypatch.setattr("sys.stdin", io.StringIO("철문\n\nqqqqqq\n"))

    assert [len(document["results"]) for document in run("search", "-", "--json")] == [1, 1, 1]


def test_search_says_what_it_left_out_and_obeys_field_words(make_effect):
    make_effect("철문", cat_id="DOORMetl", duration_ms=1_000)
    make_effect("나무문", cat_id="DOORWood", duration_ms=9_000)

    (narrowed,) = run("search", "문 dur:<2s", "--json")
    (relaxed,) = run("search", "철문 zzyzx", "--lang", "en", "--json")

    assert [result["title"] for result in narrowed["results"]] == ["철문"]
    assert narrowed["relaxed"] == []
    assert [result["title"] for result in relaxed["results"]] == ["철문"]
    assert "zzyzx" in relaxed["relaxed"][0]


def test_a_line_with_broken_bytes_is_one_query(make_effect, monkeypatch):
    make_effect("철문")
    sent = "철\r문\n".encode() + b"\xff\xfe\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sent), encoding="utf-8"))

    assert len(run("search", "-", "--json")) == 2
