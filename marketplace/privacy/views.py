"""Getting one's data, and closing the account."""

from __future__ import annotations

import tempfile

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ksound.core import audit, budget
from ksound.core.views import signed_in
from marketplace.privacy import export, operations
from marketplace.privacy.operations import Obstacle

EXPORTS_PER_HOUR = 6
IN_MEMORY_BYTES = 2 * 1024 * 1024
WHY_NOT = {
    Obstacle.STAFF: gettext_lazy("You work for the shop. An administrator has to end that first."),
    Obstacle.ORDER_OPEN: gettext_lazy("An order is waiting for payment. Pay it, or wait until it expires."),
    Obstacle.REFUND_OPEN: gettext_lazy("A refund to you is under way. Wait until it has arrived."),
    Obstacle.BALANCE: gettext_lazy(
        "Your seller balance is not zero. Wait for the payout, or settle what is owed."
    ),
    Obstacle.PAYOUT_OPEN: gettext_lazy("A payout to you is under way. Wait until it has arrived."),
}


class EraseForm(forms.Form):
    understood = forms.BooleanField(
        label=gettext_lazy("I understand that this cannot be undone"),
        error_messages={"required": gettext_lazy("Please confirm that you understand what closing means.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def account_export(request: HttpRequest) -> HttpResponseBase:
    """The page; by POST the archive itself."""
    if request.method != "POST":
        return render(request, "privacy/export.html")
    user, now = signed_in(request), timezone.now()
    if wait_s := budget.spend(request, on="export", hourly=EXPORTS_PER_HOUR, at=now):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(wait_s)
        return response
    audit.record("account.exported", target=user, by=user, at=now)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  the response closes it
    export.write(user, to=file, at=now)
    file.seek(0)
    name = f"k-sound-library-{timezone.localdate(now).isoformat()}.zip"
    return FileResponse(file, as_attachment=True, filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def account_erase(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    standing = operations.obstacles(user)
    if request.method == "POST" and form.is_valid():
        try:
            operations.erase(user=user, at=timezone.now())
        except operations.NotYet as error:
            standing = error.obstacles
        else:
            logout(request)
            messages.success(request, _("Your account is closed and your data is erased."))
            return redirect("home")
    context = {"form": form, "obstacles": [WHY_NOT[each] for each in standing]}
    is_refused = request.method == "POST"
    status = (409 if standing else 422) if is_refused else 200
    return render(request, "privacy/erase.html", context, status=status)
