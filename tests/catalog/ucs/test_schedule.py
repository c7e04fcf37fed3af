"""The schedule is whole and can be looked up."""

from collections import Counter

import pytest

from catalog.ucs import schedule, vocabulary
from catalog.ucs.tables import rows


def test_the_schedule_holds_753_cat_ids_in_82_categories():
    assert (len(schedule.schedule()), len(schedule.categories())) == (753, 82)
    assert sum(len(category.cat_ids) for category in schedule.categories()) == 753


def test_names_are_unique_in_both_languages():
    for language in ("ko", "en"):
        assert len({schedule.label(cat_id, language) for cat_id in schedule.schedule()}) == 753


def test_category_codes_are_unique_and_lead_back():
    codes = [category.code for category in schedule.categories()]

    assert len(set(codes)) == 82
    assert {"DOOR", "RAIN", "WEATHER", "SWOOSHES", "ARCHIVED"} <= set(codes)
    for cat_id, entry in schedule.schedule().items():
        assert cat_id in schedule.cat_ids_of(entry.category_code)


def test_a_label_names_category_and_subcategory():
    assert schedule.label("DOORWood", "ko") == "문 › 목재"
    assert schedule.label("DOORWood", "en") == "Doors › Wood"
    assert schedule.label("gone", "en") == "gone"


def test_an_unknown_cat_id_is_refused():
    with pytest.raises(KeyError):
        schedule.get("DOORShut")
    assert schedule.find("DOORShut") == (None, ())


def test_retired_spellings_lead_to_todays_cat_id():
    entry, warnings = schedule.find("WOODHandl")

    assert entry is not None
    assert (entry.cat_id, warnings) == ("WOODHndl", ("catid_alias",))


@pytest.mark.parametrize(
    ("cat_id", "label"),
    [
        ("SCIMisc", "Sci-Fi › Misc"),
        ("AMBTech", "Ambience › Hi-Tech"),
        ("VEHTruck", "Vehicles › Truck Van & SUV"),
        ("BIRDPrey", "Birds › Bird of Prey"),
        ("MACHHvac", "Machines › HVAC"),
        ("ADR", "Archived › ADR"),
    ],
)
def test_people_read_names_without_shouting(cat_id, label):
    assert schedule.label(cat_id, "en") == label
    assert schedule.get(cat_id).category_en.isupper()


def test_every_term_of_our_own_leads_to_the_schedule():
    terms = vocabulary.terms()

    assert all(schedule.exists(cat_id) for cat_ids in terms.values() for cat_id in cat_ids)
    assert all(len(set(cat_ids)) == len(cat_ids) for cat_ids in terms.values())


def test_korean_words_onomatopoeia_and_culture_are_covered():
    by_field = Counter(row["field"] for row in rows("korean_vocabulary.csv"))

    assert sum(count for field, count in by_field.items() if field != "general") >= 600
    for field in ("onomatopoeia", "everyday", "architecture", "instruments", "food", "animals"):
        assert by_field[field] >= 100
    assert min(by_field[field] for field in ("markets", "ritual")) >= 50


@pytest.mark.parametrize("table", ["korean_vocabulary.csv", "english_vocabulary.csv"])
def test_every_term_stands_once_and_in_order(table):
    terms = [row["term"] for row in rows(table)]

    assert terms == sorted(set(terms))
    assert all(term == " ".join(term.split()) for term in terms)
