"""Find and mend what the index and the catalogue disagree about; day by day there should be nothing."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass

from django.db import connection

from catalog.effects.models import Effect
from catalog.search import browsing, document, reindexing
from catalog.search.models import SearchDoc

log = logging.getLogger(__name__)

_EFFECTS, _DOCS = Effect._meta.db_table, SearchDoc._meta.db_table
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Differences:
    """Effects on sale without a document, documents of effects not on sale, wrong prices or sellers, wrong sums."""

    missing: int
    stale: int
    wrong: int
    sums: int

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def reconcile() -> Differences:
    """Compare everything and mend what differs; what was found is reported in the log."""
    missing = _ids(
        f"SELECT id FROM {_EFFECTS} WHERE state = 'published' "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {_DOCS} WHERE effect_id = id)"
    )
    stale = _ids(
        f"SELECT effect_id FROM {_DOCS} WHERE NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM {_EFFECTS} WHERE id = effect_id AND state = 'published')"
    )
    wrong = _ids(
        f"SELECT effect_id FROM {_DOCS} AS doc JOIN {_EFFECTS} AS effect ON id = effect_id "  # noqa: S608
        "WHERE state = 'published' AND (doc.price_minor, doc.seller_id) <> (effect.price_minor, effect.seller_id)"
    )
    for ids in (missing, stale, wrong):
        for start in range(0, len(ids), _BATCH):
            reindexing.refresh(ids[start : start + _BATCH])
    found = Differences(len(missing), len(stale), len(wrong), browsing.mend())
    if found:
        log.warning("the search index was mended", extra=asdict(found))
    return found


def renew_old(*, within_s: float) -> int:
    """Rewrite documents of other versions, as after an upgrade, for so long; returns how many."""
    until, renewed = time.monotonic() + within_s, 0
    while time.monotonic() < until:
        old = SearchDoc.objects.exclude(version=document.VERSION).order_by("version", "pk")
        ids = list(old.values_list("pk", flat=True)[:_BATCH])
        if not ids:
            break
        renewed += reindexing.refresh(ids)
    return renewed


def _ids(sql: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1")
        return [pk for (pk,) in cursor.fetchall()]
