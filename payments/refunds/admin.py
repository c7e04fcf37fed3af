"""Refunds in Django admin: a list to look at, and the page on which staff give money back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ksound.core.admin import ReadOnlyAdmin
from ksound.core.views import signed_in
from ksound.core.waking import wake
from payments.admin_parts import ReadOnlyInline, link
from payments.charges.models import PaymentAttempt
from payments.ledger import queries as ledger
from payments.refunds import operations
from payments.refunds.forms import RefundForm
from payments.refunds.models import Refund, RefundLine
from payments.refunds.queries import rests_of
from payments.refunds.tasks import submit_refund


class LineInline(ReadOnlyInline):
    model = RefundLine


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["requested_at", "amount", "origin", "state", "reason"]
    list_filter = ["state", "origin"]
    search_fields = ["public_id", "provider_ref", "attempt__order_ref", "attempt__public_id"]
    date_hierarchy = "requested_at"
    list_select_related = ["attempt"]
    readonly_fields = ["amount", "payment", "ledger_entry"]
    inlines = [LineInline]

    @admin.display(description=gettext_lazy("amount"), ordering="amount_minor")
    def amount(self, refund: Refund) -> str:
        return str(refund.amount)

    @admin.display(description=gettext_lazy("payment attempt"))
    def payment(self, refund: Refund) -> str:
        return link(refund.attempt)

    @admin.display(description=gettext_lazy("ledger entry"))
    def ledger_entry(self, refund: Refund) -> str:
        return link(ledger.entries_for(refund.cause).first())


def refund_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back some or all of a captured payment, line by line."""
    attempt = get_object_or_404(PaymentAttempt.objects.paid().prefetch_related("shares__seller"), pk=pk)
    if not request.user.has_perm(operations.PERMISSION):
        raise PermissionDenied
    left = {share_id: rest.gross for share_id, rest in rests_of(attempt).items()}
    form = RefundForm(request.POST or None, shares=attempt.shares.all(), left=left, currency=attempt.currency)
    if request.method == "POST" and form.is_valid():
        return _request(request, attempt, form)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Give money back"),
        "attempt": attempt,
        "form": form,
        "is_all_back": not any(left.values()),
    }
    return render(request, "admin/payments/refund.html", context, status=422 if form.errors else 200)


def _request(request: HttpRequest, attempt: PaymentAttempt, form: RefundForm) -> HttpResponse:
    try:
        refund = operations.request(
            attempt=attempt,
            lines=form.lines_given(),
            reason=form.cleaned_data["reason"],
            by=signed_in(request),
            at=timezone.now(),
        )
    except operations.MoreThanIsLeft:
        messages.error(request, _("Somebody else gave money back meanwhile. Please look at what is left."))
        return redirect("admin:payments_refund_of", attempt.pk)
    wake(submit_refund, refund_id=refund.pk)
    messages.success(request, _("The refund of %(amount)s is on its way.") % {"amount": refund.amount})
    return redirect("admin:payments_refund_change", refund.pk)
