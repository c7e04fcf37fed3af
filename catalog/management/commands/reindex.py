"""`reindex`: rewrite the search index from the catalogue."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.search import reindexing


class Command(BaseCommand):
    help = "Write the search documents of all effects on sale and remove those of all others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only-missing", action="store_true", help="keep documents of the current version"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        removed, written = reindexing.remove_stale(), 0
        for written in reindexing.write_documents(only_missing=options["only_missing"]):
            if not options["json"]:
                self.stdout.write(f"{written}…")
        if options["json"]:
            self.stdout.write(json.dumps({"written": written, "removed": removed}))
        else:
            self.stdout.write(f"{written} written, {removed} removed")
