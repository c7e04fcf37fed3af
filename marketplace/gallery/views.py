"""The gallery of components: for staff, so that nobody builds a second button."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.effects import queries as effects
from marketplace.gallery import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in the theme and the language of whoever looks."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "gallery/gallery.html", samples.everything(on_sale=effects.newest(limit=2)))
