"""Middleware: language, cache policy, and an honest answer while the database or the storage is away."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.defaults import bad_request, page_not_found

from ksound.core.storage import StorageAway

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]


class Language:
    """The language of a page is in its address and nowhere else: Korean without a prefix, English under /en/.

    Addresses without a language (webhooks, media) answer in the default one. Unlike LocaleMiddleware the
    browser's preference never redirects: a shared link shows everyone the same page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            language = _of_a_program(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _of_a_program(request: HttpRequest) -> str:
    """`?lang`, else what `Accept-Language` prefers of our languages: an API has one address for all of them."""
    known = dict(settings.LANGUAGES)
    wished = request.GET.get("lang", "")
    if wished in known:
        return wished
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if tag.split("-")[0] in known:
            return tag.split("-")[0]
    return settings.LANGUAGE_CODE


class StaffContentPolicy:
    """The staff site's theme runs on Alpine, which evaluates attributes; every other page stays strict."""

    RELAXED: ClassVar[dict[str, list[str]]] = {
        "script-src": ["'unsafe-eval'"],
        "style-src": ["'unsafe-inline'"],
    }

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.removeprefix("/en").startswith("/admin/"):
            setattr(response, "_csp_update", self.RELAXED)  # noqa: B010  what csp's decorator does
        return response


class CachePolicy:
    """Pages belong to one person: no shared cache may keep them. Media views choose for themselves."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response


class ServiceUnavailable:
    """While PostgreSQL or the storage is away every page says so with 503 and Retry-After, never a traceback.

    Views are the easy part (`process_exception`). What other middleware raises, Django has turned into a 500
    before it comes by here; only its signal tells what it was.
    """

    HEALTH = ("/healthz", "/readyz")
    MISSING = (OperationalError, InterfaceError, StorageAway)

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        got_request_exception.connect(_remember, dispatch_uid="ksound.core.middleware.remember")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in self.HEALTH:
            # With a cookie the middleware below would ask the database who it is.
            request.META.pop("HTTP_COOKIE", None)
        try:
            response = self.get_response(request)
        except self.MISSING as error:  # a receiver of Django's signal asked the database for the person
            return self._away(request, error)
        failed_with = getattr(request, "failed_with", None)
        if response.status_code == 500 and isinstance(failed_with, self.MISSING):
            return self._away(request, failed_with)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return self._away(request, error) if isinstance(error, self.MISSING) else None

    def _away(self, request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("service away", extra={"path": request.path, "error": str(error).strip()})
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})


class NoNulCharacters:
    """A NUL is in no name of ours, and PostgreSQL takes none: 404 in an address, 400 in what is sent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info:
            return page_not_found(request, Http404("NUL in the address"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ValueError) and "NUL" in str(error):
            return bad_request(request, error)
        return None


def _remember(request: HttpRequest | None = None, **_: object) -> None:
    if request is not None and not hasattr(request, "failed_with"):
        request.failed_with = sys.exc_info()[1]  # type: ignore[attr-defined]
