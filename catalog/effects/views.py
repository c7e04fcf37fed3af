"""Previews, waveform peaks and spectrograms."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.effects import derivatives, listening, queries
from catalog.effects.models import Derivative
from ksound.core import budget
from ksound.core.serving import StoredFile, serve

CONTENT_TYPES = {
    Derivative.Kind.PREVIEW: "audio/mpeg",
    Derivative.Kind.PEAKS: "application/octet-stream",
    Derivative.Kind.SPECTROGRAM: "image/webp",
}
FILE_NAMES = {
    Derivative.Kind.PREVIEW: "preview.mp3",
    Derivative.Kind.PEAKS: "waveform.peaks",
    Derivative.Kind.SPECTROGRAM: "spectrogram.webp",
}
# Shorter than any open ticket lives: who hears a sound again, or fetched it ahead, need not ask again.
SOON_AGAIN = "private, max-age=600"
# The address names the content, so what it leads to never changes.
FOR_GOOD = "private, max-age=31536000, immutable"


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The address pages print. It lasts; the one it leads to does not."""
    now = timezone.now()
    wait_s = budget.spend(request, on="preview", hourly=settings.PREVIEWS_PER_HOUR, at=now)
    if wait_s:
        return _too_many(wait_s)
    found = queries.audible_derivative(public_id=public_id, kind=Derivative.Kind.PREVIEW, user=request.user)
    if found is None:
        raise Http404
    user_id = None if found.is_on_sale else request.user.pk
    ticket = listening.Ticket.to(found.derivative.public_id, user_id=user_id, at=found.asked_at)
    response = HttpResponseRedirect(reverse("listen", args=[ticket.token]))
    response["Cache-Control"] = SOON_AGAIN if found.is_on_sale else "private, no-store"
    return response


@require_safe
def listen(request: HttpRequest, token: str) -> HttpResponseBase:
    """Play what the token admits to. Expired and forged are nowhere: an old address tells nothing about a sound."""
    user = request.user if listening.is_personal(token) else None
    try:
        ticket = listening.read(token, user_id=user.pk if user else None)
    except listening.NotValid:
        raise Http404 from None
    found = queries.preview_on_air(preview_id=ticket.preview_id, user=user)
    if found is None or found.asked_at >= ticket.expires_at:
        raise Http404
    left_s = int((ticket.expires_at - found.asked_at).total_seconds())
    return _served(request, found.derivative, cache_control=f"private, max-age={left_s}")


@require_safe
def peaks(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _drawing(request, public_id, Derivative.Kind.PEAKS)


@require_safe
def spectrogram(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _drawing(request, public_id, Derivative.Kind.SPECTROGRAM)


def _drawing(request: HttpRequest, public_id: str, kind: Derivative.Kind) -> HttpResponseBase:
    found = queries.audible_derivative(public_id=public_id, kind=kind, user=request.user)
    if found is None:
        raise Http404
    is_named = request.GET.get("v") == found.content_name
    return _served(request, found.derivative, cache_control=FOR_GOOD if is_named else "private, no-cache")


def _served(request: HttpRequest, found: Derivative, *, cache_control: str) -> HttpResponseBase:
    kind = Derivative.Kind(found.kind)
    stored = StoredFile(
        storage=derivatives.storage(),
        name=found.storage_name,
        byte_size=found.byte_size,
        sha256=found.sha256,
        content_type=CONTENT_TYPES[kind],
        file_name=FILE_NAMES[kind],
        attachment=False,
        cache_control=cache_control,
    )
    return serve(request, stored)


def _too_many(wait_s: int) -> HttpResponse:
    """In plain text: a player cannot show a page, and a page costs more than what it refuses."""
    said = _("Too many sounds in a short time. Please go on in a while.")
    response = HttpResponse(said, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(wait_s)
    return response
