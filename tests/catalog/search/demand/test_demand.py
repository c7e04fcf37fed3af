"""What people looked for in vain, kept without anybody in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.search.demand import operations, queries, visitors, wording
from catalog.search.demand.models import SearchDemand
from catalog.search.query import SearchQuery
from catalog.search.suggest import refreshing
from catalog.search.suggest.models import SearchTerm
from catalog.search.suggest.queries import suggestions
from tests.factories import people

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 1, 1)


def looked_for(text: str, *, found: int = 0, people: int = 3, language: str = "ko") -> None:
    for number in range(people):
        operations.note(SearchQuery(text=text), found, language, visitor=f"visitor {number}")


def wanted(**filters) -> list[tuple[str, int]]:
    return [(one.text, one.searches) for one in queries.unmet(since=LONG_AGO, **filters)]


def test_what_several_people_looked_for_in_vain_is_seen(db):
    looked_for("해녀 숨비소리", people=4)
    looked_for("썰매 방울")
    looked_for("천둥", found=300, people=9)

    assert wanted() == [("해녀 숨비소리", 4), ("썰매 방울", 3)]


def test_what_few_people_looked_for_is_seen_by_nobody(db):
    looked_for("우리 집 강아지 뽀삐", people=queries.MIN_SEARCHES - 1)

    assert wanted() == []
    assert SearchDemand.objects.count() == 1


def test_one_person_counts_once_however_often_they_ask(db):
    for _ in range(10):
        operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor="the same")

    assert SearchDemand.objects.get().searches == 1


def test_few_hits_are_a_lack_too_until_there_are_enough(db):
    looked_for("다듬이", found=queries.FEW - 1)
    assert wanted() == [("다듬이", 3)]

    operations.note(SearchQuery(text="다듬이"), queries.FEW, "ko", visitor="later")
    assert wanted() == []


def test_the_same_wish_in_other_signs_is_one_wording(db):
    for number, text in enumerate(['"Temple Bell"', "temple, bell", "TEMPLE  bell -church", "temple bell"]):
        operations.note(SearchQuery(text=text), 0, "en", visitor=str(number))

    assert wanted() == [("temple bell", 4)]


def test_a_category_is_guessed_and_can_be_asked_for(db):
    looked_for("나무문 삐걱", people=5)
    looked_for("장대비 빗소리")

    assert wanted(category="DOOR") == [("나무문 삐걱", 5)]
    assert wanted(category="RAIN") == [("장대비 빗소리", 3)]


def test_only_days_since_then_count(db):
    looked_for("해녀 숨비소리")
    SearchDemand.objects.update(day=timezone.localdate() - timedelta(days=10))

    assert queries.unmet(since=timezone.localdate() - timedelta(days=9)) == []
    assert len(queries.unmet(since=timezone.localdate() - timedelta(days=10))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "hong@example.com",
        "hong@example.com 빗소리",
        "홍길동 010-1234-5678",
        "010 1234 5678",
        "+82 10 1234 5678",
        "0212345678",
        "900101-1234567",
        "4111 1111 1111 1111",
        "110.123.456789",
        "M12345678",
        "https://example.com/hong",
        "www.example.com",
        "example.com",
        "@honggildong",
        "전주시 완산구 전라감영로 21",
        "한빛아파트 101동 1203호",
        "비" * 500,
        "a b c d e f g",
    ],
)
def test_nothing_that_looks_personal_is_kept(db, text):
    looked_for(text, people=5)

    assert not SearchDemand.objects.exists()


@pytest.mark.parametrize(
    "text", ["9mm 권총", "96khz 비", "5.1 서라운드", "로봇 2", "808 킥", "k2 소총", "1980년대 전화기"]
)
def test_numbers_that_sounds_are_named_by_are_kept(db, text):
    looked_for(text)

    assert len(wanted()) == 1


def test_nothing_but_the_wish_is_in_the_table(db):
    """No account, no address, no time of day: a new column has to be argued for here."""
    kinds = {field.name: type(field) for field in SearchDemand._meta.get_fields() if field.name != "id"}

    assert set(kinds) == {"day", "language", "text", "category", "found", "searches"}
    assert kinds["day"] is models.DateField


def test_neither_address_nor_account_nor_wording_is_in_the_cache(db, rf: RequestFactory, buyer):
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Mozilla/5.0")
    request.user = buyer
    code = visitors.visitor(request)

    operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor=code)

    assert "203.0.113" not in code
    assert str(buyer.pk) != code
    client = cache._cache.get_client()  # type: ignore[attr-defined]  # Django's cache lists no keys
    marks = [key.decode() for key in client.scan_iter("*searched:*")]
    assert marks
    assert not [key for key in marks if code in key or "숨비" in key or "203.0" in key]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_has_a_wording_of_plain_short_words_or_none(text):
    found = wording.normalised(SearchQuery.of_text(text).text)

    assert len(found) <= wording.MAX_LENGTH
    assert not set(found) & set('@"*,():/')
    assert sum(letter.isdecimal() for letter in found) < 12


@pytest.mark.parametrize(
    "query", [SearchQuery(text="해녀", price=("free",)), SearchQuery(text="해녀", cursor="x"), SearchQuery()]
)
def test_later_pages_and_lacks_of_a_filter_are_not_noted(db, query):
    operations.note(query, 0, "ko", visitor="somebody")

    assert not SearchDemand.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Somebot/2.1)"},
        {"HTTP_USER_AGENT": "curl/8.0"},
        {"HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    ],
)
def test_programs_and_prefetched_pages_are_nobody(db, rf: RequestFactory, buyer, headers):
    request = rf.get("/", **headers)
    request.user = buyer

    operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor=visitors.visitor(request))

    assert not SearchDemand.objects.exists()


def test_who_searches_without_end_is_nobody(db, rf: RequestFactory, buyer, monkeypatch):
    monkeypatch.setattr(visitors, "HOURLY", 2)
    request = rf.get("/", HTTP_USER_AGENT="Mozilla/5.0")
    request.user = buyer

    assert [bool(visitors.visitor(request)) for _ in range(3)] == [True, True, False]


def test_a_search_costs_one_statement_more_and_never_fails_because_of_it(db, monkeypatch):
    operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor="warms the suggestions")
    with CaptureQueriesContext(connection) as captured:
        operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor="a")
    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) == 1

    def fails(*_args: object) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    monkeypatch.setattr(operations, "_count", fails)
    operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor="b")
    assert SearchDemand.objects.get().searches == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_one_statement_that_does_not_wait_for_the_disk():
    operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor="warms the suggestions")
    with CaptureQueriesContext(connection) as captured:
        operations.note(SearchQuery(text="해녀 숨비소리"), 0, "ko", visitor="a")

    assert len(captured) == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_old_searches_are_forgotten_rare_ones_sooner(db):
    today = timezone.localdate()

    def kept(days: int, searches: int) -> bool:
        SearchDemand.objects.all().delete()
        day = today - timedelta(days=days)
        SearchDemand.objects.create(day=day, text="다듬이", language="ko", found=0, searches=searches)
        operations.forget(at=timezone.now())
        return SearchDemand.objects.exists()

    assert kept(days=29, searches=1)
    assert not kept(days=31, searches=1)
    assert kept(days=179, searches=9)
    assert not kept(days=181, searches=9)


def test_staff_see_what_enough_people_missed_and_change_nothing(db, moderator, signed_in):
    looked_for("해녀 숨비소리")
    looked_for("우리 집 강아지 뽀삐", people=2)
    looked_for("천둥", found=300)
    staff = signed_in(people.moderator("staff@example.com"))

    page = staff.get("/admin/catalog/searchdemand/").content.decode()

    assert "해녀 숨비소리" in page
    assert "뽀삐" not in page
    assert "천둥" not in page
    row = SearchDemand.objects.get(text="해녀 숨비소리")
    assert staff.get("/admin/catalog/searchdemand/add/").status_code == 403
    assert staff.post(f"/admin/catalog/searchdemand/{row.pk}/delete/").status_code == 403
    assert staff.post(f"/admin/catalog/searchdemand/{row.pk}/change/", {"text": "x"}).status_code == 403
    hidden = SearchDemand.objects.get(text__contains="뽀삐")
    assert (
        "뽀삐"
        not in staff.get(f"/admin/catalog/searchdemand/{hidden.pk}/change/", follow=True).content.decode()
    )
    assert Client().get("/admin/catalog/searchdemand/").status_code == 302


def test_one_statement_shows_the_lack_however_much_there_is(db):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.unmet(since=LONG_AGO)
        return len(captured)

    looked_for("해녀 숨비소리")
    with_one = statements()
    for number in range(24):
        looked_for(f"다듬이 {number}")

    assert (with_one, statements()) == (1, 1)


def test_a_search_many_people_made_is_suggested_to_others(make_effect):
    make_effect(title_en="Rain on a tin roof")
    looked_for("tin rain", found=30, people=refreshing.MIN_SEARCHERS)
    looked_for("tin roof rain", found=30, people=refreshing.MIN_SEARCHERS - 1)
    looked_for("tin drum", found=0, people=9)

    refreshing.refresh(at=timezone.now())

    assert [one.text for one in suggestions("tin", language="ko") if one.kind == "search"] == ["tin rain"]


def test_a_search_that_finds_nothing_any_more_is_suggested_no_more(make_effect):
    effect = make_effect("잠복경찰 무전")
    looked_for("잠복경찰", found=1, people=9)
    refreshing.refresh(at=timezone.now())
    assert SearchTerm.objects.filter(kind=SearchTerm.Kind.SEARCH, term="잠복경찰").exists()

    type(effect).objects.filter(pk=effect.pk).update(state="withdrawn")
    assert suggestions("잠복", language="ko") == []
    refreshing.refresh(at=timezone.now())
    assert not SearchTerm.objects.filter(term="잠복경찰").exists()


def test_what_was_popular_long_ago_is_suggested_no_more(make_effect):
    make_effect(title_en="Rain on a tin roof")
    looked_for("tin rain", found=30, people=9)
    refreshing.refresh(at=timezone.now())

    refreshing.refresh(at=timezone.now() + timedelta(days=40))

    assert not SearchTerm.objects.filter(kind=SearchTerm.Kind.SEARCH).exists()
