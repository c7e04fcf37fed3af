"""Taking in clips: a chosen file, a recording, a passage of a sound of ours."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile

from catalog.audio.errors import ErrorCode
from catalog.effects.models import Effect
from catalog.search.by_sound import clips, problems, regions
from catalog.search.by_sound.bounds import LONGEST_MS, MOST_BYTES, SHORTEST_MS
from catalog.search.by_sound.models import Clip
from catalog.search.by_sound.tasks import examine_clip
from ksound.core.text import clean_line
from ksound.core.waking import wake
from ksound.lib import ulid


class ClipRefused(Exception):
    """The clip was not taken in; `code` is one of `problems`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def receive(*, upload: UploadedFile, kind: Clip.Kind, owner: str, at: datetime) -> Clip:
    """Keep a chosen or recorded file until it is compared. Raises ClipRefused, and OSError when storage fails."""
    if not upload.size:
        raise ClipRefused(ErrorCode.EMPTY)
    if upload.size > MOST_BYTES:
        raise ClipRefused(ErrorCode.TOO_LARGE)
    return _keep(content=upload, kind=kind, name=upload.name or "", owner=owner, at=at)


def from_region(*, effect: Effect, from_ms: int, to_ms: int, owner: str, at: datetime) -> Clip:
    """Keep a passage of a sound of ours until it is compared. Raises ClipRefused and OSError."""
    to_ms = min(to_ms, effect.file.duration_ms or 0)
    if 0 <= to_ms - from_ms < SHORTEST_MS:
        raise ClipRefused(problems.TOO_SHORT)
    if to_ms - from_ms > LONGEST_MS:
        raise ClipRefused(ErrorCode.TOO_LONG)
    try:
        cut = regions.cut(effect, from_ms=from_ms, to_ms=to_ms)
    except regions.NotThere:
        raise ClipRefused(problems.BAD_REGION) from None
    return _keep(
        content=ContentFile(cut.content),
        kind=Clip.Kind.REGION,
        name=effect.title,
        owner=owner,
        at=at,
        from_ms=cut.from_ms,
        to_ms=cut.to_ms,
    )


def _keep(
    *, content: File[bytes], kind: Clip.Kind, name: str, owner: str, at: datetime, **passage: int
) -> Clip:
    public_id = ulid.new(at)
    storage_name = clips.storage().save(f"{clips.FOLDER}/{public_id}", content)
    try:
        clip = Clip.objects.create(
            public_id=public_id,
            owner=owner,
            kind=kind,
            name=clean_line(name)[:120],
            storage_name=storage_name,
            created_at=at,
            **passage,
        )
    except Exception:
        clips.drop(storage_name)
        raise
    wake(examine_clip, clip_id=clip.pk)
    return clip
