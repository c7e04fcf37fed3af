"""Rows of one line or of two: a choice of the reader that a cookie keeps for every list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from catalog.search.query import SearchQuery

_NAME = "density"  # of the cookie and of the parameter
_CHOICES = ("compact", "comfortable")
_A_YEAR_S = 31_536_000


def address(query: SearchQuery) -> str:
    """Where a choice is made without scripts; the choice itself is the end of it."""
    return f"{reverse('search')}{query.url}{'' if query.url == '?' else '&'}{_NAME}="


def is_chosen(request: HttpRequest) -> bool:
    return request.GET.get(_NAME) in _CHOICES


def remembered(request: HttpRequest, query: SearchQuery) -> HttpResponse:
    """Back to the list, whose address does not carry the choice along."""
    response = redirect(reverse("search") + query.url.removesuffix("?"))
    # Not HttpOnly: the script of the page writes the same cookie.
    response.set_cookie(
        _NAME, request.GET[_NAME], max_age=_A_YEAR_S, samesite="Lax", secure=request.is_secure()
    )
    return response
