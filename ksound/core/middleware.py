"""Middleware: language, cache policy, and an honest answer while the database is away."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]


class Language:
    """The language is in the address and nowhere else: Korean without a prefix, English under /en/.

    Addresses without a language (webhooks, media) answer in the default one. Unlike LocaleMiddleware the
    browser's preference never redirects: a shared link shows everyone the same page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
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


class ServiceUnavailable(MiddlewareMixin):
    """While PostgreSQL is away every page says so with 503 and Retry-After, never with a traceback."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        log.error("database away", extra={"path": request.path, "error": str(error).strip()})
        return HttpResponse(
            loader.get_template("503.html").render(), status=503, headers={"Retry-After": "5"}
        )
