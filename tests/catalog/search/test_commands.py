"""`search` and `reindex` from the command line."""

import io
import json

from django.core.management import call_command

from catalog.effects.models import Effect
from catalog.search.models import SearchDoc


def run(*arguments: str) -> list:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_search_tells_results_total_facets_and_what_was_relaxed(make_effect):
    effect = make_effect("철문", title_en="Iron gate")

    (document,) = run("search", "gate", "--lang", "en", "--json")

    assert document["results"] == [
        {"public_id": effect.public_id, "cat_id": "DOORWood", "title": "Iron gate", "score": 4.0}
    ]
    assert (document["total"], document["relaxed"]) == (1, [])
    assert document["facets"]["category"] == [{"value": "DOOR", "label": "Doors", "count": 1}]


def test_search_reads_one_query_a_line(make_effect, monkeypatch):
    make_effect("철문")
    monkeypatch.setattr("sys.stdin", io.StringIO("철문\n\nqqqqqq\n"))

    assert [len(document["results"]) for document in run("search", "-", "--json")] == [1, 1, 1]


def test_reindex_writes_what_is_on_sale_and_removes_the_rest(make_effect):
    on_sale = make_effect("철문", index=False)
    make_effect("나무문", state=Effect.State.WITHDRAWN)

    assert run("reindex", "--json") == [{"written": 1, "removed": 1}]
    assert list(SearchDoc.objects.values_list("effect_id", flat=True)) == [on_sale.pk]


def test_reindex_can_keep_what_is_current(make_effect):
    make_effect("철문")
    make_effect("나무문", index=False)

    assert run("reindex", "--only-missing", "--json") == [{"written": 1, "removed": 0}]
