"""Writing the index, and what an upload resembles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import connection, transaction

from catalog.audio.fingerprint import Fingerprint, read
from catalog.audio.outputs import VERSIONS, Output
from catalog.audio.report import Report
from catalog.audio.telling import telling
from catalog.duplicates.finding import Sought, resembling
from catalog.duplicates.models import AcousticPrint, PrintSegment, Resemblance
from catalog.effects.models import AudioFile

# 11 seconds: long enough for a row to be worth its overhead, short enough for one hit to tell where.
SEGMENT_HOPS = 512


def examine(*, file: AudioFile, report: Report, folder: Path, at: datetime) -> None:
    """Index a file that became ready and find what it resembles, in the caller's transaction. Safe to repeat."""
    index(file=file, report=report, folder=folder)
    find_resemblances(file=file, at=at)


@transaction.atomic
def index(*, file: AudioFile, report: Report, folder: Path) -> None:
    """Make the fingerprint that `report` names in `folder`, if any, that of `file` in the index. Safe to repeat."""
    name = report.outputs.get(Output.FINGERPRINT)
    if name is None:
        return
    content, version = (folder / name).read_bytes(), VERSIONS[Output.FINGERPRINT]
    AcousticPrint.objects.update_or_create(file=file, defaults={"version": version, "content": content})
    PrintSegment.objects.filter(file=file).delete()
    PrintSegment.objects.bulk_create(segments(file_id=file.pk, fingerprint=read(content)))


def segments(*, file_id: int, fingerprint: Fingerprint) -> Iterator[PrintSegment]:
    """The rows of one file; passages that say nothing have none."""
    told, version = telling(fingerprint), VERSIONS[Output.FINGERPRINT]
    ordinals = told.positions // SEGMENT_HOPS
    for ordinal in np.unique(ordinals).tolist():
        words = np.unique(told.words[ordinals == ordinal]).tolist()
        yield PrintSegment(file_id=file_id, version=version, ordinal=ordinal, words=words)


@transaction.atomic
def find_resemblances(*, file: AudioFile, at: datetime) -> None:
    """Replace what is known of the sounds that `file` resembles."""
    kept = AcousticPrint.objects.filter(file=file, version=VERSIONS[Output.FINGERPRINT]).first()
    sought = Sought(
        sha256=file.sha256,
        pcm_sha256=file.pcm_sha256,
        fingerprint=read(bytes(kept.content)) if kept else None,
        file_id=file.pk,
        seller_id=file.seller_id,
    )
    found = [
        Resemblance(
            file=file,
            original=one.original,
            kind=one.kind,
            score=one.score,
            offset_ms=one.offset_ms,
            found_at=at,
        )
        for one in resembling(sought)
    ]
    Resemblance.objects.filter(file=file).delete()
    Resemblance.objects.bulk_create(found)


def submit_alone() -> None:
    """Wait for submissions under way: of two copies sent in at once, one must find the other.

    Others wait until the caller's transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('submissions', 0))")
