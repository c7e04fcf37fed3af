"""iXML is a stranger's document: what is read of it, and what is refused."""

import codecs
import time

import pytest

from ..sounds import chunk
from .files import ixml, read_wav, texts


def test_user_aswg_steinberg_and_the_bext_mirror_are_read():
    found = read_wav(
        ixml(
            "<PROJECT>여름</PROJECT><USER><CatID>DOORWood</CatID><FXName>나무 대문</FXName></USER>"
            "<ASWG><catId>DOORWood</catId><isDesigned>true</isDesigned></ASWG>"
            "<STEINBERG><ATTR_LIST><ATTR><TYPE>string</TYPE><NAME>MediaCompany</NAME><VALUE>KS</VALUE></ATTR>"
            "<ATTR><TYPE>string</TYPE><NAME>MediaLibrary</NAME><VALUE>한옥</VALUE></ATTR></ATTR_LIST></STEINBERG>"
            "<BEXT><BWF_DESCRIPTION>door</BWF_DESCRIPTION></BEXT>"
            "<TRACK_LIST><TRACK><NAME>boom</NAME></TRACK><TRACK><NAME>lav</NAME></TRACK></TRACK_LIST>"
        )
    )

    assert texts(found, "ixml") == {"PROJECT": "여름"}
    assert texts(found, "ixml.user") == {"CatID": "DOORWood", "FXName": "나무 대문"}
    assert texts(found, "ixml.steinberg") == {"MediaCompany": "KS", "MediaLibrary": "한옥"}
    assert texts(found, "ixml.track_list.2") == {"NAME": "lav"}
    assert found.fields == {
        "cat_id": "DOORWood",
        "fx_name": "나무 대문",
        "description": "door",
        "supplier": "KS",
        "library": "한옥",
        "is_designed": "true",
    }


@pytest.mark.parametrize("tag", ["CatID", "CATID", "catid", "Catid"])
def test_names_are_read_whatever_their_case(tag: str):
    found = read_wav(ixml(f"<user><{tag}>DOORWood</{tag}></user>"))

    assert found.fields["cat_id"] == "DOORWood"
    assert found.values[0].key == tag


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_korean_is_read_in_the_encodings_that_occur(encoding: str):
    found = read_wav(ixml("<USER><FXName>나무 대문 소리</FXName></USER>", encoding))

    assert found.fields["fx_name"] == "나무 대문 소리"


@pytest.mark.parametrize(
    "head",
    [b"", codecs.BOM_UTF8, b'<?xml version="1.0" encoding="ISO-8859-1"?>', b"\n <?xml version='1.0'?>\n"],
)
def test_what_stands_before_the_document_does_not_matter(head: bytes):
    body = head + "<BWFXML><USER><FXName>문</FXName></USER></BWFXML>".encode() + b"\0" * 500

    assert read_wav(chunk(b"iXML", body)).fields["fx_name"] == "문"


def test_a_loose_ampersand_and_control_letters_are_forgiven():
    found = read_wav(ixml("<USER><Designer>Kim & Lee &nbsp; &lt;Foley&#x3e;\x01</Designer></USER>"))

    assert found.fields["supplier"] == "Kim & Lee &nbsp; <Foley>"
    assert found.warnings == ()


def test_a_broken_document_is_read_up_to_the_fault():
    found = read_wav(ixml("<USER><CatID>DOORWood</CatID><FXName>x</USER>"))

    assert found.fields == {"cat_id": "DOORWood"}
    assert found.warnings == ("iXML broken in line 1",)


BOMBS = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x><USER><CatID>&b;</CatID></USER></x>',
    "file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><USER><CatID>&e;</CatID></USER></x>',
    "foreign DTD": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x><USER><CatID>a</CatID></USER></x>',
    "inside": '<x><!ENTITY a "b"><USER><CatID>a</CatID></USER></x>',
    "odd spelling": "<! doctype x><x><USER><CatID>a</CatID></USER></x>",
    "deep": "<x>" * 5_000,
    "many": "<x><USER>" + "<a>b</a>" * 60_000,
    "large": "<x><USER><CatID>" + "a" * 1_048_600 + "</CatID></USER></x>",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_bombs_cost_a_warning_and_no_time(bomb: str, encoding: str):
    began = time.process_time()
    found = read_wav(chunk(b"iXML", BOMBS[bomb].encode(encoding)))

    assert found.fields == {}
    assert found.values == ()
    assert found.warnings[0].startswith("iXML not read")
    assert time.process_time() - began < 1.0


def test_an_entity_without_a_declaration_is_text():
    assert read_wav(ixml("<USER><CatID>&xxe;</CatID></USER>")).fields == {"cat_id": "&xxe;"}
