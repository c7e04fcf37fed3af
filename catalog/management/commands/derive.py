"""`derive`: make what is missing or was made by older code, for files that are ready."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from catalog.audio.limits import Limits
from catalog.audio.outputs import Output
from catalog.effects import rederiving
from catalog.effects.models import AudioFile
from catalog.effects.rederiving import Outcome, Wish
from catalog.effects.rederiving_run import FAILED, Done, run
from catalog.management.progress import ProgressLine

FACTS = "facts"
KINDS = (*(str(output) for output in Output), FACTS)
OUTCOMES = (*(outcome.value for outcome in Outcome), FAILED)


class Command(BaseCommand):
    help = (
        "Make peaks, previews, spectrograms, features, fingerprints and facts that are missing or were made by "
        "older code. What is done is recorded file by file: run it again to go on after an interruption. "
        "Exit 1 when a file failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", type=_kinds, default=KINDS, metavar="KIND,…", help=", ".join(KINDS))
        parser.add_argument("--since", type=_beginning, metavar="DATE", help="only files uploaded since then")
        parser.add_argument(
            "--until", type=_end, metavar="DATE", help="only files uploaded by then, a day to its end"
        )
        parser.add_argument("--file", nargs="+", metavar="PUBLIC_ID", help="only these uploads")
        parser.add_argument(
            "--force",
            nargs="?",
            type=_beginning,
            const=timezone.now,
            metavar="MOMENT",
            help="also what is current but was made before MOMENT (default: now). A run that was killed goes on "
            "with the MOMENT it printed first",
        )
        parser.add_argument("--jobs", type=int, default=1, metavar="N", help="files at a time (default 1)")
        parser.add_argument("--json", action="store_true", help="one JSON document when all is done")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = _wish(options)
        due = list(rederiving.due(_chosen(options), wish).order_by("pk").values_list("pk", flat=True))
        if wish.made_before:
            self.stderr.write(f"Making anew what was made before {wish.made_before.isoformat()}")
        began = time.monotonic()
        try:
            done = self._run(due, wish, jobs=max(1, options["jobs"]))
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to go on.", returncode=130) from None
        self._report(done, seconds=time.monotonic() - began, as_json=options["json"])

    def _run(self, due: list[int], wish: Wish, *, jobs: int) -> list[Done]:
        limits = Limits(max_bytes=settings.MAX_UPLOAD_BYTES)
        progress, done = ProgressLine(len(due), sys.stderr), list[Done]()
        try:
            for one in run(due, wish=wish, limits=limits, jobs=jobs):
                done.append(one)
                progress.show(len(done))
        finally:
            progress.close()
        return done

    def _report(self, done: list[Done], *, seconds: float, as_json: bool) -> None:
        counted = {word: sum(one.outcome == word for one in done) for word in OUTCOMES}
        troubles = {one.audio_file_id: one.trouble for one in done if one.outcome == FAILED}
        files = AudioFile.objects.filter(pk__in=troubles).order_by("pk")
        failed = [{"file": file.public_id, "message": troubles[file.pk]} for file in files]
        if as_json:
            document = {"due": len(done), **counted, "failures": failed, "seconds": round(seconds, 1)}
            self.stdout.write(json.dumps(document))
        else:
            told = ", ".join(f"{number} {word}" for word, number in counted.items() if number)
            self.stdout.write(f"{len(done)} due: {told}" if done else "Everything is current.")
        if failed:
            lines = [f"{one['file']}: {one['message']}" for one in failed]
            raise CommandError("\n".join(lines), returncode=1)


def _wish(options: dict[str, Any]) -> Wish:
    force = options["force"]
    return Wish(
        outputs=frozenset(Output(kind) for kind in options["only"] if kind != FACTS),
        facts=FACTS in options["only"],
        made_before=force() if callable(force) else force,
    )


def _chosen(options: dict[str, Any]) -> QuerySet[AudioFile]:
    """The files the options name. Raises CommandError for one that does not exist or is not ready."""
    files = AudioFile.objects.filter(state=AudioFile.State.READY)
    if options["since"]:
        files = files.filter(uploaded_at__gte=options["since"])
    if options["until"]:
        files = files.filter(uploaded_at__lt=options["until"])
    if options["file"]:
        files = files.filter(public_id__in=options["file"])
        unknown = sorted(set(options["file"]) - set(files.values_list("public_id", flat=True)))
        if unknown:
            raise CommandError(f"no ready file among those chosen: {', '.join(unknown)}")
    return files


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(part.strip() for part in text.split(",") if part.strip())
    if not kinds or not set(kinds) <= set(KINDS):
        raise ArgumentTypeError(f"choose from {', '.join(KINDS)}")
    return kinds


def _beginning(text: str) -> datetime:
    """A moment, or the first of a day; in the site's time zone unless it says otherwise."""
    return _moment(text, whole_day=timedelta())


def _end(text: str) -> datetime:
    return _moment(text, whole_day=timedelta(days=1))


def _moment(text: str, *, whole_day: timedelta) -> datetime:
    try:
        if day := parse_date(text):
            return timezone.make_aware(datetime(day.year, day.month, day.day) + whole_day)  # noqa: DTZ001
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise ArgumentTypeError(f"“{text}” is neither a date (2026-03-02) nor a moment (2026-03-02T09:00)")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
