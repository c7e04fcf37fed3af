"""The schedule in the database: loaded by a migration, loaded again for a new UCS version."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from catalog.categories.models import Category, Subcategory
from catalog.categories.operations import Loaded, load
from catalog.ucs import schedule

pytestmark = pytest.mark.django_db
ENTRIES = schedule.schedule()


@pytest.fixture(autouse=True)
def loaded() -> None:
    """As after the migration, also when a test with real transactions has emptied the tables."""
    load()


def test_the_migration_leaves_753_cat_ids_in_82_categories() -> None:
    assert (Subcategory.objects.count(), Category.objects.count()) == (753, 82)


def test_a_row_says_what_the_schedule_says() -> None:
    row = Subcategory.objects.select_related("category").get(pk="MACHOffc")
    entry = ENTRIES["MACHOffc"]

    assert (row.category.name_ko, row.category.name_en) == (entry.category_ko, entry.category_en)
    assert (row.name_ko, row.name_en, row.cat_short) == ("사무기기", "OFFICE", "MACH")
    assert (tuple(row.synonyms_ko), tuple(row.synonyms_en)) == (entry.synonyms_ko, entry.synonyms_en)
    assert (row.aliases, row.ucs_version, row.is_retired) == (["MACHOffi"], schedule.VERSION, False)
    assert len(row.synonyms_other) == 19


def test_the_order_of_the_schedule_is_kept() -> None:
    assert list(Subcategory.objects.values_list("pk", flat=True)) == list(ENTRIES)
    assert list(Category.objects.values_list("pk", flat=True)) == [one.code for one in schedule.categories()]


def test_loading_again_changes_nothing() -> None:
    before = (list(Category.objects.values()), list(Subcategory.objects.values()))

    assert load() == Loaded(cat_ids=753, categories=82, retired=0)
    assert (list(Category.objects.values()), list(Subcategory.objects.values())) == before


def test_a_new_version_renames_adds_and_keeps_what_it_has_dropped() -> None:
    new = {**ENTRIES, "DOORNew": replace(ENTRIES["DOORWood"], cat_id="DOORNew", subcategory_en="NEW")}
    new["DOORNew"] = replace(new["DOORNew"], subcategory_ko="새 문")
    # Two CatIDs change names with each other: the names are unique at every moment.
    new["DOORWood"] = replace(ENTRIES["DOORWood"], subcategory_ko=ENTRIES["DOORMetl"].subcategory_ko)
    new["DOORMetl"] = replace(ENTRIES["DOORMetl"], subcategory_ko=ENTRIES["DOORWood"].subcategory_ko)
    del new["RAINWood"]

    assert load(version="9.0", entries=new.values()) == Loaded(cat_ids=753, categories=82, retired=1)

    names = dict(Subcategory.objects.values_list("pk", "name_ko"))
    assert (names["DOORNew"], names["DOORWood"], names["DOORMetl"]) == ("새 문", "금속", "목재")
    gone = Subcategory.objects.get(pk="RAINWood")
    assert (gone.is_retired, gone.ucs_version, gone.name_en) == (True, "8.2.1", "WOOD")
    assert Subcategory.objects.get(pk="RAIN").ucs_version == "9.0"


def test_a_category_without_cat_ids_is_retired_and_can_come_back() -> None:
    load(version="9.0", entries=[one for one in ENTRIES.values() if one.category_en != "WOOD"])
    assert list(Category.objects.filter(is_retired=True).values_list("pk", flat=True)) == ["WOOD"]

    load()
    assert not Category.objects.filter(is_retired=True).exists()
    assert not Subcategory.objects.filter(is_retired=True).exists()


def test_the_database_refuses_one_name_for_two_cat_ids_of_a_category() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Subcategory.objects.filter(pk="DOORWood").update(name_en="METAL")
    assert Subcategory.objects.get(pk="DOORWood").name_en == "WOOD"


def test_the_command_loads_the_schedule() -> None:
    Subcategory.objects.filter(pk="DOORWood").update(name_ko="?")
    out = io.StringIO()
    call_command("ucs", "load", "--json", stdout=out)

    assert json.loads(out.getvalue()) == {"version": "8.2.1", "cat_ids": 753, "categories": 82, "retired": 0}
    assert Subcategory.objects.get(pk="DOORWood").name_ko == "목재"
