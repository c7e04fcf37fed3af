"""The worker's side of searches by sound."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from celery import shared_task
from django.utils import timezone

from catalog.audio.sandbox import Sandbox
from catalog.search.by_sound import clips, examining
from catalog.search.by_sound.bounds import LIMITS
from ksound.core.waking import wake

log = logging.getLogger(__name__)


@cache
def clip_sandbox() -> Sandbox:
    """One bounded child per worker process, with the bounds of a clip."""
    return Sandbox(LIMITS)


@shared_task
def examine_clip(*, clip_id: int, **_: Any) -> None:
    """Compare one clip. Safe to deliver any number of times."""
    clip = examining.claim(clip_id=clip_id, at=timezone.now())
    if clip is None:
        return
    try:
        examining.examine(clip=clip, sandbox=clip_sandbox())
    except OSError:
        log.exception("clip not compared", extra={"clip": clip.public_id})
        examining.fail(clip=clip)


@shared_task
def tidy_clips(**_: Any) -> int:
    """Forget old clips, and wake a worker for those that wait; returns how many were forgotten."""
    now = timezone.now()
    forgotten = clips.forget_old(at=now)
    for clip_id in examining.due(at=now):
        wake(examine_clip, clip_id=clip_id)
    return forgotten
