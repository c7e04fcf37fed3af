"""The page on which a payment company's own window opens."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments.charges import operations
from payments.charges.models import PaymentAttempt
from payments.charges.operations import NotOpen
from payments.providers.base import ClientAction, ProviderError


@never_cache
@login_required
@require_safe
def payment_window(request: HttpRequest, public_id: str) -> HttpResponse:
    """For the buyer whose attempt it is; an attempt that has ended leads back to where it began."""
    buyer = str(getattr(request.user, "public_id", ""))
    attempt = PaymentAttempt.objects.filter(public_id=public_id, buyer_ref=buyer).first()
    if attempt is None:
        raise Http404
    try:
        step = operations.start(attempt=attempt, at=timezone.now())
    except (NotOpen, ProviderError):
        return redirect(attempt.cancel_url)
    if not isinstance(step, ClientAction):
        return redirect(attempt.cancel_url)
    context = {"attempt": attempt, "window": step.data}
    response = render(request, f"payments/{step.kind}.html", context)
    _allow(response, step.data["script"])
    return response


def _allow(response: HttpResponse, script: str) -> None:
    """Let this one page run the company's script and show its frames."""
    parts = urlsplit(script)
    origin = f"{parts.scheme}://{parts.netloc}"
    # The company's window comes from several hosts of its own domain.
    family = (
        origin if parts.hostname == "127.0.0.1" else f"https://*.{'.'.join(parts.netloc.split('.')[-2:])}"
    )
    setattr(  # noqa: B010  what csp's decorator does
        response,
        "_csp_update",
        {"script-src": [origin], "connect-src": [family], "frame-src": [family], "img-src": [family]},
    )
