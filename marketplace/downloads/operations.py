"""Recording deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ksound.core.text import clean_line
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence


def record_all(
    *, licences: Sequence[Licence], byte_range: str, user_agent: str, is_beginning: bool, at: datetime
) -> list[Download]:
    """Write down that these originals were handed out together.

    Whoever resumes has them recorded already; a part asked for first is recorded like a beginning.
    """
    known = Download.objects.filter(licence__in=licences).values_list("licence_id", flat=True)
    before = set() if is_beginning else set(known)
    return Download.objects.bulk_create(
        _download(licence, byte_range, user_agent, at) for licence in licences if licence.pk not in before
    )


def record(*, licence: Licence, byte_range: str, user_agent: str, at: datetime) -> Download:
    """Write down that the original under `licence` was handed out, whole or in part."""
    download = _download(licence, byte_range, user_agent, at)
    download.save(force_insert=True)
    return download


def _download(licence: Licence, byte_range: str, user_agent: str, at: datetime) -> Download:
    return Download(
        licence=licence,
        at=at,
        byte_range=clean_line(byte_range)[:60],
        user_agent=clean_line(user_agent)[:200],
    )
