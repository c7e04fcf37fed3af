"""Making anew what is missing or older than the code: `manage.py derive`.

What was done is recorded file by file, so whoever starts again goes on where the last one ended. The file
stays `ready` and served throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.audio.childprocess import OnTick
from catalog.audio.outputs import ALL, FACTS_VERSION, VERSIONS, Output
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox
from catalog.duplicates import operations as duplicates
from catalog.effects import derivatives, embedded, findings, originals, workspace
from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.search.similar import operations as similar
from ksound.core import fault_points

READY = AudioFile.State.READY


class NotDerived(Exception):
    """The file is no longer taken for a good one; nothing was changed."""


class Outcome(Enum):
    MADE = "made"
    CURRENT = "current"  # by the time it was its turn
    ELSEWHERE = "elsewhere"  # another run has it in hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What shall be current. Lacking is what is missing, made by older code, or older than `made_before`."""

    outputs: frozenset[Output] = ALL
    facts: bool = True
    made_before: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.outputs or self.facts)


def due(files: QuerySet[AudioFile], wish: Wish) -> QuerySet[AudioFile]:
    """Those of `files` that are ready and lack something of `wish`."""
    lacking = _old_facts(wish) if wish.facts else Q(pk__in=[])
    for output in wish.outputs:
        lacking |= Q(~Exists(_current(output, wish).filter(audio_file=OuterRef("pk"))))
    return files.filter(lacking, state=READY)


def _lacked_by(audio_file_id: int, wish: Wish) -> Wish:
    """What of `wish` this file lacks."""
    file = AudioFile.objects.filter(pk=audio_file_id, state=READY)
    outputs = {
        output for output in wish.outputs if not _current(output, wish).filter(audio_file__in=file).exists()
    }
    has_old_facts = wish.facts and file.filter(_old_facts(wish)).exists()
    return replace(wish, outputs=frozenset(outputs), facts=has_old_facts)


def _old_facts(wish: Wish) -> Q:
    is_older = Q(finished_at__lt=wish.made_before) if wish.made_before else Q(pk__in=[])
    return Q(facts_version__lt=FACTS_VERSION) | is_older


def _current(output: Output, wish: Wish) -> QuerySet[Derivative]:
    made = Derivative.objects.filter(kind=output, version__gte=VERSIONS[output])
    return made.filter(made_at__gte=wish.made_before) if wish.made_before else made


def derive(*, audio_file_id: int, wish: Wish, sandbox: Sandbox, on_tick: OnTick | None = None) -> Outcome:
    """Make what this file lacks of `wish`. Safe to run any number of times, and at once.

    Raises NotDerived when the code of today refuses the file, OSError and DatabaseError when the machine
    fails. What `on_tick` raises ends the work and is passed on.
    """
    file = AudioFile.objects.filter(pk=audio_file_id, state=READY).first()
    if file is None:
        return Outcome.CURRENT
    with _alone_with(file) as is_alone:
        if not is_alone:
            return Outcome.ELSEWHERE
        lacking = _lacked_by(audio_file_id, wish)
        if not lacking:
            return Outcome.CURRENT
        with originals.local_copy(file) as path, workspace.folder("derivatives-") as folder:
            report = sandbox.examine(path, folder, on_tick, wanted=lacking.outputs)
            if not report.ok:
                raise NotDerived(f"{report.error_code}: {report.message}")
            is_kept = _keep(file, report, folder, lacking)
        derivatives.drop_unrecorded(file=file)
    return Outcome.MADE if is_kept else Outcome.CURRENT


@contextmanager
def _alone_with(file: AudioFile) -> Iterator[bool]:
    """Whether this session has the file for itself: a lock of the database's, which ends with its holder.

    Of the session and not of a transaction: nothing stays open while minutes of sound are decoded.
    """
    key = [f"derive {file.public_id}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


def _keep(file: AudioFile, report: Report, folder: Path, made: Wish) -> bool:
    """Store and record; False when the file was thrown away meanwhile."""
    at = timezone.now()
    maker = f"{derivatives.REDERIVED}{int(at.timestamp() * 1_000_000):x}"
    stored = derivatives.store(file=file, maker=maker, report=report, folder=folder)
    columns = findings.facts(report) | {"finished_at": at} if made.facts else {}
    columns |= findings.likeness(report, folder)
    with transaction.atomic():
        still_there = AudioFile.objects.select_for_update().filter(pk=file.pk, state=READY).exists()
        if still_there:
            if columns:
                AudioFile.objects.filter(pk=file.pk).update(**columns)
            if made.facts:
                embedded.record(file=file, report=report)
            derivatives.record(file=file, stored=stored, at=at)
            duplicates.index(file=file, report=report, folder=folder)
            similar.renew(Effect.objects.filter(file=file).values_list("pk", flat=True))
    fault_points.reach("derive.recorded")
    if not still_there:
        derivatives.discard(stored)
    return still_there
