"""Whose word counts where the name and the containers of a file contradict each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.audio.metadata import Metadata, Value
from catalog.audio.metadata.keys import CONTESTED, PRIORITY
from catalog.effects.settling import NAME, Settled, Why, settle

FILE_NAME = "DOORWood_Gate_KSND_HANOK.wav"
NAMED = {"cat_id": "DOORWood", "fx_name": "Gate", "creator_id": "KSND", "source_id": "HANOK"}


def settled(*values: tuple[str, str, str], **more: object) -> Settled:
    known = {"file_name": FILE_NAME, "named": NAMED, "decisions": {}} | more
    return settle(Metadata(values=tuple(Value(*value) for value in values)), **known)  # type: ignore[arg-type]


def the_one(found: Settled) -> tuple[str, str | None, Why]:
    (one,) = found.contradictions
    return one.field, one.taken.container if one.taken else None, one.why


def test_without_a_contradiction_there_is_no_question() -> None:
    found = settled(("ixml.user", "CatID", "doorwood"), ("info", "INAM", "gate"))
    assert found.contradictions == ()
    assert (found.fields["cat_id"], found.sources["source_id"]) == ("doorwood", NAME)


def test_ixml_is_believed_before_the_name_and_the_name_before_id3() -> None:
    assert the_one(settled(("ixml.user", "CatID", "DOORMetl"))) == ("cat_id", "ixml.user", Why.FIRST)
    assert the_one(settled(("id3", "TIT2", "Slam"))) == ("fx_name", NAME, Why.FIRST)


def test_what_is_no_cat_id_is_shown_but_never_taken() -> None:
    found = settled(("ixml.user", "CatID", "DOORXX"))
    assert the_one(found) == ("cat_id", NAME, Why.ONLY_CAT_ID)
    assert found.fields["cat_id"] == "DOORWood"
    assert found.contradictions[0].takeable == (NAME,)


def test_a_retired_spelling_is_the_same_cat_id() -> None:
    renamed = {"named": {"cat_id": "MACHOffc"}, "file_name": "MACHOffc_x.wav"}
    assert settled(("ixml.user", "CatID", "MACHOffi"), **renamed).contradictions == ()


def test_the_sellers_own_creator_id_is_believed_wherever_it_stands() -> None:
    found = settled(("ixml.user", "ShortID", "SMDR"), creator_ids=("KSND",))
    assert the_one(found) == ("creator_id", NAME, Why.REGISTERED)
    assert found.fields["creator_id"] == "KSND"


def test_a_decision_stands_above_everything() -> None:
    values = (("ixml.user", "ShortID", "SMDR"), ("id3", "TIT2", "Slam"))
    found = settled(*values, decisions={"creator_id": "ixml.user", "fx_name": "id3"}, creator_ids=("KSND",))
    assert {one.why for one in found.contradictions} == {Why.CHOSEN}
    assert (found.fields["creator_id"], found.fields["fx_name"]) == ("SMDR", "Slam")
    assert found.open_questions == 0


def test_a_decision_for_what_is_gone_counts_for_nothing() -> None:
    found = settled(("id3", "TIT2", "Slam"), decisions={"fx_name": "info", "library": "id3"})
    assert the_one(found) == ("fx_name", NAME, Why.FIRST)


def test_a_title_that_repeats_the_file_name_contradicts_nothing() -> None:
    for text in (FILE_NAME, FILE_NAME[:-4], "DOORMetl_Gate_OTHR_X"):
        assert settled(("id3", "TIT2", text)).contradictions == ()


def test_a_take_number_where_a_title_belongs_contradicts_nothing() -> None:
    assert settled(("info", "INAM", "REC_0007")).contradictions == ()


def test_the_category_follows_from_the_cat_id_and_is_not_asked_for() -> None:
    found = settled(("ixml.user", "Category", "DOORS"), ("ixml.aswg", "category", "VEHICLES"))
    assert found.contradictions == ()


keys = {"cat_id": "CatID", "fx_name": "FXName", "creator_id": "CreatorID", "description": "Description"}
values = st.lists(
    st.tuples(
        st.sampled_from(PRIORITY),
        st.sampled_from([*keys.values(), "ShortID", "TIT2", "INAM", "Library", "Keywords"]),
        st.sampled_from(["DOORWood", "DOORMetl", "doorwood", "Gate", "문", "KSND", "a, b", FILE_NAME])
        | st.text(max_size=9),
    ),
    max_size=14,
)


@given(values, st.dictionaries(st.sampled_from(sorted(CONTESTED)), st.sampled_from(PRIORITY)))
def test_whatever_a_file_says_the_value_taken_is_the_one_that_counts(
    said: list[tuple[str, str, str]], decisions: dict[str, str]
) -> None:
    found = settled(*said, decisions=decisions, creator_ids=("KSND",))
    assert set(found.sources) == set(found.fields)
    for one in found.contradictions:
        assert len(one.values) > 1
        assert one.taken is None or (one.taken in one.values and one.taken.container in one.takeable)
        assert one.taken is None or found.sources[one.field] == one.taken.container
        if decisions.get(one.field) in one.takeable:
            assert (one.taken and one.taken.container, one.is_open) == (decisions[one.field], False)
    again = settled(*said, decisions=decisions, creator_ids=("KSND",))
    assert again == found
