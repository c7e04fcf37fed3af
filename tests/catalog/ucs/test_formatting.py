"""Writing file names, and the two laws that tie writing to reading."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.ucs import schedule
from catalog.ucs.filename import REWRITING_WARNINGS, UcsName, parse
from catalog.ucs.formatting import NameRefused, delivery_name, format_name
from tests.catalog.ucs.dev_names import DEV_NAMES
from tests.catalog.ucs.worked_examples import WRITING

BLOCK = st.text(alphabet="abKS 07-.문닫é\u1100\u1161×?", min_size=1, max_size=8) | st.text(max_size=12)
NAMES = st.builds(
    UcsName,
    cat_id=st.sampled_from([*schedule.schedule(), "doorwood", "DOORShut"]),
    user_category=st.none() | BLOCK,
    vendor_category=st.none() | BLOCK | st.just("Fabric"),
    fx_name=BLOCK,
    creator_id=st.none() | BLOCK | st.just("KSND"),
    source_id=st.none() | BLOCK,
    user_data=st.none() | BLOCK,
    ext=st.sampled_from([None, "wav", "FLAC", "zip"]),
)
POLICIES = st.sampled_from(
    [
        {},
        {"vendor": "hyphen"},
        {"vendors": ["Fabric", "a"]},
        {"creators": ["KSND", "a"]},
        {"creators": ["KSND"], "repair": True, "vendors": ["Fabric"]},
    ]
)
WRITTEN = st.lists(BLOCK, max_size=7).map(lambda blocks: "_".join(["DOORWood", *blocks]))


@pytest.mark.parametrize(("number", "fields", "policy", "outcome"), WRITING)
def test_a_worked_example_is_written_as_specified(number, fields, policy, outcome):
    try:
        written = format_name(UcsName(**fields), **policy)
    except NameRefused as refused:
        written = refused.code

    assert written == outcome


@given(NAMES, POLICIES)
def test_what_is_written_is_read_back_the_same(name, policy):
    try:
        written = format_name(name, **policy)
    except NameRefused:
        assume(False)
    assert parse(written, **policy).name == name


@given(WRITTEN)
def test_what_is_read_without_rewriting_is_written_back_byte_for_byte(given_name):
    reading = parse(given_name)
    assume(reading.level in {"basic", "full"} and REWRITING_WARNINGS.isdisjoint(reading.warnings))
    assume({"nonportable_char", "trailing_dot_or_space", "too_long"}.isdisjoint(reading.warnings))

    assert format_name(reading.name) == given_name


def test_published_names_come_back_byte_for_byte():
    for row in DEV_NAMES:
        reading = parse(row["name"])
        if reading.level in {"basic", "full"} and REWRITING_WARNINGS.isdisjoint(reading.warnings):
            assert format_name(reading.name) == row["name"]


def test_a_buyer_receives_a_name_every_tool_reads_alike():
    written = delivery_name(
        cat_id="UIGlitch", title="Lo-Fi: Blip_2?", creator_id="KS_ND", source_id="UI1", ext="wav"
    )

    assert written == "UIGlitch_Lo Fi Blip 2_KS ND_UI1.wav"
    assert parse(written, vendor="hyphen").name.fx_name == "Lo Fi Blip 2"


def test_a_buyer_receives_a_short_name_for_a_long_title():
    written = delivery_name(
        cat_id="DOORWood", title="문" * 300, creator_id="KSND", source_id="HANOK", ext="wav"
    )

    assert 175 <= len(written.removesuffix(".wav").encode()) <= 180
    assert parse(written).level == "full"


@given(st.text(max_size=300), st.none() | st.text(max_size=20), st.none() | st.text(max_size=20))
def test_any_title_makes_a_name_for_the_buyer(title, creator_id, source_id):
    written = delivery_name(
        cat_id="DOORWood", title=title, creator_id=creator_id, source_id=source_id, ext="wav"
    )

    assert parse(written, vendor="hyphen").level in {"basic", "full"}


def test_a_name_is_not_written_for_a_catid_outside_the_schedule():
    with pytest.raises(NameRefused, match="unknown_catid"):
        delivery_name(cat_id="DOORShut", title="Close", creator_id="KSND", ext="wav")
