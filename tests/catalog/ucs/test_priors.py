"""What resembles a sound and what came with it speak for a CatID, but never alone against plain words."""

import pytest

from catalog.ucs.priors import Neighbour, Sibling
from catalog.ucs.suggest import suggest


def best(*arguments, **described):
    return [found.cat_id for found in suggest(*arguments, **described)]


def test_a_name_that_says_nothing_is_filed_like_what_it_sounds_like():
    neighbours = [Neighbour("RAIN", 0.2), Neighbour("RAIN", 0.3), Neighbour("WATRSurf", 0.9)]
    found = suggest("qqqq 0003", neighbours=neighbours)

    assert [one.cat_id for one in found] == ["RAIN", "WATRSurf"]
    assert [one.similar_sounds for one in found] == [2, 1]
    assert "similar sounds: 2" in found[0].reason


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_the_measure_of_distance_does_not_matter(scale):
    near, far = Neighbour("RAIN", 1.0 * scale), Neighbour("WIND", 3.0 * scale)

    assert best("", neighbours=[far, near]) == ["RAIN", "WIND"]


def test_the_same_sound_may_lie_at_distance_nought():
    assert best("", neighbours=[Neighbour("RAIN", 0.0), Neighbour("WIND", 0.0)]) == ["RAIN", "WIND"]


def test_plain_words_outweigh_resemblance():
    alike = [Neighbour("FIRECrkl", 0.1)] * 8

    assert best("빗소리 양철 지붕", neighbours=alike)[0] == "RAINMetl"
    assert "FIRECrkl" in best("빗소리 양철 지붕", neighbours=alike)


def test_the_next_take_is_filed_like_the_last():
    takes = [Sibling("CERMHndl", "부엌 무언가 01"), Sibling("DOORWood", "방문 닫기")]
    found = suggest("부엌 무언가 02", siblings=takes)

    assert (found[0].cat_id, found[0].same_upload) == ("CERMHndl", 1)


def test_an_upload_of_one_kind_lends_it_to_a_file_without_a_name():
    woods = [Sibling("AMBForst", "숲"), Sibling("AMBForst", "숲 2")]

    assert best("qqqq 0009", siblings=woods) == ["AMBForst"]


def test_a_catid_outside_the_schedule_is_passed_over():
    assert best("x", neighbours=[Neighbour("gone", 1.0)], siblings=[Sibling("gone", "x")]) == []
