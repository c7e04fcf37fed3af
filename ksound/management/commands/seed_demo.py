"""`seed_demo --seed N --sounds N`: synthesised sounds through the ordinary pipeline."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ksound.demo.seed import SeedFailed, seed

DEFAULT_SEED = 1
DEFAULT_SOUNDS = 60


class Command(BaseCommand):
    help = "Fill the catalogue with synthesised sounds and ready sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument("--sounds", type=int, default=DEFAULT_SOUNDS)

    def handle(self, *args: Any, sounds: int, **options: Any) -> None:
        if sounds < 0:
            raise CommandError("--sounds: give a number of 0 or more.")
        try:
            new = seed(seed=options["seed"], count=sounds, say=self.stdout.write)
        except SeedFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{new} new sounds, {sounds} in all.")
