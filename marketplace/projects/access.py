"""Whose project it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from ksound.core.views import signed_in
from marketplace.projects import queries
from marketplace.projects.models import Project

P = ParamSpec("P")
OwnersView = Callable[Concatenate[HttpRequest, Project, P], HttpResponseBase]


def for_owner(view: OwnersView[P]) -> Callable[..., HttpResponseBase]:
    """Pass the signed-in person's project to the view; for everybody else there is none (404)."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        project = queries.project_of(signed_in(request), public_id)
        if project is None:
            raise Http404
        return view(request, project, *args, **kwargs)

    return guarded


def shown_version(request: HttpRequest) -> int:
    """The version of the page that the form came from; what is no number fits no version."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
