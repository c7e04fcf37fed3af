"""`translations`: bring the Korean catalogue up to date and compile it; `--check` only looks."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Extract every text, update and compile the Korean catalogue; --check fails when it is not complete."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        # Babel is a tool of `make check`, not of the running site.
        from ksound.management import translations

        if not options["check"]:
            catalog = translations.update(settings.BASE_DIR)
            left = sum(1 for message in catalog if message.id and not message.string)
            self.stdout.write(f"{len(catalog)} texts, {left} without a translation.")
            return
        found = translations.problems(settings.BASE_DIR)
        if found:
            raise CommandError("\n".join(found[:40]))
