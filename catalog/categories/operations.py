"""Bring the rows of the schedule in step with the tables that come with the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.db import models, transaction

from catalog.ucs import other_languages, schedule


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many CatIDs and categories are current, and how many CatIDs of earlier versions were kept."""

    cat_ids: int
    categories: int
    retired: int


@transaction.atomic
def load(
    *,
    version: str = schedule.VERSION,
    entries: Iterable[schedule.CatId] | None = None,
    apps: Apps = installed_apps,
) -> Loaded:
    """Write the schedule of a UCS version, as often as wanted: names follow, ids it has dropped are marked.

    `apps` is the registry of a migration when one calls this.
    """
    listed = list(schedule.schedule().values() if entries is None else entries)
    codes = schedule.category_codes(listed)
    category = apps.get_model("catalog", "Category")
    subcategory = apps.get_model("catalog", "Subcategory")
    # Everything is retired first: the unique names of the old version must not stand in the way of the new.
    subcategory.objects.update(is_retired=True)
    category.objects.update(is_retired=True)
    first_of = {entry.category_en: entry for entry in reversed(listed)}
    _write(category, "code", [_category(first_of[name], codes) for name in codes], version)
    _write(subcategory, "cat_id", [_subcategory(entry, codes) for entry in listed], version)
    return Loaded(len(listed), len(codes), subcategory.objects.filter(is_retired=True).count())


def _write(model: type[models.Model], key: str, rows: list[dict[str, Any]], version: str) -> None:
    written = [
        {**row, "position": position, "ucs_version": version, "is_retired": False}
        for position, row in enumerate(rows)
    ]
    model._default_manager.bulk_create(
        [model(**row) for row in written],
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[name for name in written[0] if name != key],
    )


def _category(entry: schedule.CatId, codes: dict[str, str]) -> dict[str, Any]:
    return {"code": codes[entry.category_en], "name_en": entry.category_en, "name_ko": entry.category_ko}


def _subcategory(entry: schedule.CatId, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "cat_id": entry.cat_id,
        "category_id": codes[entry.category_en],
        "cat_short": entry.cat_short,
        "name_en": entry.subcategory_en,
        "name_ko": entry.subcategory_ko,
        "synonyms_en": list(entry.synonyms_en),
        "synonyms_ko": list(entry.synonyms_ko),
        "synonyms_other": other_languages.synonyms().get(entry.cat_id, {}),
        "aliases": [alias for alias, cat_id in schedule.aliases().items() if cat_id == entry.cat_id],
    }
