"""Suggestions as a fragment for the search box and as JSON."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.search.suggest.completing import Suggestion, suggestions
from ksound.core import budget

# A long day of typing, and far less than it takes to read the catalogue out.
HOURLY = 5_000
# Only in the browser that asked, so that a letter taken back costs nothing; here every answer is new.
_CACHED = "private, max-age=15"

_LABELS: dict[str, Promise] = {
    "word": _("Words and titles"),
    "title": _("Words and titles"),
    "category": _("Categories"),
    "seller": _("Sellers"),
    "search": _("Often searched"),
}


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for the list under the search box."""
    wait_s = _wait_s(request)
    if wait_s:
        return HttpResponse(status=429, headers={"Retry-After": str(wait_s)})
    found = _found(request)
    response = render(request, "search/suggestions.html", {"groups": _groups(found), "total": len(found)})
    response["Cache-Control"] = _CACHED
    return response


@require_safe
def suggest_json(request: HttpRequest) -> JsonResponse:
    """The same as data: `{"suggestions": [{kind, text, detail, url}, …]}`."""
    wait_s = _wait_s(request)
    if wait_s:
        return JsonResponse({"suggestions": []}, status=429, headers={"Retry-After": str(wait_s)})
    listed = [
        {"kind": one.kind, "text": one.text, "detail": one.detail, "url": one.url} for one in _found(request)
    ]
    response = JsonResponse({"suggestions": listed}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = _CACHED
    return response


def _wait_s(request: HttpRequest) -> int:
    return budget.spend(request, on="suggest", hourly=HOURLY, at=timezone.now())


def _found(request: HttpRequest) -> list[Suggestion]:
    return suggestions(request.GET.get("q", ""), language=get_language() or "ko")


def _groups(found: list[Suggestion]) -> list[tuple[str, list[Suggestion]]]:
    labelled = groupby(found, key=lambda one: str(_LABELS[one.kind]))
    return [(label, list(listed)) for label, listed in labelled]
