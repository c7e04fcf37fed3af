"""Recording deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ksound.core.text import clean_line
from marketplace.downloads.delivered import DeliveredSound
from marketplace.downloads.models import Download
from payments.holds import operations as holds


def record(
    *, sounds: Sequence[DeliveredSound], byte_range: str, user_agent: str, is_beginning: bool, at: datetime
) -> list[Download]:
    """Write down that these sounds were handed out together, whole or in part.

    Whoever resumes has them recorded already; a part asked for first is recorded like a beginning.
    """
    licences = [sound.licence for sound in sounds]
    known = Download.objects.filter(licence__in=licences).values_list("licence_id", "format")
    before = set() if is_beginning else set(known)
    # The buyer has them now: the sellers' shares wait seven days more at most.
    holds.shorten(line_refs=[licence.order_line.public_id for licence in licences], downloaded_at=at)
    return Download.objects.bulk_create(
        Download(
            licence=sound.licence,
            at=at,
            format=sound.format,
            byte_range=clean_line(byte_range)[:60],
            user_agent=clean_line(user_agent)[:200],
        )
        for sound in sounds
        if (sound.licence.pk, sound.format) not in before
    )
