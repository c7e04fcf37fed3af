"""The page with the results."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.search import queries
from catalog.search.query import SORTS, SearchQuery

_SORT_LABELS = {
    "relevance": _("Relevance"),
    "newest": _("Newest"),
    "price": _("Price: low to high"),
    "-price": _("Price: high to low"),
    "duration": _("Shortest"),
    "-duration": _("Longest"),
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results with facets; only the `results` fragment when htmx exchanges just that."""
    query = SearchQuery.from_params(dict(request.GET.lists()))
    page = queries.search(query, language=get_language() or "ko")
    context = {"page": page, "query": query, "sort_options": _sort_options(query)}
    template = "search/results.html#results" if _wants_fragment(request) else "search/results.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _wants_fragment(request: HttpRequest) -> bool:
    headers = request.headers
    is_restoring = headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == "results" and not is_restoring


def _sort_options(query: SearchQuery) -> list[dict[str, object]]:
    return [
        {
            "value": sort,
            "label": _SORT_LABELS[sort],
            "selected": sort == query.sort,
            "url": query.with_values(sort=sort).url,
        }
        for sort in SORTS
    ]
