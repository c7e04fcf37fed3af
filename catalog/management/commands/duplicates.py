"""`manage.py duplicates FILE…`: which sounds of the library each file resembles, through the worker's child process."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.audio.fingerprint import read
from catalog.audio.outputs import FILES, Output
from catalog.audio.sandbox import Sandbox
from catalog.duplicates.finding import Found, Sought, resembling


class Command(BaseCommand):
    help = "Print what sound files resemble, one JSON document a line; exit 1 if any is no good sound file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="JSON, which is the only format")

    def handle(self, *args: Any, **options: Any) -> None:
        with Sandbox() as box:
            documents = [self._print(box, name) for name in options["files"]]
        if not all(document["ok"] for document in documents):
            raise CommandError("not every file is a good sound file", returncode=1)

    def _print(self, box: Sandbox, name: str) -> dict[str, Any]:
        document = {"file": name} | _document(box, name)
        self.stdout.write(json.dumps(document, ensure_ascii=False))
        self.stdout.flush()
        return document


def _document(box: Sandbox, name: str) -> dict[str, Any]:
    with TemporaryDirectory(prefix="duplicates-") as folder:
        try:
            report = box.examine(name, folder, wanted=[Output.FINGERPRINT])
        except (OSError, ValueError) as error:
            return {"ok": False, "error_code": "unreadable", "message": str(error)}
        if not report.ok:
            return {"ok": False, "error_code": report.error_code, "message": report.message}
        fingerprint = read(Path(folder, FILES[Output.FINGERPRINT]).read_bytes())
    sought = Sought(sha256=report.file_sha256, pcm_sha256=report.pcm_sha256, fingerprint=fingerprint)
    return {"ok": True, "candidates": [_candidate(found) for found in resembling(sought)]}


def _candidate(found: Found) -> dict[str, Any]:
    effect = found.original.effect
    return {
        "public_id": effect.public_id,
        "title": effect.title,
        "state": effect.state,
        "kind": str(found.kind),
        "score": round(found.score, 3),
        "offset_ms": found.offset_ms,
    }
