"""`reindex`: rewrite the search index from the catalogue while the shop goes on."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.effects.models import Effect
from catalog.management.progress import ProgressLine
from catalog.search import reindexing


class Command(BaseCommand):
    help = "Write the search documents of all effects on sale anew and put them in place at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--afresh", action="store_true", help="begin again instead of going on after an interruption"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = ProgressLine(Effect.objects.filter(state=Effect.State.PUBLISHED).count(), sys.stderr)
        written = 0
        try:
            for written in reindexing.rebuild(afresh=options["afresh"]):
                progress.show(written)
        except reindexing.AlreadyRunning:
            raise CommandError("Another reindex is at work.") from None
        progress.close()
        self.stdout.write(json.dumps({"written": written}) if options["json"] else f"{written} written")
