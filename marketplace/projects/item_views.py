"""Sounds of a project in the browser: adding, editing, moving, removing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.core.views import public_id_in, signed_in, wants_json, way_back
from marketplace.projects import items, operations, queries
from marketplace.projects.access import for_owner, shown_version
from marketplace.projects.forms import AddForm, ItemForm
from marketplace.projects.models import Project, ProjectItem
from marketplace.projects.views import changed_meanwhile, full

# The project that was chosen last is chosen already the next time.
SESSION_KEY = "last_project"


@require_http_methods(["GET", "HEAD", "POST"])
def project_add(request: HttpRequest) -> HttpResponse:
    """Choose or create a project for one sound: a page, or what a small dialog of any page shows."""
    if not request.user.is_authenticated:
        messages.info(request, _("Sign in to collect sounds in projects."))
        return redirect_to_login(request.get_full_path())
    said = request.POST if request.method == "POST" else request.GET
    effect = get_object_or_404(
        Effect.objects.audible_to(request.user).with_facts(), public_id=public_id_in(said, "effect")
    )
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        project = _chosen(signed_in(request), form)
        if project and (answer := _add(request, form, project, effect)):
            return answer
    context = {
        "effect": effect,
        "form": form,
        "projects": queries.projects_of(signed_in(request)),
        "last": request.session.get(SESSION_KEY, ""),
        "next": said.get("next", ""),
    }
    template = "projects/add.html#dialog" if request.htmx else "projects/add.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


def _chosen(owner: User, form: AddForm) -> Project | None:
    """A new name wins over a choice: it was typed. None: the form says why."""
    if name := form.cleaned_data["name"]:
        try:
            details = operations.Details(name, "", "24")
            return operations.create(owner=owner, details=details, at=timezone.now())
        except operations.TooManyProjects:
            form.add_error(None, full())
            return None
    project = queries.project_of(owner, form.cleaned_data["project"])
    if project is None:
        form.add_error("project", _("This project is no longer there. Choose another one."))
    return project


def _add(request: HttpRequest, form: AddForm, project: Project, effect: Effect) -> HttpResponse | None:
    try:
        is_new = items.add(project=project, effect=effect, at=timezone.now())
    except items.TooManyItems:
        form.add_error(None, too_many())
        return None
    except operations.ChangedMeanwhile:
        form.add_error("project", _("This project is no longer there. Choose another one."))
        return None
    request.session[SESSION_KEY] = project.public_id
    text = _("Added to “%(name)s”.") if is_new else _("“%(name)s” holds this sound already.")
    text %= {"name": project.name}
    if request.htmx:  # type: ignore[attr-defined]
        return JsonResponse({"message": text, "url": project.get_absolute_url(), "label": _("Open")})
    messages.success(request, text)
    return redirect(way_back(request, project.get_absolute_url()))


def too_many() -> str:
    return _("A project holds at most %(n)d sounds. Start another one.") % {"n": items.MAX_ITEMS}


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, project: Project, item_id: str) -> HttpResponse:
    item = queries.item_of(project, item_id)
    if item is None:
        raise Http404
    present = {"start": item.start, "end": item.end, "note": item.note, "version": item.version}
    initial = {**present, "frame_rate": project.frame_rate}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = _edit(item, form)
        if status == 200:
            messages.success(request, _("Saved."))
            return redirect(f"{project.get_absolute_url()}#item-{item.public_id}")
    context = {"project": project, "item": item, "form": form, "is_conflict": status == 409}
    return render(request, "projects/item_edit.html", context, status=status)


def _edit(item: ProjectItem, form: ItemForm) -> int:
    """The status of the answer; what is wrong stands in the form, whose text stays as typed."""
    if not form.is_valid():
        return 422
    said = form.cleaned_data
    try:
        items.edit(
            item=item,
            version=said["version"],
            frame_rate=said["frame_rate"],
            placing=form.placing(),
            at=timezone.now(),
        )
    except operations.ChangedMeanwhile:
        item.refresh_from_db()
        item.project.refresh_from_db()
        present = {"version": str(item.version), "frame_rate": item.project.frame_rate}
        form.data = {**dict(form.data.items()), **present}
        return 409
    return 200


@for_owner
@require_POST
def item_move(request: HttpRequest, project: Project) -> HttpResponse:
    """`up` or `down` names an item; scripts name `item` and the one it comes `before`, "" for the end."""
    version, said, at = shown_version(request), request.POST, timezone.now()
    try:
        if "item" in said:
            items.move(
                project=project,
                version=version,
                item_id=public_id_in(said, "item"),
                before_id=public_id_in(said, "before"),
                at=at,
            )
        else:
            direction: items.Direction = "up" if "up" in said else "down"
            item_id = public_id_in(said, direction)
            items.step(project=project, version=version, item_id=item_id, direction=direction, at=at)
    except operations.ChangedMeanwhile:
        if wants_json(request):
            return JsonResponse({"message": changed_meanwhile()}, status=409)
        messages.error(request, changed_meanwhile())
    if wants_json(request):
        project.refresh_from_db(fields=["version"])
        return JsonResponse({"version": project.version})
    return redirect(way_back(request, project.get_absolute_url()))


@for_owner
@require_POST
def item_remove(request: HttpRequest, project: Project) -> HttpResponse:
    item_id = public_id_in(request.POST, "item")
    try:
        if items.remove(project=project, item_id=item_id, at=timezone.now()):
            return redirect(f"{project.get_absolute_url()}?removed={item_id}")
    except operations.ChangedMeanwhile:
        messages.error(request, changed_meanwhile())
    return redirect(project)


@for_owner
@require_POST
def item_put_back(request: HttpRequest, project: Project) -> HttpResponse:
    try:
        if items.put_back(project=project, item_id=public_id_in(request.POST, "item"), at=timezone.now()):
            messages.success(request, _("It is back in its place."))
    except items.TooManyItems:
        messages.error(request, too_many())
    return redirect(project)
