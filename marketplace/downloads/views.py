"""Handing out what was bought. The permission is checked on every request."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from ksound.core.serving import serve
from ksound.core.views import signed_in
from marketplace.downloads import batch, operations
from marketplace.downloads.delivered import delivered
from marketplace.licences import queries


@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One sound with its licence inside."""
    licence = queries.downloadable(user=signed_in(request), public_id=public_id)
    if licence is None:
        raise Http404
    response = serve(request, delivered(licence))
    if _hands_out(request, response):
        operations.record(
            licence=licence,
            byte_range=request.headers.get("Range", ""),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
        )
    return response


@login_required
@require_safe
def download_order(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Every sound of an order in one archive, with its licences and a table of all fields."""
    licences = queries.downloadable_of(user=signed_in(request), order_public_id=public_id)
    if not licences:
        raise Http404
    response = serve(request, batch.archive(licences))
    if _hands_out(request, response):
        operations.record_all(
            licences=licences,
            byte_range=request.headers.get("Range", ""),
            user_agent=request.headers.get("User-Agent", ""),
            is_beginning=_begins(response),
            at=timezone.now(),
        )
    return response


def _hands_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.method == "GET" and response.status_code in (200, 206)


def _begins(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Range", "bytes 0-").startswith("bytes 0-")
