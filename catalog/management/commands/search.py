"""`search QUERY`: what the search page would show."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from catalog.search import queries
from catalog.search.backend import PAGE_SIZE
from catalog.search.query import SearchQuery


class Command(BaseCommand):
    help = "Search the effects on sale; - takes one query a line from stdin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", nargs="+", metavar="QUERY")
        parser.add_argument("--lang", choices=["ko", "en"], default="ko")
        parser.add_argument("--limit", type=int, default=PAGE_SIZE)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        is_stream = options["query"] == ["-"]
        texts = (line.rstrip("\r\n") for line in sys.stdin) if is_stream else [" ".join(options["query"])]
        limit = min(max(options["limit"], 1), 200)
        with translation.override(options["lang"]):
            for text in texts:
                page = queries.search(SearchQuery.of_text(text), language=options["lang"], limit=limit)
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
