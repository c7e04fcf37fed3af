import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from ksound import up
from ksound.lib.embedded import EmbeddedServiceError


class Command(BaseCommand):
    help = (
        "Run the whole product here: database, queue, web, worker and scheduler; Ctrl-C or SIGTERM stops all."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="port on 127.0.0.1; 0 takes any free one (8000)"
        )
        parser.add_argument("--data", metavar="DIR", help="folder for all data (KSOUND_DATA_DIR, else var)")
        parser.add_argument("--no-worker", action="store_true", help="serve pages only")
        parser.add_argument("--json", action="store_true", help="one JSON line when ready; logs go to stderr")

    def handle(self, *args: Any, **options: Any) -> None:
        logs = sys.stderr if options["json"] else sys.stdout

        def announce(ready: up.Ready) -> None:
            facts = {"url": ready.url, "pid": ready.pid, "data_dir": str(ready.data_dir)}
            line = (
                json.dumps(facts, ensure_ascii=False)
                if options["json"]
                else f"K-Sound Library is ready at {ready.url}"
            )
            write_line(sys.stdout, line)

        try:
            status = up.run(
                port=options["port"],
                data_dir=Path(os.environ["KSOUND_DATA_DIR"]),
                worker=not options["no_worker"],
                on_ready=announce,
                say=lambda line: write_line(logs, line),
            )
        except (up.CannotStart, EmbeddedServiceError) as error:
            raise CommandError(str(error)) from error
        if status:
            sys.exit(status)


def write_line(stream: TextIO, line: str) -> None:
    """Write whole lines, so that threads do not mix; a reader who has left is no reason to stop."""
    try:
        stream.write(line + "\n")
        stream.flush()
    except (BrokenPipeError, UnicodeEncodeError):
        pass
