"""The page of similar sounds over HTTP."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.audio.features import PITCH, SPECTRUM
from catalog.effects import operations as effects
from catalog.effects.models import Effect

from .conftest import PlaceSound, at_place


def address(effect: Effect) -> str:
    return reverse("effect-similar", args=[effect.public_id])


def titles(response) -> list[str]:
    return [effect.title_ko for effect in response.context["near"].effects]


def test_the_nearest_come_first_in_both_languages(client, place_sound: PlaceSound):
    asked = place_sound(at_place(), title_ko="물음", title_en="Asked")
    place_sound(at_place(3), title_ko="멂", title_en="Far")
    place_sound(at_place(1), title_ko="가까움", title_en="Near")
    assert titles(client.get(address(asked))) == ["가까움", "멂"]
    english = client.get("/en" + address(asked)).content.decode()
    assert english.index("Near") < english.index("Far")


def test_weights_in_the_address_change_the_order_and_stand_in_the_form(client, place_sound: PlaceSound):
    asked = place_sound(at_place(), title_ko="물음")
    place_sound(at_place(3, group=PITCH), title_ko="다른 음")
    place_sound(at_place(2.5, group=SPECTRUM), title_ko="다른 음역")
    only_pitch = {"spectrum": "0", "timbre": "0", "level": "0"}
    assert titles(client.get(address(asked))) == ["다른 음", "다른 음역"]
    response = client.get(address(asked), only_pitch)
    assert titles(response) == ["다른 음역", "다른 음"]
    steps = {slider.name: slider.step for slider in response.context["near"].sliders}
    assert steps == {"spectrum": 0, "timbre": 0, "pitch": 2, "level": 0}


def test_filters_and_words_narrow_what_is_compared(client, place_sound: PlaceSound):
    asked = place_sound(at_place(), title_ko="물음")
    place_sound(at_place(1), title_ko="빗소리", cat_id="RAIN")
    place_sound(at_place(3), title_ko="나무 문", cat_id="DOORWood")
    assert titles(client.get(address(asked), {"category": "DOOR"})) == ["나무 문"]
    assert titles(client.get(address(asked), {"q": "빗소리"})) == ["빗소리"]
    assert titles(client.get(address(asked), {"q": "dur:<1s"})) == []


def test_the_filters_count_what_could_be_compared(client, place_sound: PlaceSound):
    asked = place_sound(at_place(), cat_id="DOORWood")
    place_sound(at_place(1), cat_id="RAIN")
    groups = {group.name: group for group in client.get(address(asked)).context["page"].facets}
    assert {option.value: option.count for option in groups["category"].options} == {"DOOR": 1, "RAIN": 1}


def test_a_chip_takes_back_its_filter_and_keeps_the_weights(client, place_sound: PlaceSound):
    asked = place_sound(at_place())
    response = client.get(address(asked), {"category": "DOOR", "pitch": "4"})
    page = response.content.decode()
    assert f'href="{address(asked)}?&amp;pitch=4"' in page


def test_nothing_that_fits_is_a_page_that_says_what_to_do(client, place_sound: PlaceSound):
    asked = place_sound(at_place())
    response = client.get("/en" + address(asked), {"q": "qqqqqq"})
    assert response.status_code == 200
    assert titles(response) == []
    assert "Take away a filter" in response.content.decode()


def test_a_sound_without_features_leads_to_its_category(client, make_effect):
    effect = make_effect("옛 소리")
    page = client.get("/en" + address(effect)).content.decode()
    assert "not been measured yet" in page
    assert reverse("cat-id", args=["DOOR", "DOORWood"]) in page


def test_htmx_receives_only_the_list_and_the_address_to_show(client, place_sound: PlaceSound):
    asked = place_sound(at_place())
    headers = {"HX-Request": "true", "HX-Target": "near-results"}
    sent = {"pitch": "4", "timbre": "2", "q": "", "dur_low": "", "dur_high": "5"}
    response = client.get(address(asked), sent, headers=headers)
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == f"{address(asked)}?dur=..5&pitch=4"
    assert "HX-Target" in response["Vary"]


def test_the_form_without_scripts_ends_at_the_short_address(client, place_sound: PlaceSound):
    asked = place_sound(at_place())
    sent = {"pitch": "4", "timbre": "2", "q": "", "dur_low": "", "dur_high": "5"}
    assert client.get(address(asked), sent)["Location"] == f"{address(asked)}?dur=..5&pitch=4"


def test_programs_receive_json(client, place_sound: PlaceSound):
    asked, near = place_sound(at_place(), cat_id="RAIN"), place_sound(at_place(1), title_ko="가까움")
    response = client.get(address(asked), headers={"Accept": "application/json"})
    answer = json.loads(response.content)
    assert answer["results"][0] == {
        "public_id": near.public_id,
        "cat_id": "DOORWood",
        "title": "가까움",
        "url": near.get_absolute_url(),
        "distance": pytest.approx(1, abs=0.5),
    }
    assert answer["weights"] == {"spectrum": 2, "timbre": 2, "pitch": 2, "level": 2}


def test_a_longer_list_is_one_link_away_and_ends(client, place_sound: PlaceSound):
    asked = place_sound(at_place())
    for number in range(30):
        place_sound(at_place(1, seed=number))
    first = client.get(address(asked)).context["near"]
    assert (len(first.effects), first.more_url) == (24, "?show=48")
    second = client.get(address(asked), {"show": "48"}).context["near"]
    assert (len(second.effects), second.more_url) == (30, "")


@pytest.mark.parametrize("seen", ["withdrawn", "nobody"])
def test_what_is_not_on_sale_has_no_page(client, place_sound: PlaceSound, at, seen: str):
    asked = place_sound(at_place())
    where = (
        address(asked)
        if seen == "withdrawn"
        else reverse("effect-similar", args=["01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    )
    effects.withdraw(effect=asked, by=asked.seller.user, at=at)
    assert client.get(where).status_code == 404


def test_its_seller_compares_a_draft_with_what_is_on_sale(signed_in, place_sound: PlaceSound):
    draft = place_sound(at_place(), index=False, state=Effect.State.IN_REVIEW)
    near = place_sound(at_place(1))
    browser = signed_in(draft.seller.user)
    assert browser.get(address(draft)).context["near"].effects == [near]


@pytest.mark.parametrize(
    "params",
    [
        {"q": "\x00\u202e"},
        {"pitch": "x", "spectrum": "9" * 5000},
        {"show": "-1"},
        {"show": "9" * 5000},
        {"show": "٣"},
        {"dur_low": "x", "dur_high": "1e999"},
        {"q": "a" * 10_000, "cursor": "x", "like": "x", "sort": "x"},
    ],
    ids=[
        "odd characters",
        "weights",
        "less than none",
        "far too many",
        "another digit",
        "no numbers",
        "much",
    ],
)
def test_nonsense_in_the_address_is_a_page(client, place_sound: PlaceSound, params: dict[str, str]):
    asked = place_sound(at_place())
    assert client.get(address(asked), params, follow=True).status_code == 200


def test_the_number_of_statements_does_not_depend_on_the_number_of_sounds(client, place_sound: PlaceSound):
    asked = place_sound(at_place())
    place_sound(at_place(1))

    def statements(**params: str) -> int:
        client.get(address(asked), params)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address(asked), params)
        return len(captured)

    few = statements(), statements(category="DOOR")
    for number in range(30):
        place_sound(at_place(1, seed=number))
    assert (statements(), statements(category="DOOR")) == few


def test_the_page_of_a_sound_shows_its_neighbours(client, place_sound: PlaceSound):
    place_sound(at_place(1), title_ko="이웃")
    asked = place_sound(at_place())
    response = client.get(asked.get_absolute_url())
    assert [effect.title_ko for effect in response.context["similar"]] == ["이웃"]
    assert address(asked) in response.content.decode()
