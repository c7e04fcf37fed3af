from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payments.charges import reconciling
from payments.holds import operations as holds
from payments.inbox import operations as inbox
from payments.refunds import operations as refunds


class Command(BaseCommand):
    help = "Asks the providers about payments that neither a redirect nor a webhook has finished, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument(
            "--older-than",
            type=int,
            default=settings.RECONCILE_SECONDS,
            metavar="SECONDS",
            help="leave alone what was touched more recently",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at, older_than = timezone.now(), timedelta(seconds=options["older_than"])
        events = inbox.retry_failed(at=at, older_than=older_than)
        polled = reconciling.poll(at=at, older_than=older_than)
        refunded = refunds.finish_pending(at=at, before=at - older_than)
        released = holds.release_due(at=at)
        done = {**asdict(polled), "events": events, "refunds": refunded, "released": released}
        text = " ".join(f"{name}={count}" for name, count in done.items())
        self.stdout.write(json.dumps(done) if options["json"] else text)
        if polled.errors:
            raise CommandError(f"{polled.errors} payments could not be asked about")
