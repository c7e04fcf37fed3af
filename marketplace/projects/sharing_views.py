"""Sharing a project by link, and what who has the link sees."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.cart.views import buyer_of
from marketplace.projects import operations, queries
from marketplace.projects.access import for_owner
from marketplace.projects.models import Project


@for_owner
@require_POST
def project_share(request: HttpRequest, project: Project) -> HttpResponse:
    """`act` is start or stop."""
    if request.POST.get("act") == "stop":
        if operations.stop_sharing(project=project, at=timezone.now()):
            messages.success(request, _("The link no longer works."))
    else:
        operations.share(project=project, at=timezone.now())
        messages.success(request, _("Everybody with the link can look and listen now."))
    return redirect(f"{project.get_absolute_url()}#share")


@require_safe
def project_shared(request: HttpRequest, token: str) -> HttpResponse:
    """Read-only, for anyone with the link; search engines and the pages it links to never learn the address."""
    project = queries.shared(token)
    if project is None:
        raise Http404
    viewer = buyer_of(request)
    page, entries = queries.page_of(project, number=request.GET.get("page", "1"), viewer=viewer)
    response = render(request, "projects/shared.html", {"project": project, "page": page, "entries": entries})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
