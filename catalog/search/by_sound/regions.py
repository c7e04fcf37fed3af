"""Passages of a sound of ours, cut from its preview: that is what was heard, and it costs the same anywhere in it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.audio.preview import FRAME_BYTES, RATE_HZ
from catalog.effects import derivatives
from catalog.effects.models import Derivative, Effect
from ksound.core.storage import read_range

FRAME_MS = 24  # 1,152 samples at 48 kHz
# An MP3 decoder needs frames before those that are meant, and is so far behind what was encoded.
LEAD_FRAMES, TAIL_FRAMES = 4, 4
DELAY_MS = round(1_105 * 1_000 / RATE_HZ)


class NotThere(Exception):
    """No such passage: it ends before it begins, or lies outside the sound, or there is no preview."""


@dataclass(frozen=True, slots=True)
class Cut:
    """MP3 frames around a passage, and where in them it lies."""

    content: bytes
    from_ms: int
    to_ms: int


def cut(effect: Effect, *, from_ms: int, to_ms: int) -> Cut:
    """The passage of `effect`. Raises NotThere and OSError."""
    duration_ms = effect.file.duration_ms or 0
    to_ms = min(to_ms, duration_ms)
    preview = (
        Derivative.objects.filter(audio_file_id=effect.file_id, kind=Derivative.Kind.PREVIEW)
        .order_by("-version")
        .first()
    )
    if preview is None or not 0 <= from_ms < to_ms:
        raise NotThere
    first = max(from_ms // FRAME_MS - LEAD_FRAMES, 0)
    shift = DELAY_MS - first * FRAME_MS
    # The first frame of a preview is silent and tells its length; a cut must not carry it.
    start = (1 + first) * FRAME_BYTES
    stop = (1 + to_ms // FRAME_MS + TAIL_FRAMES) * FRAME_BYTES
    stop = min(stop, preview.byte_size - preview.byte_size % FRAME_BYTES)
    content = b"".join(read_range(derivatives.storage(), preview.storage_name, start, stop))
    return Cut(content, from_ms + shift, to_ms + shift)
