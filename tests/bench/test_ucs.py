"""How fast names are read and CatIDs suggested, and how often a suggestion is right on published names."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from catalog.ucs.filename import parse
from catalog.ucs.suggest import suggest, warm
from tests.catalog.ucs.dev_names import DEV_NAMES, KOREAN_TITLES

pytestmark = pytest.mark.bench

SECONDS = 1.0
NAMES = [row["name"] for row in DEV_NAMES]
TITLES = [row["intended_fx"] or row["name"] for row in DEV_NAMES]
DESCRIPTION = (
    "An old wooden door in an empty farm house, opened and closed slowly, recorded from inside. " * 4
)

# A folder with real_names*.csv and korean_titles*.csv other than the development names, if there is one.
OTHER_NAMES = os.environ.get("KSOUND_UCS_NAMES", "")


def per_second(call: Callable[[str], object], texts: Sequence[str]) -> float:
    for text in texts:
        call(text)
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for text in texts:
            call(text)
        done += len(texts)
    return done / (time.perf_counter() - began)


def test_names_read_and_suggested_per_second() -> None:
    began = time.perf_counter()
    warm()
    print(f"\nindexes built in {time.perf_counter() - began:.2f} s (once a process)")
    rates = {
        "parse": per_second(parse, NAMES),
        "parse, repair reading": per_second(lambda name: parse(name, repair=True, creators=["KSND"]), NAMES),
        "suggest, English title": per_second(suggest, TITLES),
        "suggest, Korean title": per_second(suggest, [row["query_ko"] for row in KOREAN_TITLES]),
        "suggest, with description": per_second(
            lambda title: suggest(title, description=DESCRIPTION), TITLES[:20]
        ),
    }
    for name, rate in rates.items():
        print(f"{name:<28} {rate:>10,.0f} /s   {1000 / rate:7.3f} ms each")


def test_suggestions_on_published_names() -> None:
    english = [
        (row["intended_fx"], row["cat_id"]) for row in DEV_NAMES if row["cat_id"] and row["intended_fx"]
    ]
    korean = [(row["query_ko"], row["cat_id"]) for row in KOREAN_TITLES]
    print(f"\n{'':<32} {'titles':>7} {'first':>7} {'of five':>8}")
    _print_row("development names, English", english)
    _print_row("development names, Korean", korean)
    if not OTHER_NAMES:
        print("other names: none given (KSOUND_UCS_NAMES names the folder)")
        return
    for path in sorted(Path(OTHER_NAMES).glob("*.csv")):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        column = next((name for name in ("query_ko", "intended_fx", "title") if rows and name in rows[0]), "")
        titles = [(row[column], row["cat_id"]) for row in rows if column and row[column] and row["cat_id"]]
        if titles:
            _print_row(path.stem, titles)


def _print_row(name: str, titles: list[tuple[str, str]]) -> None:
    found = [([hit.cat_id for hit in suggest(title)], cat_id) for title, cat_id in titles]
    first = sum(cat_ids[:1] == [cat_id] for cat_ids, cat_id in found) / len(found)
    five = sum(cat_id in cat_ids for cat_ids, cat_id in found) / len(found)
    print(f"{name:<32} {len(titles):>7} {first:>7.1%} {five:>8.1%}")
