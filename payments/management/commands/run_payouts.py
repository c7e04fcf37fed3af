from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from payments.payouts import running


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2026-12-01") from error


class Command(BaseCommand):
    help = "Prepares a payout for every seller whose period is over, once; they then wait for a batch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help="the day to run for, YYYY-MM-DD; today if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        as_of = options["as_of"] or running.day_of(now)
        done = running.run(as_of=as_of, at=now)
        if options["json"]:
            self.stdout.write(json.dumps(_document(as_of, done), ensure_ascii=False))
            return
        for payout in done.made:
            self.stdout.write(f"{payout.public_id} {payout.seller} {payout.amount} until {payout.period_end}")
        held = " ".join(f"{reason}={count}" for reason, count in sorted(done.held.items()))
        self.stdout.write(f"made={len(done.made)} already={done.already} {held}".rstrip())


def _document(as_of: date, done: running.Run) -> dict[str, Any]:
    made = [
        {
            "payout": payout.public_id,
            "seller": payout.seller.public_id,
            "amount_minor": payout.amount_minor,
            "currency": payout.currency,
            "period_start": payout.period_start.isoformat(),
            "period_end": payout.period_end.isoformat(),
        }
        for payout in done.made
    ]
    held = {str(reason): count for reason, count in sorted(done.held.items())}
    return {"as_of": as_of.isoformat(), "made": made, "already": done.already, "held": held}
