"""The JSON API `/api/v1/`: open to everybody for reading, counted by address, described in `openapi.json`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import NinjaAPI, Router, Schema
from ninja.errors import ValidationError

import catalog.categories.api
import catalog.effects.api
import catalog.search.api
from catalog.search import queries
from ksound.core import budget


class Refusal(Schema):
    """What every error looks like; `field` is the parameter it is about, or empty."""

    code: str
    message: str
    field: str = ""


# No page for reading the description: the usual ones load scripts from elsewhere.
api = NinjaAPI(
    title="K-Sound Library",
    version="1",
    description=(
        "Sounds on sale, categories and search. Texts follow `?lang=ko|en`, else `Accept-Language`. "
        "Errors are `{code, message, field}`; 429 says in `Retry-After` when the next request is welcome."
    ),
    docs_url=None,
    urls_namespace="api-v1",
)


def counted(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse whoever has used up the hour's requests."""

    @wraps(view)
    def within_budget(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wait_s = budget.spend(request, on="api", hourly=settings.API_REQUESTS_PER_HOUR, at=timezone.now())
        if wait_s:
            refused = _refuse(request, 429, "too_often", gettext("Too many requests. Please wait a little."))
            refused["Retry-After"] = str(wait_s)
            return refused
        return view(request, *args, **kwargs)

    return within_budget


api.add_decorator(counted, mode="view")
api.add_router("/effects", catalog.search.api.router)
api.add_router("/effects", catalog.effects.api.router)
api.add_router("/suggestions", catalog.search.api.suggestions)
api.add_router("/categories", catalog.categories.api.router)


# Last, as a router of its own: what is declared on the API itself would come before all others.
elsewhere = Router()


@elsewhere.get("", include_in_schema=False)
def nothing_at_the_root(request: HttpRequest) -> HttpResponse:
    raise Http404


@elsewhere.get("/{path:rest}", include_in_schema=False)
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    raise Http404


api.add_router("", elsewhere)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _refuse(request, 404, "not_found", gettext("There is nothing at this address."))


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Of several mistakes the first is named."""
    field = str(error.errors[0]["loc"][-1])
    return _refuse(request, 422, "invalid", gettext("This value cannot be used."), field=field)


@api.exception_handler(catalog.search.api.Misunderstood)
def misunderstood(request: HttpRequest, error: catalog.search.api.Misunderstood) -> HttpResponse:
    message = gettext("“%(value)s” means nothing here.") % {"value": error.value}
    return _refuse(request, 422, "invalid", message, field=error.field)


@api.exception_handler(queries.SearchTooSlow)
def too_slow(request: HttpRequest, error: queries.SearchTooSlow) -> HttpResponse:
    message = gettext(
        "This search took too long and was stopped. A longer word, or one filter more, makes it quicker."
    )
    refused = _refuse(request, 503, "too_slow", message)
    refused["Retry-After"] = "5"
    return refused


def _refuse(request: HttpRequest, status: int, code: str, message: str, *, field: str = "") -> HttpResponse:
    refusal = Refusal(code=code, message=message, field=field)
    return api.create_response(request, refusal.model_dump(), status=status)
