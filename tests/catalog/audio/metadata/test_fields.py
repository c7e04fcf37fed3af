"""Whose word counts, where containers contradict each other, and how large the answer may become."""

import json

import pytest
from mutagen import id3

from catalog.audio.metadata import Metadata, Value, as_tags

from .files import bext, info, ixml, read_wav
from .test_containers import id3_chunk

ALL = (
    bext(b"from bext", date=b"2021-01-01"),
    ixml(
        "<USER><Description>from USER</Description><CatID>DOORWood</CatID></USER>"
        "<ASWG><notes>from ASWG</notes><catId>DOORMetl</catId></ASWG>"
    ),
    info(ICMT=b"from INFO", ICRD=b"2024"),
    id3_chunk(id3.COMM(encoding=3, lang="eng", desc="", text="from ID3"), id3.TDRC(encoding=3, text="2023")),
)


def test_each_container_is_believed_in_its_turn():
    aswg = ixml("<ASWG><notes>from ASWG</notes></ASWG>")
    order: dict[str, tuple[bytes, ...]] = {"USER": ALL, "ASWG": (ALL[0], aswg, *ALL[2:])}
    order |= {"bext": (ALL[0], *ALL[2:]), "ID3": ALL[2:], "INFO": ALL[2:3]}
    for name, chunks in order.items():
        assert read_wav(*chunks).fields["description"] == f"from {name}"


def test_the_file_name_stands_between_aswg_and_bext():
    name = {"cat_id": "DOORGlas", "fx_name": "Gate", "creator_id": None}
    everything = read_wav(*ALL).resolved(name)
    plain = read_wav(id3_chunk(id3.TXXX(encoding=3, desc="CatID", text="DOORMetl"))).resolved(name)

    assert everything.fields["cat_id"] == "DOORWood"
    assert [(value.container, value.text) for value in everything.conflicts["cat_id"]] == [
        ("ixml.user", "DOORWood"),
        ("ixml.aswg", "DOORMetl"),
        ("name", "DOORGlas"),
    ]
    assert (plain.fields["cat_id"], plain.fields["fx_name"]) == ("DOORGlas", "Gate")
    assert "creator_id" not in plain.fields


def test_contradictions_name_every_differing_value_with_its_place():
    conflicts = read_wav(*ALL).conflicts

    assert [(value.container, value.key, value.text) for value in conflicts["description"]] == [
        ("ixml.user", "Description", "from USER"),
        ("ixml.aswg", "notes", "from ASWG"),
        ("bext", "Description", "from bext"),
        ("id3", "COMM", "from ID3"),
        ("info", "ICMT", "from INFO"),
    ]
    assert [value.text for value in conflicts["recorded_on"]] == ["2021-01-01", "2023", "2024"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A heavy gate slams.", "A heavy gate slams. 대문이 쾅 닫힌다."),
        ("A heavy  gate slams", "a heavy gate slams"),
        ("Café gate – slams", "Cafe gate - slams"),
        ("대문 " * 80, "대문 " * 300),
    ],
)
def test_a_text_cut_short_folded_or_spaced_otherwise_is_no_contradiction(one: str, other: str):
    found = read_wav(bext(one.encode()[:256]), info(ICMT=other.encode()))

    assert found.conflicts == {}


def test_of_a_text_cut_short_the_whole_is_taken():
    whole = "A very long description of a gate. " * 12
    found = read_wav(bext(whole.encode()[:256]), info(ICMT=whole.encode()))

    assert found.fields["description"] == whole.strip()


def test_short_titles_that_begin_alike_are_different_titles():
    found = read_wav(ixml("<USER><FXName>Door</FXName></USER>"), info(INAM=b"Door Slam"))

    assert [value.text for value in found.conflicts["fx_name"]] == ["Door", "Door Slam"]


def test_the_same_keywords_in_another_order_are_the_same():
    user = ixml("<USER><Keywords>door, wood; slam</Keywords></USER>")

    assert read_wav(user, info(IKEY=b"Slam; Wood; Door")).conflicts == {}
    assert "keywords" in read_wav(user, info(IKEY=b"Slam; Wood")).conflicts


def test_json_gives_everything_back():
    found = read_wav(*ALL)
    again = Metadata.from_json(json.loads(json.dumps(found.to_json())))

    assert (again.values, again.markers, again.loops) == (found.values, found.markers, found.loops)
    assert (again.fields, again.conflicts) == (found.fields, found.conflicts)


def test_a_flood_of_values_stays_small():
    many = ixml("<USER>" + "".join(f"<k{n}>{'문' * 40}</k{n}>" for n in range(5_000)) + "</USER>")
    long = info(ICMT=b"x" * 500_000, IART=b"y" * 500_000)
    for chunks in ((many,), (long,), (long, many)):
        found = read_wav(*chunks)
        assert found.values
        assert len(found.values) <= 400
        assert len(json.dumps(found.to_json())) < 300_000
        assert max(len(value.text) for value in found.values) <= 2_000


def test_the_plain_names_of_the_form_are_derived():
    chunks = (
        ixml("<USER><FXName>Gate</FXName><CatID>DOORWood</CatID><Category>DOORS</Category></USER>"),
        info(INAM=b"gate 03", IART=b"Kim", IGNR=b"Foley", IKEY=b"door; wood", ISBJ=b"a gate", ISFT=b"REAPER"),
        bext(b"cut", originator=b"MixPre", date=b"2021-01-01"),
    )

    assert as_tags(read_wav(*chunks)) == {
        "fx_name": "Gate",
        "title": "gate 03",
        "artist": "Kim",
        "genre": "Foley",
        "description": "a gate",
        "software": "REAPER",
        "originator": "MixPre",
        "date": "2021-01-01",
        "cat_id": "DOORWood",
        "category": "DOORS",
        "keywords": ["door", "wood"],
    }


def test_values_are_clean():
    found = read_wav(info(INAM="a\x01b\u202ec\n d".encode()))

    assert found.values == (Value("info", "INAM", "abc d"),)
