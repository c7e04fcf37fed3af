"""What anybody may know of a licence."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ksound.core import budget
from marketplace.licences import queries

# Serials are not to be tried out one by one.
VERIFICATIONS_PER_HOUR = 120


@require_safe
def licence_verify(request: HttpRequest, serial: str) -> HttpResponse:
    """Whether a licence is in force, for what, and a hint of whose it is; 404 for one that never was."""
    wait_s = budget.spend(request, on="verify", hourly=VERIFICATIONS_PER_HOUR, at=timezone.now())
    if wait_s:
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(wait_s)
        return response
    known = queries.by_serial(serial)
    response = render(
        request,
        "licences/verify.html",
        {"licence": known, "serial": serial[:20]},
        status=200 if known else 404,
    )
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
