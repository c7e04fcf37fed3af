"""`ucs parse | format | suggest` speak JSON."""

import io
import json

import pytest
from django.core.management import CommandError, call_command


def run(*arguments: str) -> list:
    out = io.StringIO()
    call_command("ucs", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_parse_tells_the_literal_and_the_repaired_reading():
    (document,) = run("parse", "DOORWood_Closet Close_07.wav", "--json")

    assert (document["level"], document["creator_id"], document["error"]) == ("basic", "07", None)
    assert (document["repaired"]["fx_name"], document["repaired"]["creator_id"]) == ("Closet Close 07", None)


def test_parse_reads_one_name_a_line_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("DOORWood_문 닫기.wav\n\nA_\udcff.wav\n"))

    documents = run("parse", "-", "--json")

    assert [document["error"] for document in documents] == [None, "no_catid", "control_char"]


def test_format_writes_a_name_or_says_why_not():
    assert run("format", "--cat-id", "DOORWood", "--fx-name", "Close", "--json") == [
        {"name": "DOORWood_Close", "error": None}
    ]
    with pytest.raises(CommandError, match="missing_fxname"):
        call_command("ucs", "format", "--cat-id", "DOORWood")
    with pytest.raises(SystemExit):
        run("format", "--cat-id", "DOORShut", "--fx-name", "Close", "--json")


def test_format_reads_one_object_a_line(monkeypatch):
    lines = ['{"cat_id": "DOORWood", "fx_name": "A?"}', "nonsense", '{"cat_id": "RAIN", "fx_name": 7}']
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))

    assert [document["error"] for document in run("format", "-")] == [
        "forbidden_char",
        "unknown_catid",
        "not_text",
    ]


def test_suggest_gives_cat_id_score_and_reason(monkeypatch):
    (found,) = run("suggest", "dog", "bark", "--json")
    assert found[0]["cat_id"] == "ANMLDog"
    assert set(found[0]) == {"cat_id", "score", "reason"}

    monkeypatch.setattr("sys.stdin", io.StringIO("천둥\nthunder\n"))
    assert [found[0]["cat_id"] for found in run("suggest", "-", "--json")] == ["THUN", "THUN"]


def test_suggest_takes_everything_that_is_known_of_a_sound():
    known = ["--title", "Take 7", "--description", "지붕 위 고양이", "--tags", "야옹, night", "--lang", "ko"]
    (found,) = run("suggest", *known, "--json")

    assert found[0]["cat_id"] == "ANMLCat"
    assert "야옹" in found[0]["reason"]
    assert run("suggest", "--title", "", "--json") == [[]]


def test_the_terminal_reads_category_names_in_the_language_asked_for():
    out = io.StringIO()
    call_command("ucs", "suggest", "thunder", "--lang", "en", stdout=out)

    assert "Weather › Thunder" in out.getvalue()
