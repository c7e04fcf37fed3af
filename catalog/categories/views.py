"""The tree of categories, one category, one CatID."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.categories import finding, queries
from ksound.core.text import clean_line

MAX_TEXT_LENGTH = 80


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    text = clean_line(request.GET.get("q", "")[: 4 * MAX_TEXT_LENGTH])[:MAX_TEXT_LENGTH]
    return render(request, "categories/tree.html", {"tree": queries.tree(language=_language(), text=text)})


@require_safe
def category(request: HttpRequest, code: str) -> HttpResponseBase:
    found = finding.canonical_category(code)
    if found is None:
        raise Http404
    address = reverse("category", args=[found.code])
    if request.path != address:
        return redirect(address, permanent=True)
    page = queries.category_page(found, language=_language())
    return render(request, "categories/category.html", {"page": page})


@require_safe
def cat_id(request: HttpRequest, code: str, cat_id: str) -> HttpResponseBase:
    """A CatID under a wrong category, in another case or in a retired spelling leads to its own address."""
    found = finding.canonical_cat_id(cat_id)
    if found is None or finding.canonical_category(code) is None:
        raise Http404
    address = reverse("cat-id", args=[found.category_code, found.cat_id])
    if request.path != address:
        return redirect(address, permanent=True)
    page = queries.cat_id_page(found, language=_language())
    return render(request, "categories/cat_id.html", {"page": page})


def _language() -> str:
    return get_language() or "ko"
