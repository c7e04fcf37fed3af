"""`sweep`: wake workers for every upload that is due, once."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.effects.tasks import sweep


class Command(BaseCommand):
    help = "Wake a worker for every upload that is due."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} uploads were due.")
