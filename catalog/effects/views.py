"""Previews and waveform peaks."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from catalog.effects import derivatives, queries
from catalog.effects.models import Derivative
from ksound.core.serving import StoredFile, serve

CONTENT_TYPES = {Derivative.Kind.PREVIEW: "audio/mpeg", Derivative.Kind.PEAKS: "application/octet-stream"}
SUFFIXES = {Derivative.Kind.PREVIEW: "mp3", Derivative.Kind.PEAKS: "peaks"}


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _derivative(request, public_id, Derivative.Kind.PREVIEW)


@require_safe
def peaks(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _derivative(request, public_id, Derivative.Kind.PEAKS)


def _derivative(request: HttpRequest, public_id: str, kind: Derivative.Kind) -> HttpResponseBase:
    found = queries.audible_derivative(public_id=public_id, kind=kind, user=request.user)
    if found is None:
        raise Http404
    stored = StoredFile(
        storage=derivatives.storage(),
        name=found.storage_name,
        byte_size=found.byte_size,
        sha256=found.sha256,
        content_type=CONTENT_TYPES[kind],
        file_name=f"{public_id}-preview.{SUFFIXES[kind]}",
        attachment=False,
        cache_control="private, max-age=3600",
    )
    return serve(request, stored)
