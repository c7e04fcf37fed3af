"""The library of bought sounds."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.effects import pricing
from ksound.core.text import clean_line
from ksound.core.views import signed_in
from marketplace.library import queries


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Everything the person holds a licence for; `q` searches in it, `licence` filters."""
    user, words = signed_in(request), clean_line(request.GET.get("q", ""))[:200]
    code = request.GET.get("licence", "")
    code = code if code in pricing.LICENCES else ""
    page, rows = queries.page_of(user=user, words=words, code=code, number=request.GET.get("page", ""))
    context = {
        "page": page,
        "rows": rows,
        "kinds": queries.kinds(user),
        "words": words,
        "code": code,
        "address": urlencode({name: text for name, text in (("q", words), ("licence", code)) if text}),
    }
    return render(request, "library/library.html", context)
