"""Where payment companies knock. The answer tells them whether to knock again."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.inbox import operations
from payments.providers import registry
from payments.providers.base import BadSignature, Malformed, Misconfigured

log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 256 * 1024
RETRY_AFTER = {"Retry-After": "30"}


@csrf_exempt
@never_cache
@require_POST
def webhook_stripe(request: HttpRequest) -> HttpResponse:
    return _receive(request, provider=registry.STRIPE)


@csrf_exempt
@never_cache
@require_POST
def webhook_toss(request: HttpRequest) -> HttpResponse:
    return _receive(request, provider=registry.TOSS)


def _receive(request: HttpRequest, *, provider: str) -> HttpResponse:
    """200 once acted on, 400 or 413 when it is not acceptable, 503 when it must come again."""
    try:
        body = request.read(MAX_BODY_BYTES + 1)
    except UnreadablePostError:
        return HttpResponse(status=400)
    if len(body) > MAX_BODY_BYTES:
        return HttpResponse(status=413)
    try:
        operations.receive(provider=provider, headers=request.headers, body=body, at=timezone.now())
    except (BadSignature, Malformed) as error:
        log.warning("webhook.refused", provider=provider, error=str(error))
        return HttpResponse(status=400)
    except Misconfigured as error:
        log.error("webhook.misconfigured", provider=provider, error=str(error))
        return HttpResponse(status=503, headers=RETRY_AFTER)
    except Exception:
        # Kept as failed; the company's redelivery and our own task both try again.
        log.exception("webhook.failed", provider=provider)
        return HttpResponse(status=503, headers=RETRY_AFTER)
    return HttpResponse(status=200)
