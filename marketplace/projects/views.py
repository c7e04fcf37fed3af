"""Projects in the browser: the list, one project, and what is done to it as a whole."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ksound.core.views import public_id_in, signed_in
from marketplace.projects import buying, operations, queries
from marketplace.projects.access import for_owner
from marketplace.projects.forms import NewProjectForm, ProjectForm
from marketplace.projects.models import Project


def full() -> str:
    return _("You have %(n)d projects, the most there can be. Delete one first.") % {
        "n": operations.MAX_PROJECTS
    }


def changed_meanwhile() -> str:
    return _("This was changed in another tab or window. Here is how it is now; please try again.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_list(request: HttpRequest) -> HttpResponse:
    owner = signed_in(request)
    form = NewProjectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(operations.create(owner=owner, details=form.details(), at=timezone.now()))
        except operations.TooManyProjects:
            form.add_error(None, full())
    context = {
        "form": form,
        "projects": queries.projects_of(owner),
        "deleted": queries.deleted_of(owner, public_id_in(request.GET, "deleted")),
    }
    return render(request, "projects/list.html", context, status=422 if form.errors else 200)


@for_owner
@require_safe
def project_detail(request: HttpRequest, project: Project) -> HttpResponse:
    owner = signed_in(request)
    page, entries = queries.page_of(project, number=request.GET.get("page", "1"), viewer=owner)
    context = {
        "project": project,
        "page": page,
        "entries": entries,
        "following": queries.following(project, page),
        "plans": buying.plans(project=project, buyer=owner) if entries else [],
        "removed": queries.removed_of(project, public_id_in(request.GET, "removed")),
        "share_url": _share_url(request, project),
    }
    return render(request, "projects/detail.html", context)


def _share_url(request: HttpRequest, project: Project) -> str:
    if not project.share_token:
        return ""
    return request.build_absolute_uri(reverse("project-shared", args=[project.share_token]))


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: HttpRequest, project: Project) -> HttpResponse:
    present = {name: getattr(project, name) for name in ("name", "notes", "frame_rate", "version")}
    form = ProjectForm(request.POST if request.method == "POST" else None, initial=present)
    status = 200
    if request.method == "POST":
        status = _change(project, form)
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect(project)
    context = {"project": project, "form": form, "is_conflict": status == 409}
    return render(request, "projects/edit.html", context, status=status)


def _change(project: Project, form: ProjectForm) -> int:
    """The status of the answer; what is wrong stands in the form, whose text stays as typed."""
    if not form.is_valid():
        return 422
    try:
        operations.change(
            project=project,
            version=form.cleaned_data["version"],
            details=form.details(),
            at=timezone.now(),
        )
    except operations.ChangedMeanwhile:
        project.refresh_from_db()
        form.data = {**dict(form.data.items()), "version": str(project.version)}
        return 409
    except operations.TimecodesDoNotFit as unfit:
        said = _("These time codes do not exist at that frame rate: %(texts)s")
        form.add_error("frame_rate", said % {"texts": ", ".join(unfit.texts)})
        return 422
    return 200


@for_owner
@require_POST
def project_duplicate(request: HttpRequest, project: Project) -> HttpResponse:
    name = _("%(name)s (copy)") % {"name": project.name[:70]}
    try:
        made = operations.duplicate(project=project, name=name, at=timezone.now())
    except operations.TooManyProjects:
        messages.error(request, full())
        return redirect(project)
    messages.success(request, _("This is the copy."))
    return redirect(made)


@for_owner
@require_POST
def project_delete(request: HttpRequest, project: Project) -> HttpResponse:
    operations.delete(project=project, at=timezone.now())
    return redirect(f"{reverse('projects')}?deleted={project.public_id}")


@login_required
@require_POST
def project_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    project = queries.deleted_of(signed_in(request), public_id)
    if project is None:
        raise Http404
    try:
        operations.restore(project=project, at=timezone.now())
    except operations.TooManyProjects:
        messages.error(request, full())
        return redirect("projects")
    messages.success(request, _("“%(name)s” is back.") % {"name": project.name})
    return redirect(project)
