from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from payments.ledger import checks


class Command(BaseCommand):
    help = "Checks every invariant of the money; exit status 1 on a breach."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checks.breaches(timezone.now())
        ok = not any(found.values())
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "checks": found}, ensure_ascii=False))
        else:
            self._write_lines(found)
        if not ok:
            sys.exit(1)

    def _write_lines(self, found: dict[str, list[str]]) -> None:
        for name, breaches in found.items():
            self.stdout.write(f"{'BREACH' if breaches else 'ok':6} {name}")
            for sentence in breaches:
                self.stdout.write(f"       {sentence}")
