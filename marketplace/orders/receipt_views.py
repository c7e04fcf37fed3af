"""A buyer's receipts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ksound.core.views import signed_in
from marketplace.orders.receipt import Receipt, notes, paper, receipt_of


@login_required
@require_safe
def order_receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    context = {"receipt": _mine(request, public_id), "operator": settings.OPERATOR, "notes": notes()}
    return render(request, "orders/receipt.html", context)


@login_required
@require_safe
def order_receipt_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    receipt = _mine(request, public_id)
    name = f"{_('Receipt')}_{receipt.order.number}.pdf"
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(paper(receipt), content_type="application/pdf", headers=headers)


def _mine(request: HttpRequest, public_id: str) -> Receipt:
    receipt = receipt_of(buyer=signed_in(request), public_id=public_id)
    if receipt is None:
        raise Http404
    return receipt
