"""Handing out what was bought, in the format its buyer wants. The permission is checked on every request."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.audio.convert import Format
from ksound.core import budget
from ksound.core.serving import serve
from ksound.core.views import signed_in
from marketplace.downloads import batch, choosing, formats, operations
from marketplace.downloads.addresses import archive_address, download_address, order_address
from marketplace.downloads.delivered import DeliveredSound, delivered
from marketplace.licences import queries
from marketplace.orders.views import order_page

# What cannot be made costs a worker minutes each time it is tried again.
CHOICES_PER_HOUR = 300


@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One sound with its licence inside; `?format=` names another format than the original."""
    licence = queries.downloadable(user=signed_in(request), public_id=public_id)
    format = _asked(request.GET.get("format", ""))
    if licence is None:
        raise Http404
    offer = formats.offers([licence], [format])[licence.pk][format] if format else None
    if offer and (offer.is_missing or offer.standing is formats.Standing.FAILED):
        return order_page(request, licence.order_line.order.public_id, status=409)
    sound = delivered(licence, offer.ready if offer else None)
    response = serve(request, sound)
    if response.status_code in (200, 206):
        digest = base64.b64encode(bytes.fromhex(sound.payload_sha256)).decode()
        # Of the sound inside, which is the same for every buyer: nobody has read the whole.
        response["Sound-Digest"] = f"sha-256=:{digest}:"
    _record(request, response, [sound], is_beginning=True)
    return response


@login_required
@require_safe
def download_order(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Every sound of an order in one archive, with its licences and a table of all fields."""
    licences = queries.downloadable_of(user=signed_in(request), order_public_id=public_id)
    format = _asked(request.GET.get("format", ""))
    if not licences:
        raise Http404
    try:
        content = batch.archive(licences, format)
    except batch.NotMadeYet:
        return order_page(request, public_id, status=409, archive_format=format)
    return hand_out(request, content)


def hand_out(request: HttpRequest, content: batch.OrderArchive) -> HttpResponseBase:
    """The archive, or the range of it that is asked for, with the record that its sounds were handed out."""
    response = serve(request, content)
    begins = response.headers.get("Content-Range", "bytes 0-").startswith("bytes 0-")
    _record(request, response, content.sounds, is_beginning=begins)
    return response


@login_required
@require_POST
def choose_format(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have one sound of an order, or all of them, made in a format; what is there is downloaded at once."""
    wait_s = budget.spend(request, on="formats", hourly=CHOICES_PER_HOUR, at=timezone.now())
    if wait_s:
        refused = render(request, "429.html", status=429)
        refused["Retry-After"] = str(wait_s)
        return refused
    licences = queries.downloadable_of(user=signed_in(request), order_public_id=public_id)
    format, only = _asked(request.POST.get("format", "")), request.POST.get("licence", "")
    if only:
        licences = [licence for licence in licences if licence.public_id == only]
    if not licences:
        raise Http404
    if only:
        choosing.remember(licence=licences[0], format=format)
    if not choosing.choose(licences=licences, format=format, at=timezone.now()):
        return redirect(order_address(public_id, licence=only, format=format))
    if only and format and not formats.offers(licences, [format])[licences[0].pk][format].is_possible:
        messages.info(
            request, _("This sound has too many channels for that format. Please take the original.")
        )
        return redirect(order_address(public_id, licence=only, format=format))
    return redirect(download_address(licences[0], format) if only else archive_address(public_id, format))


def _asked(text: str) -> Format | None:
    try:
        return formats.read(text)
    except formats.UnknownFormat:
        raise Http404 from None


def _record(
    request: HttpRequest, response: HttpResponseBase, sounds: Sequence[DeliveredSound], *, is_beginning: bool
) -> None:
    if request.method != "GET" or response.status_code not in (200, 206):
        return
    operations.record(
        sounds=sounds,
        byte_range=request.headers.get("Range", ""),
        user_agent=request.headers.get("User-Agent", ""),
        is_beginning=is_beginning,
        at=timezone.now(),
    )
