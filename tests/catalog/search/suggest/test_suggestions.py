"""What is offered while somebody types, in either language."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.effects.models import Effect
from catalog.search import operations
from catalog.search.suggest import completing, refreshing, vocabulary
from catalog.search.suggest.models import SearchTerm, TermSound
from catalog.search.suggest.queries import suggestions
from tests.catalog.search.conftest import START

pytestmark = pytest.mark.django_db


def offered(text: str, *kinds: str, language: str = "ko") -> list[str]:
    return [one.text for one in suggestions(text, language=language) if not kinds or one.kind in kinds]


@pytest.mark.parametrize("typed", ["ㅂㅣ", "빗", "비ㅅ", "빗ㅅ", "빗솔", "빗소리"])
def test_a_word_is_offered_inside_the_syllable_being_typed(make_effect, typed):
    make_effect("창가 빗소리")

    assert "빗소리" in offered(typed, "word")


def test_a_word_is_offered_by_its_beginning_in_english_and_mixed(make_effect):
    make_effect("양철 지붕 빗소리", "Rain on a tin roof")
    make_effect(title_en="Temple bell")

    assert "rain" in offered("ra", "word")
    assert "rain" in offered("RAI", "word")
    assert offered("rain ro", "word") == ["rain roof"]
    assert offered("rain 빗", "word") == ["rain 빗소리"]


def test_words_typed_before_stay_and_have_to_fit(make_effect):
    make_effect(title_en="Door creak slow")
    make_effect(title_en="Rope crack")

    assert offered("door cr", "word") == ["door creak"]
    assert offered("-rope cr", "word")[0] == "-rope crack" or offered("cr", "word") == ["crack", "creak"]


def test_a_word_of_more_sounds_comes_first(make_effect):
    make_effect(title_en="Rafters")
    for number in range(3):
        make_effect(title_en=f"Rain {number}")

    assert offered("ra", "word")[:2] == ["rain", "rafters"]


def test_a_title_is_offered_as_it_is_written(make_effect):
    make_effect(title_en="Old Lift, Doors Close")

    (title,) = [one for one in suggestions("old li", language="en") if one.kind == "title"]
    assert title.text == "Old Lift, Doors Close"
    assert title.fill == "Old Lift Doors Close"


def test_a_category_is_offered_with_its_path_in_both_languages(make_effect):
    make_effect("삐걱", cat_id="DOORWood")

    korean = [one for one in suggestions("문", language="ko") if one.kind == "category"]
    english = [one for one in suggestions("doors w", language="en") if one.kind == "category"]

    assert [(one.text, one.detail) for one in korean] == [("문", "Doors"), ("문 › 목재", "Doors › Wood")]
    assert [(one.text, one.detail) for one in english] == [("Doors › Wood", "문 › 목재")]
    assert english[0].url == "/search/?category=DOOR&cat=DOORWood" or "cat=DOORWood" in english[0].url


def test_a_category_without_sounds_is_not_offered(make_effect):
    make_effect("삐걱", cat_id="DOORWood")

    assert offered("rain", "category", language="en") == []
    assert offered("rain", "word", language="en") == []


def test_a_word_of_our_vocabulary_is_offered_when_its_category_has_sounds(make_effect):
    make_effect(title_en="Heavy drops", cat_id="RAINMetl")

    assert "빗소리" in offered("빗솔", "word")


def test_a_seller_is_offered_and_leads_to_their_sounds(make_effect, make_seller):
    seller = make_seller("달빛소리")
    make_effect("바람", seller=seller)
    make_seller("달무리")  # sells nothing

    (one,) = [one for one in suggestions("달", language="ko") if one.kind == "seller"]
    assert one.text == "달빛소리"
    assert f"seller={seller.public_id}" in one.url


def test_a_renamed_seller_is_offered_under_the_new_name_only(make_effect, make_seller):
    seller = make_seller("달빛소리")
    make_effect("바람", seller=seller)
    type(seller).objects.filter(pk=seller.pk).update(display_name="달님소리")

    assert offered("달", "seller") == ["달님소리"]


def test_there_are_at_most_eight_and_every_kind_has_its_place(make_effect, make_seller):
    for number in range(20):
        make_effect(
            f"문{number} 문소리{number} 삐걱", seller=make_seller(f"문지기 {number}"), cat_id="DOORWood"
        )

    kinds = [one.kind for one in suggestions("문", language="ko")]
    assert len(kinds) == completing.MOST
    assert set(kinds) == {"word", "title", "category", "seller"}


@pytest.mark.parametrize("state", ["withdrawn", "suspended", "held", "draft"])
def test_a_sound_not_on_sale_is_in_no_suggestion_even_when_nobody_told_us(make_effect, state):
    effect = make_effect("잠복경찰 무전", "Undercover radio")

    Effect.objects.filter(pk=effect.pk).update(state=state)

    assert offered("잠복") == []
    assert offered("underc") == []


def test_the_sounds_of_a_suspended_seller_are_in_no_suggestion(make_effect, make_seller):
    seller = make_seller("유령상회")
    make_effect("잠복경찰 무전", seller=seller)

    type(seller).objects.filter(pk=seller.pk).update(state="suspended")

    assert offered("잠복") == []
    assert offered("유령") == []


def test_a_word_stays_while_another_sound_has_it(make_effect):
    gone = make_effect("잠복경찰 무전")
    make_effect("잠복경찰 발걸음")

    operations.remove(gone)

    assert offered("잠복") == ["잠복경찰", "잠복경찰 발걸음"]
    assert SearchTerm.objects.get(term="잠복경찰").df == 1
    assert SearchTerm.objects.get(term="무전").df == 0


def test_a_sound_published_again_is_offered_by_its_new_title_only(make_effect):
    effect = make_effect("잠복경찰 무전")
    Effect.objects.filter(pk=effect.pk).update(title_ko="순찰차 무전")

    operations.index(Effect.objects.with_facts().get(pk=effect.pk))

    assert offered("잠복") == []
    assert offered("순찰") == ["순찰차", "순찰차 무전"]
    assert SearchTerm.objects.get(term="무전").df == 1


def test_the_hourly_refresh_puts_counts_right_and_writes_what_is_missing(make_effect):
    make_effect("잠복경찰 무전")
    gone = make_effect("유령선")
    late = make_effect("순찰차 무전", index=False)
    SearchTerm.objects.filter(term="무전").update(df=77)
    Effect.objects.filter(pk=gone.pk).update(state="withdrawn")
    assert offered("순찰") == []

    refreshing.refresh(at=START)

    assert offered("순찰") == ["순찰차", "순찰차 무전"]
    assert SearchTerm.objects.get(term="무전").df == 2
    assert not SearchTerm.objects.filter(term="유령선").exists()
    assert TermSound.objects.filter(effect=late).count() == 4


def test_the_number_of_statements_does_not_grow_with_the_sounds(make_effect):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            suggestions("문", language="ko")
        return len(captured)

    make_effect("문 0")
    vocabulary.stocked()
    with_one = statements()
    for number in range(24):
        make_effect(f"문소리 {number}")

    assert (with_one, statements()) == (1, 1)


HOSTILE = [
    "",
    " ",
    "\x00빗",
    "\ud800",
    "빗" * 10_000,
    "' OR 1=1; --",
    "%_\\",
    "ㅋㅋㅋ",
    "🌧️ 비",
    "((((",
    '"',
    "-",
    "*",
    "cat:",
    ":" * 50,
    "a\u0301" * 99,
    "\u202e비",
    "{}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_is_too_strange(make_effect, text):
    make_effect("빗소리", "Rain")

    assert isinstance(suggestions(text, language="ko"), list)
    for name in ("suggest/", "suggest.json"):
        answer = Client().get(f"/search/{name}", {"q": text.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200


def test_the_list_speaks_the_language_of_the_page(make_effect):
    make_effect("빗소리", "Rain shower", cat_id="RAINMetl")

    korean = Client().get("/search/suggest/", {"q": "ra"})
    english = Client().get("/en/search/suggest/", {"q": "ra"})

    assert 'role="option"' in english.content.decode()
    assert "suggestions. Use the arrow keys." in english.content.decode()
    assert "/en/search/?q=rain" in english.content.decode()
    assert 'href="/search/?q=rain"' in korean.content.decode()


def test_the_same_is_there_as_json(make_effect):
    make_effect("빗소리", cat_id="RAINMetl")

    listed = json.loads(Client().get("/search/suggest.json", {"q": "빗"}).content)["suggestions"]

    assert {
        "kind": "word",
        "text": "빗소리",
        "detail": "",
        "url": "/search/?q=%EB%B9%97%EC%86%8C%EB%A6%AC",
    } in listed


def test_suggestions_may_be_kept_by_the_browser_that_asked_and_by_nobody_else(db):
    assert Client().get("/search/suggest/", {"q": "ra"})["Cache-Control"] == "private, max-age=15"


def test_who_asks_without_end_is_asked_to_wait(db, monkeypatch):
    monkeypatch.setattr("catalog.search.suggest.views.HOURLY", 2)

    answers = [Client().get("/search/suggest.json", {"q": "ra"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
