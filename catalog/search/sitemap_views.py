"""`/sitemap.xml`, its parts, and `/robots.txt`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.search import sitemap

_Response = TypeVar("_Response", HttpResponse, StreamingHttpResponse)

_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Everybody's own pages: there is nothing to find in them.
_PRIVATE = ("accounts/", "admin/", "cart/", "checkout/", "orders/", "studio/", "download/", "api/")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    parts = [reverse("sitemap-kinds"), *(_file(number) for number in sitemap.effect_files())]
    body = "".join(
        f"<sitemap><loc>{escape(request.build_absolute_uri(part))}</loc></sitemap>\n" for part in parts
    )
    index = f"{_HEAD}<sitemapindex {_NAMESPACES}>\n{body}</sitemapindex>\n"
    return _fresh(HttpResponse(index, content_type="application/xml"))


@require_safe
def sitemap_kinds(request: HttpRequest) -> StreamingHttpResponse:
    return _url_set(request, sitemap.kinds())


@require_safe
def sitemap_effects(request: HttpRequest, number: int) -> StreamingHttpResponse:
    return _url_set(request, sitemap.effects(number))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    prefixes = ("/", *(f"/{code}/" for code, _label in settings.LANGUAGES if code != settings.LANGUAGE_CODE))
    closed = [f"Disallow: {prefix}{path}" for prefix in prefixes for path in _PRIVATE]
    address = request.build_absolute_uri(reverse("sitemap"))
    text = "\n".join(["User-agent: *", *closed, "", f"Sitemap: {address}", ""])
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _file(number: int) -> str:
    return reverse("sitemap-effects", args=[number])


def _url_set(request: HttpRequest, entries: Iterable[sitemap.Entry]) -> StreamingHttpResponse:
    """Written while it is read: a file of ten thousand sounds is some eight megabytes."""
    following = iter(entries)
    # Asked for now: while the database is away, the answer has not begun and can still say so.
    first = list(islice(following, 1))

    def lines() -> Iterator[str]:
        yield f"{_HEAD}<urlset {_NAMESPACES}>\n"
        for entry in chain(first, following):
            yield _urls(entry, request.build_absolute_uri)
        yield "</urlset>\n"

    return _fresh(StreamingHttpResponse(lines(), content_type="application/xml"))


def _urls(entry: sitemap.Entry, absolute: Callable[[str], str]) -> str:
    """One <url> for each language, each of which names all of them."""
    addresses = {language: absolute(path) for language, path in entry.paths.items()}
    named = {**addresses, "x-default": addresses[settings.LANGUAGE_CODE]}
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
        for language, address in named.items()
    )
    changed = f"<lastmod>{entry.changed_at.isoformat()}</lastmod>" if entry.changed_at else ""
    return "".join(
        f"<url><loc>{escape(address)}</loc>{changed}{alternates}</url>\n" for address in addresses.values()
    )


def _fresh(response: _Response) -> _Response:
    # A copy kept anywhere would go on naming sounds that were taken off sale.
    response["Cache-Control"] = "no-cache"
    return response
