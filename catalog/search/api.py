"""The search as JSON: the same parameters as the page, the same answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from catalog.effects.api import EffectSummary, summary
from catalog.search import facets, histograms, ordering, queries, ranges
from catalog.search.allowance import may_count_exactly
from catalog.search.backend import PAGE_SIZE
from catalog.search.query import SearchQuery
from catalog.search.suggest.queries import suggestions as suggested

router = Router(tags=["effects"])
suggestions = Router(tags=["suggestions"])

_RANGES = ("won", "dur", "lufs")
_NAMES = ("category", "cat", "price", "licence", "rate", "bits", "channels", "source", "ai", "sort")
MOST = 100


class Misunderstood(Exception):
    """A parameter has a value that means nothing; the page would leave it out, a program should hear of it."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field, self.value = field, value


class Wish(Schema):
    """Several values of one parameter are sent by repeating it; any of them will do."""

    q: str = Field("", description='words, -not, "phrase", prefix*, and field words such as dur:<2s')
    category: list[str] = Field([], description="UCS category codes")
    cat: list[str] = Field([], description="CatIDs")
    price: list[str] = Field([], description="free, paid")
    won: str = Field("", description="price in KRW: 500..5000, ..5000, 500..")
    licence: list[str] = Field([], description="public, creator, team, production")
    dur: str = Field("", description="duration in seconds: 2..10, ..2, 60..")
    lufs: str = Field("", description="integrated loudness in LUFS: -24..-12")
    rate: list[str] = Field([], description="sample rate: low, 44100, 48000, 88200, 96000, 192000")
    bits: list[str] = Field([], description="16, 24, 32")
    channels: list[str] = Field([], description="mono, stereo, surround")
    source: list[str] = Field([], description="private, public")
    ai: list[str] = Field([], description="none, assisted, undeclared")
    seller: list[str] = Field([], description="public ids of sellers")
    like: str = Field("", description="public id of a sound: only those that sound similar")
    sort: str = Field("relevance", description="relevance, newest, sales, price, -price, duration, -duration")
    cursor: str = Field("", description="`next_cursor` of the page before")
    limit: int = Field(PAGE_SIZE, ge=1, le=MOST)
    exact: bool = Field(
        False, description="exact counts, also where an estimate would be faster; so many an hour"
    )
    lang: str = Field("", description="ko or en")


class Value(Schema):
    value: str
    label: str
    count: int
    selected: bool


class Facet(Schema):
    name: str
    label: str
    values: list[Value]


class Bucket(Schema):
    """`count` sounds from `low` to below `high`; without `high` there is no upper end."""

    low: float
    high: float | None
    count: int


class Histogram(Schema):
    name: str
    label: str
    buckets: list[Bucket]


class DidYouMean(Schema):
    text: str
    reason: str


class Offer(Schema):
    """`text` is shown, `detail` said beside it; `url` leads there; `fill` is what a search box then says."""

    kind: str
    text: str
    detail: str
    fill: str
    url: str


class SearchAnswer(Schema):
    """`total` are the sounds that are what was asked for; 0 when `relaxed` says why others are listed instead."""

    query: str
    total: int
    is_estimated: bool
    counts_are_estimated: bool
    results: list[EffectSummary]
    facets: list[Facet]
    histograms: list[Histogram]
    relaxed: list[str]
    did_you_mean: list[DidYouMean]
    next_cursor: str = Field(description="empty on the last page")


@router.get("", response=SearchAnswer, summary="Search the sounds on sale")
def search(request: HttpRequest, wish: Query[Wish]) -> dict[str, Any]:
    query = _understood(request)
    exact = wish.exact and may_count_exactly(request)
    page = queries.search(query, language=get_language() or "ko", limit=wish.limit, exact=exact)
    return {
        "query": page.answered.text,
        "total": page.hits,
        "is_estimated": page.is_estimated,
        "counts_are_estimated": page.counts_are_estimated,
        "results": [summary(effect) for effect in page.effects],
        "facets": [_facet(group) for group in page.facets],
        "histograms": [_histogram(group) for group in page.ranges],
        "relaxed": page.relaxed,
        "did_you_mean": [{"text": one.text, "reason": one.reason} for one in page.corrections],
        "next_cursor": page.next_cursor,
    }


@suggestions.get("", response=list[Offer], summary="What a beginning may become")
def suggestion_list(request: HttpRequest, q: str = "") -> list[dict[str, Any]]:
    offered = suggested(q, language=get_language() or "ko")
    return [{name: getattr(one, name) for name in Offer.model_fields} for one in offered]


def _understood(request: HttpRequest) -> SearchQuery:
    """The query of a request of which nothing had to be left out. Raises Misunderstood."""
    sent = dict(request.GET.lists())
    query = SearchQuery.from_params(sent)
    kept = [*query.to_params(), ("sort", query.sort), *(("category", code) for code in query.category)]
    for name in _NAMES:
        for value in sent.get(name, []):
            if value and (name, value) not in kept:
                raise Misunderstood(name, value[:80])
    for name in _RANGES:
        for value in sent.get(name, []):
            if value and not ranges.read(value):
                raise Misunderstood(name, value[:80])
    if query.cursor and ordering.read_cursor(query.cursor, query.sort) is None:
        raise Misunderstood("cursor", query.cursor[:80])
    return query


def _facet(group: facets.FacetGroup) -> dict[str, Any]:
    values = [{name: getattr(option, name) for name in Value.model_fields} for option in group.options]
    return {"name": group.name, "label": group.label, "values": values}


def _histogram(group: histograms.RangeGroup) -> dict[str, Any]:
    buckets = [{"low": bar.low, "high": bar.high, "count": bar.count} for bar in group.bars]
    return {"name": group.name, "label": group.label, "buckets": buckets}
