"""Registering as a seller in the browser."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ksound.core.views import signed_in
from sellers.registration import agreement
from sellers.registration.forms import RegistrationForm
from sellers.registration.operations import AlreadySeller, NameTaken, register

TAKEN = {
    "display_name": gettext_lazy("Another seller has this name. Please choose another."),
    "creator_id": gettext_lazy("Another seller has this CreatorID. Please choose another."),
}


@login_required
@require_http_methods(["GET", "POST"])
def seller_register(request: HttpRequest) -> HttpResponse:
    if hasattr(request.user, "seller"):
        return redirect("studio")
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _registered(request, form):
        messages.success(request, _("Welcome. Upload your first sound."))
        return redirect("studio-upload")
    context = {
        "form": form,
        "agreement": {"version": settings.SELLER_AGREEMENT_VERSION, "points": agreement.POINTS},
    }
    return render(request, "sellers/register.html", context, status=422 if form.errors else 200)


def _registered(request: HttpRequest, form: RegistrationForm) -> bool:
    given = form.cleaned_data
    try:
        register(
            user=signed_in(request),
            display_name=given["display_name"],
            kind=given["kind"],
            creator_id=given["creator_id"],
            agreement_version=settings.SELLER_AGREEMENT_VERSION,
            at=timezone.now(),
        )
    except NameTaken as taken:
        form.add_error(taken.field, TAKEN[taken.field])
        return False
    except AlreadySeller:
        pass
    return True
