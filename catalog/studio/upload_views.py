"""Uploading: the page, the rows that follow the worker, retry and discard."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.effects.models import AudioFile
from catalog.naming import queries as naming
from catalog.studio import queries, uploads
from catalog.studio.access import for_sellers
from ksound.core.views import signed_in
from sellers.registration.models import Seller

log = logging.getLogger(__name__)
ACCEPTED = ".wav,.wave,.bwf,.rf64,.w64,.aif,.aiff,.aifc,.flac,.mp3,.ogg,.opus,.m4a,.wv,audio/*"


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
def studio_upload(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    if request.method != "POST":
        limits = {"max_bytes": settings.MAX_UPLOAD_BYTES, "accepted": ACCEPTED}
        return render(request, "studio/upload.html", {**_rows(seller), "limits": limits})
    received, errors = _receive(request, seller)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return _as_json(received, errors)
    for error in errors:
        messages.error(request, f"{error['name']}: {error['message']}")
    return redirect("studio-upload")


def _receive(request: HttpRequest, seller: Seller) -> tuple[list[AudioFile], list[dict[str, str]]]:
    sent: list[UploadedFile] = request.FILES.getlist("files")
    if not sent:
        return [], [{"name": "", "message": _("Choose at least one sound file.")}]
    received, errors = [], []
    for upload in sent:
        try:
            received.append(uploads.receive(upload=upload, seller=seller, at=timezone.now()))
        except uploads.UploadRefused as refusal:
            errors.append({"name": upload.name or "", "message": str(refusal)})
        except (OSError, DatabaseError):
            log.exception("upload not stored", extra={"name_given": upload.name})
            message = _(
                "We could not store this file just now. Nothing was lost on your side: please upload it again."
            )
            errors.append({"name": upload.name or "", "message": message, "code": "not_stored"})
    return received, errors


def _as_json(received: list[AudioFile], errors: list[dict[str, str]]) -> JsonResponse:
    files = [
        {"public_id": file.public_id, "state": file.state, "name": file.original_name} for file in received
    ]
    if files:
        return JsonResponse({"files": files, "errors": errors}, status=201)
    is_ours = any(error.get("code") == "not_stored" for error in errors)
    headers = {"Retry-After": "5"} if is_ours else {}
    return JsonResponse({"files": [], "errors": errors}, status=503 if is_ours else 422, headers=headers)


@require_safe
@for_sellers
def studio_upload_rows(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    return render(request, "studio/upload.html#rows", _rows(seller))


def _rows(seller: Seller) -> dict[str, object]:
    """The newest uploads; the page asks again as long as one is unfinished."""
    files = queries.uploads(seller)
    return {
        "files": files,
        "unfinished": any(file.is_unfinished for file in files),
        "name_questions": naming.questions(seller),
    }


@require_POST
@for_sellers
def studio_upload_retry(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    file = _mine(request, seller)
    if not uploads.retry(file=file, at=timezone.now()):
        messages.info(request, _("This file is not waiting for another try."))
    return redirect("studio-upload")


@require_POST
@for_sellers
def studio_upload_discard(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    file = _mine(request, seller)
    if uploads.discard(file=file, by=signed_in(request), at=timezone.now()):
        messages.success(request, _("Removed “%(name)s”.") % {"name": file.original_name})
    else:
        messages.error(request, _("This file belongs to a sound that was submitted, so it stays."))
    return redirect("studio-upload")


def _mine(request: HttpRequest, seller: Seller) -> AudioFile:
    return get_object_or_404(AudioFile.objects.of(seller), public_id=request.POST.get("file", ""))
