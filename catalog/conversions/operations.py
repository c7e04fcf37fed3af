"""Asking for a sound in another format."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from catalog.audio.convert import RECIPES, Format
from catalog.conversions.models import Conversion
from catalog.conversions.queries import current
from catalog.conversions.tasks import convert_original
from catalog.effects.models import AudioFile
from catalog.jobs import operations as jobs
from ksound.core.waking import wake


@transaction.atomic
def ask(*, files: Collection[AudioFile], format: Format, at: datetime) -> None:
    """Have `format` made of each of `files` where it is neither there nor under way; what failed is tried again.

    However many ask at once, the unique row makes it one job.
    """
    version = RECIPES[format].version
    Conversion.objects.bulk_create(
        [
            Conversion(audio_file=file, format=format, version=version, asked_at=at, due_at=at)
            for file in files
        ],
        ignore_conflicts=True,
    )
    asked = current().filter(audio_file__in=files, format=format)
    jobs.retry(asked, at=at)
    for pk in asked.filter(state=Conversion.State.RECEIVED).values_list("pk", flat=True):
        wake(convert_original, conversion_id=pk)
