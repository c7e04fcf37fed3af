"""`manage.py probe FILE…`: what the worker would record of each file, through the same child process."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.audio.limits import Limits
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

# The derivatives are not made here, so their names would promise files that do not exist.
LEFT_OUT = ("outputs",)


class Command(BaseCommand):
    help = "Print the facts of sound files, one JSON document a line; exit 1 if any is bad."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="JSON, which is the only format")

    def handle(self, *args: Any, **options: Any) -> None:
        with Sandbox(Limits(max_bytes=settings.MAX_UPLOAD_BYTES)) as box:
            documents = [self._print(box, name) for name in options["files"]]
        if not all(document["ok"] for document in documents):
            raise CommandError("not every file is a good sound file", returncode=1)

    def _print(self, box: Sandbox, name: str) -> dict[str, Any]:
        document = {"file": name} | _document(box, name)
        self.stdout.write(json.dumps(document))
        self.stdout.flush()
        return document


def _document(box: Sandbox, name: str) -> dict[str, Any]:
    """A file that cannot be opened says nothing of its sound: it has a code outside ErrorCode."""
    try:
        report = box.examine(name, None)
    except (OSError, ValueError) as error:
        report = Report(ok=False, error_code="unreadable", message=str(error))
    return {key: value for key, value in report.to_json().items() if key not in LEFT_OUT}
