"""The page on which staff work on one batch: approve, fetch the bank file, enter the bank's results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ksound.core.views import signed_in
from payments.payouts import batches, results
from payments.payouts.bank_file import ENCODINGS, MAX_BYTES
from payments.payouts.models import PayoutBatch
from payments.payouts.providers import Unreadable

VIEW = "payments.view_payoutbatch"


class ResultForm(forms.Form):
    results = forms.FileField(
        label=gettext_lazy("Result file of the bank"),
        help_text=gettext_lazy("CSV with the columns 지급번호, 금액, 결과 (정상 or 불능) and 사유."),
    )

    def clean_results(self) -> bytes:
        file = self.cleaned_data["results"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return bytes(file.read())


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch and what may be done with it now; POST does it."""
    batch = _batch(request, pk)
    form = ResultForm()
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        form = ResultForm(request.POST, request.FILES) if act is _enter_results else form
        if _done(request, batch, act, form):
            return redirect("admin:payments_payoutbatch_desk", pk)
    return _page(request, batch, form)


@require_POST
def bank_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file for the bank; the first time it sends the batch on its way."""
    batch, variant = _batch(request, pk), request.POST.get("variant", "")
    if variant not in ENCODINGS:
        raise Http404
    try:
        file = batches.export(batch=batch, variant=variant, by=signed_in(request), at=timezone.now())
    except batches.NotAllowed as error:
        raise PermissionDenied from error
    except (batches.NotReady, batches.NothingToPay):
        messages.error(request, _("This batch cannot leave. Please look at its state."))
        return redirect("admin:payments_payoutbatch_desk", pk)
    headers = {
        "Content-Disposition": content_disposition_header(True, file.file_name),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)


def _batch(request: HttpRequest, pk: int) -> PayoutBatch:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    return get_object_or_404(PayoutBatch.objects.select_related("made_by", "approved_by"), pk=pk)


def _done(request: HttpRequest, batch: PayoutBatch, act: Act, form: ResultForm) -> bool:
    """Whether it could be done; why not is told in a message or in the form."""
    try:
        return act(request, batch, form)
    except batches.NotAllowed as error:
        raise PermissionDenied from error
    except batches.SamePerson:
        messages.error(request, _("Whoever made a batch cannot approve it. Somebody else has to."))
    except batches.NotReady:
        messages.error(request, _("Somebody else was quicker: the batch has changed. Please look again."))
    return True


def _approve(request: HttpRequest, batch: PayoutBatch, form: ResultForm) -> bool:
    before = batch.count
    batch = batches.approve(batch=batch, by=signed_in(request), at=timezone.now())
    if batch.count < before:
        said = {"count": before - batch.count}
        messages.warning(request, _("%(count)s payouts were taken out: they may not be paid now.") % said)
    else:
        messages.success(request, _("The batch is approved."))
    return True


def _discard(request: HttpRequest, batch: PayoutBatch, form: ResultForm) -> bool:
    batches.discard(batch=batch, by=signed_in(request), at=timezone.now())
    messages.success(request, _("The batch is discarded; its amounts are available again."))
    return True


def _enter_results(request: HttpRequest, batch: PayoutBatch, form: ResultForm) -> bool:
    if not form.is_valid():
        return False
    try:
        done = results.apply(
            batch=batch, content=form.cleaned_data["results"], by=signed_in(request), at=timezone.now()
        )
    except Unreadable as error:
        form.add_error(None, _("Nothing was applied. Please correct these rows:"))
        for problem in error.problems[:50]:
            form.add_error(None, problem)
        return False
    said = {"paid": done.paid, "returned": done.returned, "known": done.known}
    messages.success(request, _("Paid: %(paid)s · returned: %(returned)s · known before: %(known)s.") % said)
    return True


Act = Callable[[HttpRequest, PayoutBatch, ResultForm], bool]
_ACTS: dict[str, Act] = {"approve": _approve, "discard": _discard, "results": _enter_results}


def _page(request: HttpRequest, batch: PayoutBatch, form: ResultForm) -> HttpResponse:
    user = signed_in(request)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Payout batch"),
        "batch": batch,
        "payouts": batch.payouts.select_related("seller", "destination").order_by("pk"),
        "form": form,
        "may_approve": user.has_perm(batches.APPROVE) and batch.made_by_id != user.pk,
        "may_discard": user.has_perm(batches.MAKE) and batch.state in ("made", "approved"),
        "may_carry_out": user.has_perm(batches.CARRY_OUT),
    }
    return render(request, "admin/payments/payout_batch.html", context, status=422 if form.errors else 200)
