"""Reading file names: the worked examples, the development names, and what the form can rely on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ucs.filename import Reading, UcsName, parse
from tests.catalog.ucs.dev_names import DEV_NAMES
from tests.catalog.ucs.worked_examples import READING

BLOCKS = ("fx_name", "creator_id", "source_id", "user_data")


@pytest.mark.parametrize(("number", "given_name", "policy", "outcome", "fields", "warnings"), READING)
def test_a_worked_example_reads_as_specified(number, given_name, policy, outcome, fields, warnings):
    reading = parse(given_name, **policy)

    if not fields:
        assert reading == Reading(UcsName(), outcome, reading.warnings)
    else:
        assert (reading.level, reading.error) == (outcome, None)
        assert reading.name == UcsName(**fields)
        assert set(reading.warnings) == warnings


@pytest.mark.parametrize("row", DEV_NAMES, ids=lambda row: row["name"])
def test_a_published_name_reads_literally_as_labelled(row):
    reading = parse(row["name"])

    assert reading.level == row["level"]
    if row["level"] == "none":
        assert reading.error == row["error"]
    else:
        assert reading.name.cat_id == row["cat_id"]
        assert {block: getattr(reading.name, block) or "" for block in BLOCKS} == {
            block: row[block] for block in BLOCKS
        }


def intended(row: dict[str, str]) -> bool:
    """Whether the repair reading says what a person who knows the supplier reads."""
    creators = [row["intended_creator"]] if row["intended_creator"] else []
    head, _, rest = row["fx_name"].partition("-")
    vendors = [head] if rest and rest == row["intended_fx"] else []
    name = parse(row["name"], creators=creators, vendors=vendors, repair=True).name
    return all(
        (getattr(name, block) or "") == row[f"intended_{block.removesuffix('_id').removesuffix('_name')}"]
        for block in BLOCKS
    )


def test_repair_returns_the_intended_reading_of_most_shifted_names_and_breaks_no_other():
    ucs = [row for row in DEV_NAMES if row["level"] != "none"]
    shifted = [row for row in ucs if row["note"].startswith("block shift")]

    assert len(DEV_NAMES) == 141
    assert [row["name"] for row in ucs if row not in shifted and not intended(row)] == []
    assert (len(shifted), sum(map(intended, shifted))) == (16, 12)


def test_the_case_of_a_catid_is_repaired_but_an_ordinary_word_is_not_taken_for_one():
    assert parse("doorwood_Close").name.cat_id == "DOORWood"
    assert parse("rain_Close").error == "no_catid"
    assert parse("RAIN_On Roof_KSND_SRC").warnings == ()


def test_the_take_number_is_shown_apart():
    assert parse("DOORWood_Closet Close 07_KSND_SRC.wav").name.variation == "07"
    assert parse("DOORWood_Closet Close_KSND_SRC.wav").name.variation is None


def test_a_hyphen_offers_its_head_as_a_vendor_category():
    assert parse("UIGlitch_Lo-Fi Blip").name.vendor_guess == "Lo"
    assert parse("UIGlitch_-Blip").name.vendor_guess is None


def test_a_declared_vendor_category_may_hold_a_hyphen_itself():
    name = parse("UIGlitch_Sci-Fi-Blip_KSND_SRC", vendors=["Sci-Fi"]).name

    assert (name.vendor_category, name.fx_name) == ("Sci-Fi", "Blip")


def test_a_surrogate_is_an_error_of_the_name_and_not_of_the_reader():
    assert parse("DOORWood_\udcb9\udcae.wav").error == "control_char"


@given(st.text(max_size=80) | st.text(alphabet="DORWodRAIN_-. 문＿\u200b/\n0", max_size=40))
def test_no_text_makes_the_reader_fail(text):
    for policy in ({}, {"vendor": "hyphen"}, {"creators": ["R", "문"], "repair": True}):
        reading = parse(text, **policy)
        assert (reading.error is None) == (reading.level != "none")
