"""`make_user --email --password --role`: an account that can sign in at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from ksound.management.accounts import ROLES, make_user


class Command(BaseCommand):
    help = "Make an account with a confirmed e-mail address and a role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--password", required=True)
        parser.add_argument("--role", choices=ROLES, default="buyer")

    def handle(self, *args: Any, email: str, password: str, role: str, **options: Any) -> None:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"--email: {error.messages[0]}") from error
        user = make_user(email=email, password=password, role=role, at=timezone.now())
        self.stdout.write(f"{user.email} ({role}) can sign in.")
