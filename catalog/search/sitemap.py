"""The sitemap (sitemaps.org 0.9): an index, the kinds of sound, and the sounds in ranges of their numbers.

Everything is read at the request: what is no longer on sale when a transaction has committed stands in no answer
that begins afterwards. A range is found through the primary key, so the last costs no more than the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.urls import reverse
from django.utils import translation

from catalog.effects.models import Effect
from catalog.ucs import schedule
from sellers.registration.models import Seller

# With both languages 20,000 addresses a file; 50,000 and 50 MB are allowed.
EFFECTS_A_FILE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that exists in every language: language code → path."""

    paths: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None


def effect_files() -> list[int]:
    """The numbers of the files that hold at least one sound on sale. One SQL statement."""
    effects, sellers = Effect._meta.db_table, Seller._meta.db_table
    sql = f"""
        SELECT number FROM generate_series(0, (SELECT coalesce(max(id), 0) / %s FROM {effects})) number
        WHERE EXISTS (
            SELECT 1 FROM {effects} effect JOIN {sellers} seller ON seller.id = effect.seller_id
            WHERE effect.id >= number * %s AND effect.id < (number + 1) * %s
            AND effect.state = %s AND seller.state = %s
        )
    """  # noqa: S608
    values: list[int | str] = [*[EFFECTS_A_FILE] * 3, Effect.State.PUBLISHED, Seller.State.ACTIVE]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]


def effects(number: int) -> Iterator[Entry]:
    """The sounds on sale of one file, read in one statement while they are sent."""
    first = number * EFFECTS_A_FILE
    on_sale = Effect.objects.on_sale().filter(pk__gte=first, pk__lt=first + EFFECTS_A_FILE).order_by("pk")
    rows = on_sale.values_list("public_id", "published_at").iterator(chunk_size=2_000)
    # A path is reversed once and filled in: reversing costs more than all the rest.
    patterns = _paths("effect-detail", "PUBLIC_ID")
    for public_id, published_at in rows:
        paths = {language: path.replace("PUBLIC_ID", public_id) for language, path in patterns.items()}
        yield Entry(paths, published_at)


def kinds() -> Iterator[Entry]:
    """Home, all sounds, the categories and the CatIDs that have sounds. One SQL statement."""
    newest = dict(
        Effect.objects.on_sale()
        .order_by()
        .values_list("cat_id")
        .annotate(at=Max("published_at"))
        .values_list("cat_id", "at")
    )
    latest = max(newest.values(), default=None)
    for name in ("home", "search", "categories"):
        yield Entry(_paths(name), latest)
    for category in schedule.categories():
        changed = [newest[cat_id] for cat_id in category.cat_ids if cat_id in newest]
        yield Entry(_paths("category", category.code), max(changed, default=None))
        for cat_id in category.cat_ids:
            if cat_id in newest:
                yield Entry(_paths("cat-id", category.code, cat_id), newest[cat_id])


def _paths(name: str, *args: str) -> dict[str, str]:
    found = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found[language] = reverse(name, args=args)
    return found
