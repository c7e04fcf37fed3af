"""`sweep`: wake workers for every upload and conversion that is due and delete what was left over, once."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.conversions.tasks import sweep_conversions
from catalog.effects.tasks import sweep, tidy


class Command(BaseCommand):
    help = (
        "Wake a worker for every upload and conversion that is due; "
        "delete what killed processes and older versions left."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} uploads were due.")
        self.stdout.write(f"{sweep_conversions()} conversions were due.")
        self.stdout.write(f"{tidy()} leftovers were deleted.")
