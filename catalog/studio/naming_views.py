"""The seller's page about their file names: CreatorIDs, vendor categories, and what to ask."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from catalog.naming import operations, queries
from catalog.naming.models import NamePart
from catalog.studio.access import for_sellers
from catalog.studio.naming_forms import WORD_REFUSED, NamePartForm
from ksound.core.views import signed_in
from sellers.registration.models import Seller

ANSWERS = {"yes": operations.declare, "no": operations.decline, "forget": operations.forget}


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
def studio_names(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    if request.method != "POST":
        return render(request, "studio/names.html", _context(seller, NamePartForm()))
    form = NamePartForm(request.POST)
    if form.is_valid() and _answered(request, seller, form):
        return redirect(_back(request))
    return render(request, "studio/names.html", _context(seller, form), status=422)


def _answered(request: HttpRequest, seller: Seller, form: NamePartForm) -> bool:
    given = form.cleaned_data
    try:
        changed = ANSWERS[given["answer"]](
            seller=seller, by=signed_in(request), kind=given["kind"], text=given["text"], at=timezone.now()
        )
    except operations.WordRefused:
        form.add_error("text", WORD_REFUSED)
        return False
    except operations.TakenByAnother:
        form.add_error("text", _("Another seller has this CreatorID, so it cannot be yours."))
        return False
    messages.success(request, _told(changed))
    return True


def _told(changed: int) -> str:
    if not changed:
        return _("Saved.")
    return ngettext(
        "Saved. %(n)d draft has a new title.", "Saved. %(n)d drafts have new titles.", changed
    ) % {"n": changed}


def _back(request: HttpRequest) -> str:
    """The page on which it was asked."""
    return "studio-upload" if request.POST.get("asked_on") == "upload" else "studio-names"


def _context(seller: Seller, form: NamePartForm) -> dict[str, object]:
    parts = queries.parts_of(seller)
    vendors = [part for part in parts if part.kind == NamePart.Kind.VENDOR_CATEGORY]
    return {
        "form": form,
        "seller": seller,
        "creator_ids": [part for part in parts if part.kind == NamePart.Kind.CREATOR_ID and part.is_declared],
        "vendors": [part for part in vendors if part.is_declared],
        "declined": [part for part in vendors if not part.is_declared],
        "name_questions": queries.questions(seller),
    }
