"""The page with the results, its continuations, and the exact counts that follow an estimate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.search import allowance, density, forms, indexing, presenting, queries
from catalog.search.backend import PAGE_SIZE
from catalog.search.demand import operations as demand
from catalog.search.demand import visitors
from catalog.search.query import SearchQuery

# Longer lists go on as a page of their own.
MOST_ROWS = 10 * PAGE_SIZE
_RETRY_AFTER_S = 5


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Results with facets; for htmx what is exchanged of them, or the rows that continue the list."""
    sent = dict(request.GET.lists())
    query = SearchQuery.from_params(forms.params(sent))
    if density.is_chosen(request):
        return density.remembered(request, query)
    target = _target(request)
    if target == "more":
        return _more(request, query)
    address = reverse("search") + query.url.removesuffix("?")
    if forms.is_sent_by_form(sent) and target != "results":
        return redirect(address)
    response = _page(request, query, "search/exchange.html" if target == "results" else "search/results.html")
    if target == "results":
        response["HX-Push-Url"] = address
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """The page again with exact counts, asked for once an estimate is on the screen."""
    if not allowance.may_count_exactly(request):
        return HttpResponse(status=204)  # the estimate stands
    query = SearchQuery.from_params(dict(request.GET.lists()))
    try:
        page = queries.search(query, language=_language(), limit=1, exact=True)
    except queries.SearchTooSlow:
        return HttpResponse(status=204)  # the estimate stands
    return render(request, "search/exchange.html", _context(request, query, page))


def _page(request: HttpRequest, query: SearchQuery, template: str) -> HttpResponse:
    try:
        page = queries.search(query, language=_language(), limit=_rows_wanted(request))
        if query.wish:
            demand.note(query, page.own_hits, _language(), visitor=visitors.visitor(request))
    except queries.SearchTooSlow:
        response = render(request, template, _context(request, query, None), status=503)
        response["Retry-After"] = str(_RETRY_AFTER_S)
        return response
    return render(request, template, _context(request, query, page))


def _more(request: HttpRequest, query: SearchQuery) -> HttpResponse:
    """The next rows of a list. Its address comes to say how many there are, so that coming back shows them again."""
    before = _rows_wanted(request)
    after = request.GET.get("after", "")[:200]
    try:
        effects, next_cursor = queries.rows(query.with_values(cursor=after))
    except queries.SearchTooSlow:
        return HttpResponse(status=503, headers={"Retry-After": str(_RETRY_AFTER_S)})
    shown = before + PAGE_SIZE
    more = presenting.more(query, next_cursor=next_cursor, shown=shown, most=MOST_ROWS)
    response = render(
        request, "search/rows.html", {"effects": effects, "more": more, "shown": before + len(effects)}
    )
    response["HX-Replace-Url"] = reverse("search") + presenting.address(query, shown=shown)
    return response


def _context(request: HttpRequest, query: SearchQuery, page: queries.SearchPage | None) -> dict[str, Any]:
    address = reverse("search") + query.url.removesuffix("?")
    shown = _rows_wanted(request)
    next_cursor = page.next_cursor if page else ""
    return {
        "query": query,
        "page": page,
        "address": address,
        "alternate_url": translate_url(address, "en" if _language() == "ko" else "ko"),
        "heading": presenting.heading(query, page),
        "list_heading": presenting.list_heading(page),
        "count": presenting.count(page) if page else "",
        "apply": presenting.apply_label(page) if page else "",
        "hidden": presenting.hidden_fields(query, page),
        "sort_options": presenting.sort_options(query) if page and page.tier != "newest" else [],
        "more": presenting.more(
            page.answered if page else query, next_cursor=next_cursor, shown=shown, most=MOST_ROWS
        ),
        "density_address": density.address(query),
        "section": "free" if query == SearchQuery(price=("free",), sort=query.sort) else "search",
        "indexing": indexing.of(query, is_continued=bool(query.cursor) or shown > PAGE_SIZE),
    }


def _target(request: HttpRequest) -> str:
    """The element that htmx wants to exchange; empty for whole pages, also when it restores one."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-History-Restore-Request") == "true":
        return ""
    return headers.get("HX-Target", "")


def _rows_wanted(request: HttpRequest) -> int:
    """How many rows the list had before its reader went elsewhere."""
    try:
        shown = int(request.GET.get("shown", "")[:4])
    except ValueError:
        return PAGE_SIZE
    return min(max(shown, PAGE_SIZE), MOST_ROWS)


def _language() -> str:
    return get_language() or "ko"
