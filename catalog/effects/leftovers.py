"""What killed processes and newer versions leave over, and when it may be deleted.

A blob is written before its row, and a commit whose answer was lost may still count: only after a day
without a row is a blob nobody's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.files.storage import Storage
from django.db.models import Exists, OuterRef

from catalog.conversions import queries as conversions
from catalog.conversions.models import Conversion
from catalog.effects import derivatives, originals, workspace
from catalog.effects.models import AudioFile, Derivative
from ksound.core.storage import StoredName, names_after
from ksound.lib import ulid

log = logging.getLogger(__name__)

NOBODYS_AFTER = timedelta(hours=24)
# Pages opened before the newer one was made still name the older.
SUPERSEDED_AFTER = timedelta(days=1)
SLICE = 2_000
# So many at once, and more than half: then rather the database is the wrong one.
MANY = 50

Named = Callable[[Collection[str]], set[str]]


def remove(*, at: datetime) -> int:
    """Delete one bounded slice of everything that is left over; returns how many things."""
    removed = workspace.remove_abandoned(at=at) + _remove_superseded(at=at)
    removed += _remove_outdated_conversions(at=at)
    removed += _remove_nobodys("originals", originals.storage(), _named_originals, at=at)
    removed += _remove_nobodys("conversions", conversions.storage(), _named_conversions, at=at)
    return removed + _remove_nobodys("derivatives", derivatives.storage(), _named_derivatives, at=at)


def _remove_superseded(*, at: datetime) -> int:
    newer = Derivative.objects.filter(
        audio_file=OuterRef("audio_file"),
        kind=OuterRef("kind"),
        version__gt=OuterRef("version"),
        made_at__lt=at - SUPERSEDED_AFTER,
    )
    return _remove_rows(list(Derivative.objects.filter(Exists(newer))[:SLICE]), derivatives.storage())


def _remove_outdated_conversions(*, at: datetime) -> int:
    """Those of older code are never delivered again; a download under way has its file open."""
    outdated = Conversion.objects.exclude(pk__in=conversions.current()).exclude(state="processing")
    outdated = outdated.filter(asked_at__lt=at - SUPERSEDED_AFTER)
    return _remove_rows(list(outdated[:SLICE]), conversions.storage())


def _remove_rows(rows: Sequence[Derivative | Conversion], storage: Storage) -> int:
    for one in rows:
        # The row first: a blob without a row is found again, a row without a blob is a broken page.
        one.delete()
        if one.storage_name:
            _delete(storage, one.storage_name)
    return len(rows)


def _remove_nobodys(what: str, storage: Storage, named: Named, *, at: datetime) -> int:
    """Look through the next names of `storage`; the place reached is remembered for the next call."""
    mark = f"leftovers-after-{what}"
    try:
        seen = names_after(storage, cache.get(mark, ""), limit=SLICE)
    except OSError:
        log.exception("storage not looked through", extra={"storage": what})
        return 0
    cache.set(mark, seen[-1].name if len(seen) == SLICE else "", timeout=None)
    nobodys = _nobodys(seen, named, at=at)
    if len(nobodys) > max(MANY, len(seen) // 2):
        log.error("most files have no row; is this another database's storage?", extra={"storage": what})
        return 0
    return sum(_delete(storage, name) for name in sorted(nobodys))


def _nobodys(seen: list[StoredName], named: Named, *, at: datetime) -> set[str]:
    """Files of ours, by their names, that are old and that no row names."""
    old = {one.name for one in seen if one.modified_at < at - NOBODYS_AFTER and _ids_in([one.name])}
    return old - named(old) if old else set()


def _named_originals(names: Collection[str]) -> set[str]:
    files = AudioFile.objects.filter(public_id__in=_ids_in(names))
    return set(files.values_list("storage_name", flat=True))


def _named_derivatives(names: Collection[str]) -> set[str]:
    made = Derivative.objects.filter(audio_file__public_id__in=_ids_in(names))
    return set(made.values_list("storage_name", flat=True))


def _named_conversions(names: Collection[str]) -> set[str]:
    made = Conversion.objects.filter(audio_file__public_id__in=_ids_in(names))
    return set(made.values_list("storage_name", flat=True))


def _ids_in(names: Collection[str]) -> set[str]:
    """The public ids that are folders or file names in `names`."""
    return {part for name in names for part in name.split("/") if ulid.is_ulid(part)}


def _delete(storage: Storage, name: str) -> bool:
    try:
        storage.delete(name)
    except OSError:
        log.exception("leftover not deleted", extra={"storage_name": name})
        return False
    log.info("leftover deleted", extra={"storage_name": name})
    return True
