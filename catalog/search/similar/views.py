"""The page with the sounds like one sound."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import translate_url
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.effects.models import Effect
from catalog.search import forms
from catalog.search.queries import SearchTooSlow
from catalog.search.similar import pages
from catalog.search.similar.nearest import Anchor
from catalog.search.similar.operations import anchor_of

RESULTS = "near-results"
_RETRY_AFTER_S = 5


@require_safe
def effect_similar(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Like this sound: for everybody when it is on sale, for its seller and staff in any state."""
    visible = Effect.objects.audible_to(request.user).exclude(cat_id="").with_facts()
    effect = get_object_or_404(visible, public_id=public_id)
    return answer(request, anchor_of(effect), template="similar/page.html", effect=effect)


def answer(request: HttpRequest, anchor: Anchor | None, *, template: str, **context: Any) -> HttpResponseBase:
    """The page, the part of it that htmx exchanges, or JSON, about the sounds near `anchor`."""
    sent = dict(request.GET.lists())
    is_exchange = _is_exchange(request)
    try:
        page = pages.near(anchor, sent, language=get_language() or "ko")
    except SearchTooSlow:
        response = render(request, template, context | {"near": None}, status=503)
        response["Retry-After"] = str(_RETRY_AFTER_S)
        return response
    address = request.path + page.address
    if _wants_json(request):
        return _varying(JsonResponse(_document(page)))
    if forms.is_sent_by_form(sent) and not is_exchange:
        return redirect(address)
    response = render(
        request,
        "similar/near.html" if is_exchange else template,
        {
            **context,
            "near": page,
            "page": page.filters,
            "is_known": anchor is not None,
            "path": request.path,
            "alternate_url": translate_url(address, "en" if get_language() == "ko" else "ko"),
        },
    )
    if is_exchange:
        response["HX-Push-Url"] = address
    return _varying(response)


def _document(page: pages.NearPage) -> dict[str, Any]:
    return {
        "results": [
            {
                "public_id": effect.public_id,
                "cat_id": effect.cat_id,
                "title": effect.title,
                "url": effect.get_absolute_url(),
                "distance": round(distance, 3),
            }
            for effect, distance in zip(page.effects, page.distances, strict=True)
        ],
        "among": page.filters.hits,
        "weights": page.weights.steps,
    }


def _is_exchange(request: HttpRequest) -> bool:
    headers = request.headers
    is_restoring = headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and headers.get("HX-Target") == RESULTS and not is_restoring


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept", "HX-Request", "HX-Target"])
    return response
