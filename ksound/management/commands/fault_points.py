"""`fault_points --json`: the places where a fault test can stop a process."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ksound.core.fault_points import NAMES


class Command(BaseCommand):
    help = "List the names KSOUND_PAUSE_AT takes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(NAMES) if options["json"] else "\n".join(NAMES))
