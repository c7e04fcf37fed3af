"""Either language, any spelling, as people write: what a word finds."""

from __future__ import annotations

import pytest

from catalog.effects.models import Effect
from catalog.search import queries
from catalog.search.query import SearchQuery
from catalog.ucs import schedule
from tests.bench import relevance


def found(text: str) -> list[str]:
    page = queries.search(SearchQuery.of_text(text), language="ko")
    return [effect.title_ko or effect.title_en for effect in page.effects] if page.is_answer else []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # The other language, wherever the sound is filed.
        ("footsteps", "뚜벅뚜벅 걷기"),
        ("발소리", "Slow steps upstairs"),
        ("지붕 빗방울", "Raindrops on a rooftop"),
        ("door close", "방문 닫힘"),
        ("문 닫는 소리", "Closing doors"),
        ("깨진 유리", "Broken glass"),
        ("smash glass", "유리 깨지는 순간"),
        # Spacing and compounds.
        ("창문닫는소리", "창문 닫기"),
        ("문닫는 소리", "문 닫는 소리"),
        ("문 닫는소리", "문닫는소리"),
        ("빗 소리", "창가빗소리"),
        ("나무 문", "나무문 삐걱"),
        ("개짖는소리", "개 짖는 소리"),
        ("새 소리", "새소리 모음"),
        # Particles and forms of verbs.
        ("문을 닫는", "문이 닫히고 열림"),
        ("강아지들", "강아지가 달린다"),
        ("달리는 말", "말 달리기"),
        ("고양이", "고양이소리"),
        ("고양*", "고양이가 운다"),
        # English forms, British and American, hyphens, numbers.
        ("tyre", "Tire on gravel"),
        ("tire", "Tyre on gravel"),
        ("knocking", "Knocks on wood"),
        ("leaf", "Dry leaves"),
        ("elevator", "Lift arrives"),
        ("lofi", "Lo-fi hit"),
        ("lo-fi", "Lofi hit"),
        ("lo fi", "Lo-Fi hit"),
        ("sci fi", "Scifi panel"),
        ("5.1", "Market 5.1 surround"),
        ("808", "808 kick"),
        ("9mm", "9mm casing"),
        # Korean in Latin letters.
        ("janggu", "장구 장단"),
        ("pansori", "판소리 한 대목"),
        ("hanok", "한옥 마루"),
        ("moktak", "목탁 소리"),
        ("dadeumi", "다듬이 방망이"),
        ("장구", "Janggu solo"),
    ],
)
def test_what_is_meant_is_found_wherever_it_is_filed(make_effect, text, title):
    make_effect(title, cat_id="AMBRoom")
    make_effect("레이저 발사", cat_id="LASRGun")
    make_effect(title_en="Ferry engine", cat_id="BOATMotr")

    assert found(text) == [title]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("눈", "눈물"),
        ("문", "문화"),
        ("배", "배경"),
        ("소", "소나무 가지"),
        ("기타", "레이저"),
        ("개", "개나리 꽃길"),
    ],
)
def test_a_word_of_one_syllable_is_not_mistaken_for_part_of_another(make_effect, text, other):
    make_effect(other, cat_id="LASRMisc")

    assert found(text) == []


def test_what_is_excluded_is_excluded_in_both_languages_and_by_category(make_effect):
    make_effect("나무문 삐걱", cat_id="AMBRoom")
    make_effect(title_en="Closet slam", cat_id="DOORWood")
    make_effect(title_en="Iron gate", cat_id="DOORMetl")

    assert found("door -wood") == ["Iron gate"]
    assert found("문 -나무") == ["Iron gate"]
    assert sorted(found("(삐걱, gate) -closet")) == ["Iron gate", "나무문 삐걱"]
    assert found("-(나무, 옷장, closet)") == ["Iron gate"]


def test_field_words_and_brackets_work_together(make_effect):
    make_effect("철문 짧게", cat_id="DOORMetl", duration_ms=1_000)
    make_effect("철문 길게", cat_id="DOORMetl", duration_ms=2_000)
    make_effect("나무문 짧게", cat_id="DOORWood", duration_ms=1_000)

    assert found("(철문, 나무문) cat:DOORMetl dur:<2s") == ["철문 짧게"]
    assert sorted(found("분류:문 길이:<2초")) == ["나무문 짧게", "철문 짧게"]


def test_the_word_itself_comes_before_part_of_a_compound_before_other_words_for_it(make_effect):
    make_effect(title_en="Gate", cat_id="AMBRoom", keywords=["문"])
    make_effect(title_en="Door", cat_id="AMBRoom")
    make_effect("나무문", cat_id="AMBRoom")
    make_effect("문 하나", cat_id="AMBRoom")

    assert found("문")[0] == "문 하나"
    assert set(found("문")[1:3]) == {"나무문", "Door"}


@pytest.fixture
def judged_catalogue(make_seller):
    relevance.put_on_sale(make_seller("새 소리꾼"))
    relevance.index_all()


def test_words_of_daily_life_and_of_korea_find_the_right_categories(judged_catalogue):
    expected = {
        "빗소리": "RAIN",
        "발소리": "FEET",
        "문소리": "DOOR",
        "쨍그랑": "GLAS",
        "뚜벅뚜벅": "FEET",
        "장구": "MUSC",
        "판소리": "VOX",
        "다듬이": "WOOD",
        "목탁": "WOOD",
        "사물놀이": "MUSC",
        "야옹": "ANML",
        "멍멍": "ANML",
        "지글지글": "FOOD",
        "똑딱똑딱": "CLOCK",
        "콜록콜록": "HMN",
        "우르릉": "WEATHER",
        "drizzle": "RAIN",
        "bark": "ANML",
        "clapping": "CRWD",
        "tonnerre": "WEATHER",
        "Regen": "RAIN",
        "chien": "ANML",
    }
    for text, code in expected.items():
        page = queries.search(SearchQuery.of_text(text), language="ko", limit=3)
        filed = [schedule.get(effect.cat_id).category_code for effect in page.effects]
        assert page.is_answer, text
        assert code in filed[:2], (text, filed)
    hanok = queries.search(SearchQuery.of_text("한옥"), language="en", limit=6)
    assert {"Hanok Courtyard Morning Birds", "한옥 마당 아침"} <= {
        effect.title_ko or effect.title_en for effect in hanok.effects
    }
    assert Effect.objects.count() > 300


def test_every_judgement_is_of_a_listed_query_and_sound():
    sounds = {row["sound"]: row for row in relevance.rows("sounds")}
    listed = relevance.judged_queries()
    per_language = [query.language for query in listed]

    assert (per_language.count("ko"), per_language.count("en")) == (30, 30)
    assert all(row["sound"] in sounds and row["grade"] in "123" for row in relevance.rows("judgements"))
    assert all(3 in query.grades.values() for query in listed)
    assert all(schedule.exists(row["cat_id"]) for row in sounds.values())
    assert all(bool(row["title_ko"]) is not bool(row["title_en"]) for row in sounds.values())
    assert len({query.text for query in listed}) == len(listed)
