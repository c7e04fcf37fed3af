"""With no exact result the page says what was loosened and shows something else: never a dead end."""

from catalog.search import queries
from catalog.search.query import SearchQuery


def search(text: str, **filters) -> queries.SearchPage:
    return queries.search(SearchQuery(text=text, **filters), language="ko")


def titles(page: queries.SearchPage) -> list[str]:
    return [effect.title_ko or effect.title_en for effect in page.effects]


def test_a_word_nobody_uses_is_left_out_and_named(make_effect):
    make_effect(title_en="Iron gate", cat_id="LASRGun")

    page = search("gate zzyzx")

    assert titles(page) == ["Iron gate"]
    assert not page.is_answer
    assert "zzyzx" in page.relaxed[0]


def test_with_some_of_the_words_the_most_words_come_first(make_effect):
    make_effect(title_en="Iron gate", cat_id="LASRGun")
    make_effect(title_en="Iron plank", cat_id="LASRGun")
    make_effect(title_en="Iron gate rust zzz", cat_id="LASRGun")

    assert titles(search("iron gate rust plank"))[0] == "Iron gate rust zzz"


def test_filters_that_fit_nothing_are_left_out(make_effect):
    make_effect(title_en="Iron gate", price_minor=5_000)

    page = search("gate", price=("free",))

    assert titles(page) == ["Iron gate"]
    assert page.relaxed
    assert [chip.label for chip in page.chips]


def test_words_are_left_out_before_filters_and_filters_before_everything(make_effect):
    make_effect(title_en="Iron gate", cat_id="LASRGun", price_minor=5_000)
    make_effect(title_en="Iron plank", cat_id="LASRGun", price_minor=0)

    with_filter = search("iron gate", price=("free",))
    without = search("gate zzyzx closing", price=("free",))

    assert titles(with_filter) == ["Iron plank"]
    assert len(with_filter.relaxed) == 1
    assert titles(without) == ["Iron gate"]
    assert len(without.relaxed) == 2
    assert "zzyzx, closing" in without.relaxed[1]


def test_a_word_in_no_description_leads_to_its_category(make_effect):
    make_effect("컹컹", cat_id="ANMLDog")
    make_effect("삐걱", cat_id="DOORWood")

    page = search("강아지용")

    assert titles(page) == ["컹컹"]
    assert page.relaxed


def test_nonsense_brings_the_newest_sounds_and_says_so(make_effect):
    make_effect(title_en="Older")
    make_effect(title_en="Newer")

    page = search("qqqqqq")

    assert titles(page) == ["Newer", "Older"]
    assert "qqqqqq" in page.relaxed[0]


def test_a_word_of_a_third_language_finds_its_category(make_effect):
    make_effect("컹컹", cat_id="ANMLDog")
    make_effect("우르릉", cat_id="THUN")

    assert titles(search("tonnerre")) == ["우르릉"]


def test_related_words_join_only_when_the_words_themselves_find_little(make_effect):
    make_effect("풍뎅이소리", cat_id="LASRGun")
    make_effect("풍뎅이", cat_id="LASRGun")

    few = search("풍뎅이소리")
    for _ in range(24):
        make_effect("풍뎅이소리", cat_id="LASRGun")
    enough = search("풍뎅이소리")

    assert (few.total, len(few.relaxed)) == (2, 1)
    assert (enough.total, enough.relaxed) == (25, [])


def test_most_of_the_words_in_the_right_category_come_after_all_of_them(make_effect):
    make_effect("나무문 삐걱", cat_id="DOORWood")
    make_effect(title_en="Slow creak", cat_id="DOORWood")
    make_effect(title_en="Ship creak", cat_id="BOATShip")

    page = search("나무문 삐걱")

    assert titles(page) == ["나무문 삐걱", "Slow creak"]
    assert page.relaxed == []


def test_an_empty_catalogue_has_an_empty_page(db):
    page = search("gate")

    assert (page.effects, page.total, page.facets) == ([], 0, [])
