"""Recording deliveries."""

from __future__ import annotations

from datetime import datetime

from ksound.core.text import clean_line
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence


def record(*, licence: Licence, byte_range: str, user_agent: str, at: datetime) -> Download:
    """Write down that the original under `licence` was handed out, whole or in part."""
    return Download.objects.create(
        licence=licence,
        at=at,
        byte_range=clean_line(byte_range)[:60],
        user_agent=clean_line(user_agent)[:200],
    )
