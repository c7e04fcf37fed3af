"""Text and URL become one query value, and nothing a person or program sends is an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.search import facet_codes, queries
from catalog.search.query import SORTS, SearchQuery
from catalog.ucs import schedule

HOSTILE = [
    "\0gate\0",
    "\ud800gate\udfff",
    "gate " * 2_000,
    "가" * 10_000,
    '"gate',
    'gate"',
    '""" "',
    '- -- -"" -,',
    ", , ,",
    "* ** a* *a",
    "'; DROP TABLE catalog_searchdoc; --",
    "gate' OR 1=1",
    "a & b | !c <-> d:*A",
    "\\' \\\\ :A",
    "(((((",
    "%s %(x)s %",
    "🚪🚪 🎧",
    "cat:DOORWood dur:<2s",
    "-gate",
    "한글ㅁㄴㅇㄹ ㅋㅋ",
]
QUERIES = st.builds(
    SearchQuery.from_params,
    st.fixed_dictionaries(
        {
            "q": st.lists(st.text(), max_size=2),
            "category": st.lists(st.sampled_from(["DOOR", "WEATHER", "nonsense"]), max_size=1),
            "cat": st.lists(st.sampled_from(["DOORWood", "nonsense"]), max_size=1),
            "price": st.lists(st.sampled_from(["free", "paid", "nonsense"])),
            "rate": st.lists(st.sampled_from(["48000", "low", "1"])),
            "sort": st.lists(st.sampled_from([*SORTS, "nonsense"]), max_size=1),
            "seller": st.lists(st.text(), max_size=1),
            "cursor": st.lists(st.text(), max_size=1),
        }
    ),
)


def as_params(query: SearchQuery) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for name, value in query.to_params():
        params.setdefault(name, []).append(value)
    return params


@given(QUERIES)
def test_a_query_survives_its_url(query):
    assert SearchQuery.from_params(as_params(query)) == query


def test_url_values_that_mean_nothing_are_left_out():
    params = {
        "q": ["door"],
        "cat": ["DOORShut"],
        "category": ["x"],
        "price": ["x"],
        "sort": ["x"],
        "rate": ["1"],
    }

    assert SearchQuery.from_params(params) == SearchQuery(text="door")


def test_a_subcategory_is_seen_inside_its_category():
    query = SearchQuery(cat_id=("DOORWood",))

    assert query.category == ("DOOR",)
    assert query.toggled("category", "DOOR") == SearchQuery()


def test_what_the_text_says_and_what_is_chosen_are_one_query():
    typed, chosen = SearchQuery.of_text("문 cat:DOORWood ch:mono"), SearchQuery(cat_id=("DOORWood",))

    assert (typed.wish, typed.cat_id, typed.channels) == ("문", ("DOORWood",), ("mono",))
    assert typed.category == chosen.category
    assert typed.toggled("cat_id", "DOORWood").cat_id == ()
    assert typed.to_params() == [("q", "문 cat:DOORWood ch:mono")]


def test_every_category_has_a_number_and_every_number_a_category():
    for category in schedule.categories():
        assert facet_codes.category_code(facet_codes.category_number(category.code)) == category.code
    for cat_id in schedule.schedule():
        assert facet_codes.subcategory_cat_id(facet_codes.subcategory_number(cat_id)) == cat_id


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_query_gives_a_page(make_effect, text):
    make_effect(title_en="Iron gate")
    for query in (
        SearchQuery.of_text(text),
        SearchQuery.from_params({"q": [text], "seller": [text], "cursor": [text], "cat": [text]}),
    ):
        page = queries.search(query, language="en")
        assert len(page.effects) == 1


@pytest.mark.parametrize(
    "cursor", ["x", "ZXhhY3R8MQ", "ZXhhY3R8bmFufDF8MQ", "ZXhhY3R8MXwxZTk5OXw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"]
)
@pytest.mark.parametrize("sort", SORTS)
def test_a_forged_cursor_gives_a_page(make_effect, cursor, sort):
    make_effect(title_en="Iron gate")

    queries.search(SearchQuery(text="gate", cursor=cursor, sort=sort), language="en")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60) | st.text(alphabet="\"'-*,:&|!()<>\\ a문ABCD0%", max_size=30))
def test_any_text_gives_a_page(db, text):
    queries.search(SearchQuery.of_text(text), language="ko")
