"""`search QUERY`: what the search page would show."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from catalog.search import queries
from catalog.search.backend import PAGE_SIZE
from catalog.search.query import SearchQuery

_MAX_LIMIT = 200


class Command(BaseCommand):
    help = "Search the effects on sale; - takes one query a line from stdin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", nargs="+", metavar="QUERY")
        parser.add_argument("--lang", choices=["ko", "en"], default="ko")
        parser.add_argument("--limit", type=int, default=PAGE_SIZE)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        is_stream = options["query"] == ["-"]
        texts = _lines() if is_stream else [" ".join(options["query"])]
        limit = min(max(options["limit"], 1), _MAX_LIMIT)
        with translation.override(options["lang"]):
            for text in texts:
                try:
                    page = queries.search(SearchQuery.of_text(text), language=options["lang"], limit=limit)
                except queries.SearchTooSlow as error:
                    if not is_stream:
                        raise CommandError("the search took too long") from error
                    # One document a line in any case, so that whoever reads can keep count.
                    self.stdout.write(json.dumps({"query": text, "error": "too_slow"}))
                    continue
                if options["json"] or is_stream:
                    self.stdout.write(json.dumps(_document(page)))
                    self.stdout.flush()
                else:
                    self._write_lines(page)

    def _write_lines(self, page: queries.SearchPage) -> None:
        for line in page.relaxed:
            self.stdout.write(line)
        for effect in page.effects:
            self.stdout.write(f"{effect.public_id}  {effect.cat_id:<12} {effect.title}")
        self.stdout.write(f"{page.total}")


def _lines() -> Iterator[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        # A broken byte or a carriage return inside a query is part of it.
        sys.stdin.reconfigure(errors="replace", newline="\n")
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def _document(page: queries.SearchPage) -> dict[str, Any]:
    return {
        "query": page.query.text,
        "results": [
            {"public_id": effect.public_id, "cat_id": effect.cat_id, "title": effect.title, "score": score}
            for effect, score in zip(page.effects, page.scores, strict=True)
        ],
        "total": page.total,
        "facets": {
            group.name: [
                {"value": option.value, "label": option.label, "count": option.count}
                for option in group.options
            ]
            for group in page.facets
        },
        "relaxed": page.relaxed,
    }
