"""Handing out originals. The permission is checked on every request."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.effects import originals
from ksound.core.serving import StoredFile, serve
from ksound.core.views import signed_in
from marketplace.downloads import naming, operations
from marketplace.licences import queries

CONTENT_TYPES = {"wav": "audio/wav", "aiff": "audio/aiff", "flac": "audio/flac", "mp3": "audio/mpeg"}


@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    licence = queries.downloadable(user=signed_in(request), public_id=public_id)
    if licence is None:
        raise Http404
    file = licence.order_line.audio_file
    response = serve(
        request,
        StoredFile(
            storage=originals.storage(),
            name=file.storage_name,
            byte_size=file.byte_size,
            sha256=file.sha256,
            content_type=CONTENT_TYPES.get(file.container, "application/octet-stream"),
            file_name=naming.file_name(licence.order_line),
            attachment=True,
            cache_control="private, no-store",
        ),
    )
    if request.method == "GET" and response.status_code in (200, 206):
        operations.record(
            licence=licence,
            byte_range=request.headers.get("Range", ""),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
        )
    return response
