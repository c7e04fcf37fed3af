"""Taking in uploaded files."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.effects import derivatives, examination, originals
from catalog.effects.models import AudioFile, Effect
from catalog.effects.tasks import examine_original, look_at_original
from ksound.core import audit, fault_points
from ksound.core.models import User
from ksound.core.text import clean_line
from ksound.core.waking import wake
from ksound.lib import ulid
from sellers.registration.models import Seller


class UploadRefused(Exception):
    """The file was not taken in; the message tells the seller why and what to do."""


def receive(*, upload: UploadedFile, seller: Seller, at: datetime) -> AudioFile:
    """Keep one uploaded file and make its examination due. Once this returns, nothing can lose it.

    Raises UploadRefused for a file that is too large and for a seller who may not sell.
    """
    _require_acceptable(upload, seller)
    fault_points.reach("upload.received")
    public_id, sha256 = ulid.new(at), originals.sha256_of(upload)
    name, size = clean_line(upload.name or "")[:255] or "untitled", upload.size or 0
    storage_name = originals.store(upload=upload, sha256=sha256, public_id=public_id)
    is_written = False
    try:
        with transaction.atomic():
            file = AudioFile.objects.create(
                public_id=public_id,
                seller=seller,
                original_name=name,
                byte_size=size,
                sha256=sha256,
                storage_name=storage_name,
                uploaded_at=at,
                due_at=at,
            )
            wake(look_at_original, examine_original, audio_file_id=file.pk)
            is_written = True
    except Exception:
        if not (is_written and _may_have_committed(public_id)):
            originals.storage().delete(storage_name)
        raise
    fault_points.reach("upload.committed")
    return file


def _may_have_committed(public_id: str) -> bool:
    """Whether a row whose commit went without an answer may be there; True when nobody can tell.

    Bytes without a row cost disk; a row without bytes costs the seller's sound.
    """
    try:
        return AudioFile.objects.filter(public_id=public_id).exists()
    except DatabaseError:
        return True


def _require_acceptable(upload: UploadedFile, seller: Seller) -> None:
    if not seller.may_sell:
        raise UploadRefused(
            _("Your seller account is not active, so files cannot be uploaded. Please write to us.")
        )
    if (upload.size or 0) > settings.MAX_UPLOAD_BYTES:
        limit = settings.MAX_UPLOAD_BYTES // 1024**2
        raise UploadRefused(
            _("This file is larger than %(limit)d MB. Split it or save it as FLAC.") % {"limit": limit}
        )


@transaction.atomic
def retry(*, file: AudioFile, at: datetime) -> bool:
    """Examine a rejected file again; False when there is nothing to retry."""
    if not examination.retry(file=file, at=at):
        return False
    wake(examine_original, audio_file_id=file.pk)
    return True


def discard(*, file: AudioFile, by: User, at: datetime) -> bool:
    """Throw away an upload that never was submitted, with its bytes; False when it must stay."""
    with transaction.atomic():
        locked = AudioFile.objects.select_for_update().get(pk=file.pk)
        if locked.is_unfinished or Effect.objects.filter(file=locked, revision__gt=0).exists():
            return False
        made = list(locked.derivatives.values_list("storage_name", flat=True))
        audit.record("upload.discarded", target=locked, by=by, at=at, original_name=locked.original_name)
        Effect.objects.filter(file=locked).delete()
        locked.delete()
    originals.storage().delete(file.storage_name)
    for name in made:
        derivatives.storage().delete(name)
    return True
