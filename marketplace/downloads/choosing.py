"""A buyer's choice of a format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.audio.convert import Format
from catalog.conversions import operations as conversions
from marketplace.downloads import formats
from marketplace.downloads.formats import Standing
from marketplace.licences.models import Licence


@transaction.atomic
def choose(*, licences: Sequence[Licence], format: Format | None, at: datetime) -> bool:
    """Have these sounds made in `format`, None for the original; True when nothing needs to be made.

    What could not be made is tried again.
    """
    if format is None:
        return True
    offered = formats.offers(licences, [format])
    to_do = [
        licence.order_line.audio_file
        for licence in licences
        if offered[licence.pk][format].standing not in (Standing.ORIGINAL, Standing.READY)
    ]
    if to_do:
        conversions.ask(files=to_do, format=format, at=at)
    return not to_do


def remember(*, licence: Licence, format: Format | None) -> None:
    """The order page goes on telling of this format."""
    Licence.objects.filter(pk=licence.pk).update(format=format or "")
