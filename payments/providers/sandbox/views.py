"""The sandbox company's approval page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from payments.providers import registry
from payments.providers.sandbox import operations
from payments.providers.sandbox.models import SandboxPayment

ACTIONS = {
    "approve": operations.approve,
    "decline": operations.decline,
    "cancel": operations.cancel,
}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sandbox_payment(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the payment to the buyer who started it, and act on `action`; 404 for everybody else."""
    payment = _own_payment(request, ref)
    if request.method == "GET":
        return render(request, "payments/sandbox.html", {"payment": payment})
    action = request.POST.get("action", "")
    if action not in ACTIONS:
        return HttpResponseBadRequest("unknown action")
    ACTIONS[action](ref=payment.ref)
    # These addresses are the shop's own, given when the payment was started.
    return redirect(payment.cancel_url if action == "cancel" else payment.return_url)


def _own_payment(request: HttpRequest, ref: str) -> SandboxPayment:
    buyer = str(getattr(request.user, "public_id", ""))
    payment = SandboxPayment.objects.filter(ref=ref, buyer_ref=buyer).first()
    if payment is None or registry.SANDBOX not in registry.codes():
        raise Http404
    operations.expire_if_due(ref=ref)
    payment.refresh_from_db()
    return payment
