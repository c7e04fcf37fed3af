"""`demo`: the whole product on a seeded catalogue, with ready sign-ins; `--check` does the main job and ends."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ksound import up
from ksound.demo import check, seed, sign_ins
from ksound.lib.embedded import EmbeddedServiceError
from ksound.management.commands.seed_demo import DEFAULT_SEED, DEFAULT_SOUNDS
from ksound.management.commands.up import write_line


class Command(BaseCommand):
    help = "Run K-Sound Library on a seeded catalogue; --check performs the main job and exits 0 or 1."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="port on 127.0.0.1; 0 takes any free one (8000)"
        )
        parser.add_argument("--data", metavar="DIR", help="folder for all data (KSOUND_DATA_DIR, else var)")
        parser.add_argument(
            "--sounds", type=int, default=DEFAULT_SOUNDS, help="how many sounds to synthesise (60)"
        )
        parser.add_argument("--check", action="store_true", help="perform the main job over HTTP, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        data_dir = Path(os.environ["KSOUND_DATA_DIR"])
        is_running = options["check"] and up.answers(options["port"])
        try:
            if is_running:
                status = self._check(f"http://{up.HOST}:{options['port']}/", data_dir)
            else:
                status = self._serve(data_dir, **options)
        except (up.CannotStart, EmbeddedServiceError, seed.SeedFailed) as error:
            raise CommandError(str(error)) from error
        if status:
            sys.exit(status)

    def _serve(self, data_dir: Path, *, port: int, sounds: int, **options: Any) -> int:
        port = up.free_port(port)
        up.migrate(data_dir, self._say)
        if not seed.is_complete(count=sounds):
            self._say(f"demo   | synthesising and filing {sounds} sounds, once; about a minute")
            seed.seed(seed=DEFAULT_SEED, count=sounds, say=lambda line: self._say(f"demo   | {line}"))
        self._say("demo   | starting web, worker and scheduler")

        def on_ready(ready: up.Ready) -> int | None:
            if options["check"]:
                return self._check(ready.url, data_dir)
            self._welcome(ready.url)
            return None

        return up.run(port=port, data_dir=data_dir, on_ready=on_ready, say=self._say)

    def _check(self, url: str, data_dir: Path) -> int:
        if not check.run(base_url=url, data_dir=data_dir, say=self._say):
            return 1
        try:
            call_command("verify_ledger", stdout=StringIO())
        except SystemExit:
            self._say("✗ The ledger does not balance: run `manage.py verify_ledger`.")
            return 1
        self._say("✓ The ledger balances. The main job works from end to end.")
        return 0

    def _welcome(self, url: str) -> None:
        lines = [f"{account.role:>10}   {account.email}" for account in sign_ins.SIGN_INS]
        self._say(
            "\n".join(
                [
                    "",
                    f"  K-Sound Library is ready at {url}  (English: {url}en/ · staff: {url}admin/)",
                    "",
                    *lines,
                    f"{'password':>10}   {sign_ins.PASSWORD}",
                    "",
                    "  Ctrl-C stops everything; the data stays for the next start.",
                    "",
                ]
            )
        )

    def _say(self, line: str) -> None:
        write_line(sys.stdout, line)
