"""Which sounds are nearest, whichever way they are looked for."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.audio.features import PITCH, SIZE, SPECTRUM
from catalog.search import conditions
from catalog.search.query import SearchQuery
from catalog.search.similar import nearest as finding
from catalog.search.similar import vectors
from catalog.search.similar.nearest import Anchor, nearest
from catalog.search.similar.queries import like, like_ids, near_features
from catalog.search.similar.vectors import Weights
from sellers.registration.models import Seller

from .conftest import PlaceSound, anchor, at_place


def ids(found) -> list[int]:
    return [near.effect_id for near in found]


def test_the_nearer_sound_comes_first(place_sound: PlaceSound):
    far, near = place_sound(at_place(3)), place_sound(at_place(1, seed=2))
    assert [pk for pk, _ in near_features(at_place(), limit=5)] == [near.pk, far.pk]


def test_the_same_features_lie_at_no_distance(place_sound: PlaceSound):
    here = place_sound(at_place())
    assert near_features(at_place(), limit=1) == [(here.pk, 0.0)]


def test_another_number_of_features_is_refused(db):
    with pytest.raises(ValueError, match="3 features"):
        near_features([1.0, 2.0, 3.0], limit=1)


def test_a_sound_is_not_like_itself(place_sound: PlaceSound):
    asked, other = place_sound(at_place()), place_sound(at_place(1))
    assert ids(nearest(anchor(asked), limit=5)) == [other.pk]


def test_the_same_recording_under_another_listing_is_no_answer_to_itself(place_sound: PlaceSound):
    asked, copy = place_sound(at_place(), pcm="a" * 64), place_sound(at_place(), pcm="a" * 64)
    assert ids(nearest(anchor(asked), limit=5)) == []
    assert ids(nearest(Anchor(vectors.vector(at_place())), limit=5)) == [asked.pk]
    assert copy.pk != asked.pk


def test_listings_of_one_recording_are_one_answer(place_sound: PlaceSound):
    asked = place_sound(at_place())
    first, _again = place_sound(at_place(1), pcm="b" * 64), place_sound(at_place(1), pcm="b" * 64)
    third = place_sound(at_place(2))
    assert ids(nearest(anchor(asked), limit=2)) == [first.pk, third.pk]


def test_weights_decide_what_near_means(place_sound: PlaceSound):
    other_pitch = place_sound(at_place(3, group=PITCH))
    other_spectrum = place_sound(at_place(2.5, group=SPECTRUM))
    anchor = Anchor(vectors.vector(at_place()))
    usual = nearest(anchor, limit=2)
    by_pitch = nearest(anchor, limit=2, weights=Weights(spectrum=0, timbre=0, pitch=2, level=0))
    assert ids(usual) == [other_pitch.pk, other_spectrum.pk]
    assert ids(by_pitch) == [other_spectrum.pk, other_pitch.pk]
    assert by_pitch[0].distance == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize(
    "weights", [Weights(), Weights(spectrum=3), Weights(0, 4, 1, 2), Weights(1, 1, 1, 0)], ids=str
)
@pytest.mark.parametrize("is_filtered", [False, True])
@pytest.mark.parametrize("few", [0, finding.FEW])
def test_every_way_of_looking_finds_what_arithmetic_finds(
    monkeypatch, place_sound: PlaceSound, weights: Weights, is_filtered: bool, few: int
):
    monkeypatch.setattr(finding, "FEW", few)
    places = {}
    for number in range(40):
        features = at_place(0.1 + number % 13, seed=number)
        effect = place_sound(features, cat_id="RAIN" if number % 3 else "DOORWood")
        if not is_filtered or number % 3 == 0:
            places[effect.pk] = vectors.vector(features)
    query = SearchQuery(category=("DOOR",) if is_filtered else ())
    within = conditions.all_hold(conditions.selections(query).values()) if is_filtered else None
    asked = vectors.vector(at_place())
    scale = np.zeros(SIZE)
    for group, factor in weights.factors.items():
        scale[vectors.GROUPS[group]] = factor**0.5
    expected = {pk: float(np.linalg.norm((place - asked) * scale)) for pk, place in places.items()}

    found = nearest(Anchor(asked), limit=10, weights=weights, within=within)

    assert ids(found) == sorted(expected, key=lambda pk: (expected[pk], pk))[:10]
    assert [near.distance for near in found] == pytest.approx([expected[pk] for pk in ids(found)], abs=2e-3)


def test_no_more_than_was_asked_for(place_sound: PlaceSound):
    for number in range(4):
        place_sound(at_place(1, seed=number))
    assert len(near_features(at_place(), limit=3)) == 3


def test_a_suspended_sellers_sounds_are_near_to_nothing(place_sound: PlaceSound, make_seller):
    seller = make_seller()
    place_sound(at_place(1), seller=seller)
    other = place_sound(at_place(2))
    Seller.objects.filter(pk=seller.pk).update(state=Seller.State.SUSPENDED)
    assert [pk for pk, _ in near_features(at_place(), limit=5)] == [other.pk]


def test_being_like_a_sound_is_a_condition_for_the_search(place_sound: PlaceSound, make_effect):
    asked, near = place_sound(at_place()), place_sound(at_place(1))
    make_effect("특징 없는 소리")
    assert like_ids(asked.public_id) == [near.pk]
    assert like(asked.public_id).params == [[near.pk]]


@pytest.mark.parametrize("public_id", ["", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "\x00", "x" * 500])
def test_nothing_is_like_a_sound_that_is_not_on_sale(db, public_id: str):
    assert like_ids(public_id) == []


def test_weights_come_back_from_the_address_they_make():
    chosen = Weights(spectrum=0, timbre=4, pitch=2, level=1)
    assert chosen.to_params() == [("spectrum", "0"), ("timbre", "4"), ("level", "1")]
    assert Weights.from_params({name: [value] for name, value in chosen.to_params()}) == chosen


@pytest.mark.parametrize("value", ["", "5", "-1", "x", "٣", "2" * 5000, "1.0"])
def test_a_weight_that_means_nothing_is_the_usual_one(value: str):
    assert Weights.from_params({"pitch": [value]}) == Weights()


def test_nothing_at_all_wanted_is_everything_as_usual():
    assert Weights.from_params({name: ["0"] for name in vectors.GROUPS}) == Weights()


def test_what_the_index_does_not_meet_is_found_nevertheless(place_sound: PlaceSound, monkeypatch):
    """After many withdrawals the graph has holes; a sound behind one is as near as before."""
    asked, other = place_sound(at_place()), place_sound(at_place(1))
    monkeypatch.setattr("catalog.search.similar.nearest._through_index", lambda *_: [])
    assert ids(nearest(anchor(asked), limit=5)) == [other.pk]
