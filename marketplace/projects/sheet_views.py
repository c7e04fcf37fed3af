"""Cue sheets out and in, credits, and buying what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ksound.core.views import signed_in
from marketplace.cart.operations import cart_for
from marketplace.downloads import batch
from marketplace.downloads.views import hand_out
from marketplace.projects import buying, credits, import_queries, importing, items, operations, queries, texts
from marketplace.projects.access import for_owner
from marketplace.projects.cues import files
from marketplace.projects.cues.cue import Format, Unreadable
from marketplace.projects.forms import BuyForm, SheetForm
from marketplace.projects.item_views import too_many
from marketplace.projects.models import Project
from marketplace.projects.views import changed_meanwhile


@for_owner
@require_safe
def cue_sheet(request: HttpRequest, project: Project) -> HttpResponse:
    """The page to look over and print, with the downloads and the way in."""
    context = {
        "project": project,
        "rows": queries.sheet_rows(project),
        "form": SheetForm(),
        "formats": list(Format),
    }
    return render(request, "projects/cue_sheet.html", context)


@for_owner
@require_safe
def cue_sheet_file(request: HttpRequest, project: Project, format: str) -> HttpResponse:
    if format not in files.CONTENT_TYPES:
        raise Http404
    wanted = Format(format)
    content = files.write(queries.sheet(project), wanted)
    return _download(content, f"{_stem(project)}.{wanted}", files.CONTENT_TYPES[wanted])


def _stem(project: Project) -> str:
    return slugify(project.name, allow_unicode=True)[:60] or "project"


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def cue_import(request: HttpRequest, project: Project) -> HttpResponse:
    """POST reads a file; GET shows what was read and waits."""
    if request.method == "POST":
        return _read(request, project)
    waiting = queries.import_of(project)
    if waiting is None:
        return redirect("project-cue-sheet", project.public_id)
    context = {"project": project, "waiting": waiting, "rows": import_queries.rows_of(project, waiting)}
    return render(request, "projects/import.html", context)


def _read(request: HttpRequest, project: Project) -> HttpResponse:
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        sheet = form.cleaned_data["sheet"]
        content = sheet.read(files.MAX_BYTES + 1)
        try:
            importing.read(
                project=project, user=signed_in(request), content=content, name=sheet.name, at=timezone.now()
            )
            return redirect("project-import", project.public_id)
        except Unreadable as bad:
            form.add_error("sheet", texts.sentence(bad.code, bad.value, project.rate))
    context = {"project": project, "rows": queries.sheet_rows(project), "form": form, "formats": list(Format)}
    return render(request, "projects/cue_sheet.html", context, status=422)


@for_owner
@require_POST
def cue_import_take(request: HttpRequest, project: Project) -> HttpResponse:
    try:
        taken = importing.take(
            project=project,
            left_out=_numbers(request.POST.getlist("leave")),
            confirmed=_numbers(request.POST.getlist("take")),
            all_titles="all_titles" in request.POST,
            at=timezone.now(),
        )
    except items.TooManyItems:
        messages.error(request, too_many())
        return redirect("project-import", project.public_id)
    except operations.ChangedMeanwhile:
        messages.error(request, changed_meanwhile())
        return redirect("project-cue-sheet", project.public_id)
    said = ngettext("%(n)d sound was added.", "%(n)d sounds were added.", taken)
    messages.success(request, said % {"n": taken})
    return redirect(project)


def _numbers(said: Iterable[str]) -> set[int]:
    return {int(one) for one in said if one.isascii() and one.isdecimal() and len(one) < 10}


@for_owner
@require_POST
def buy_missing(request: HttpRequest, project: Project) -> HttpResponse:
    buyer, form = signed_in(request), BuyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a licence first."))
        return redirect(f"{project.get_absolute_url()}#missing")
    plan, new = buying.buy_missing(
        project=project,
        cart=cart_for(user=buyer, session=request.session),
        buyer=buyer,
        licence_code=form.cleaned_data["licence"],
        at=timezone.now(),
    )
    said = ngettext("%(n)d sound was put into your cart.", "%(n)d sounds were put into your cart.", new)
    messages.success(request, said % {"n": new})
    left = [effect.title for effect in (*plan.not_on_sale, *plan.not_offered)]
    if left:
        messages.warning(request, _("Not to be had: %(titles)s") % {"titles": ", ".join(left[:10])})
    return redirect("cart")


@for_owner
@require_safe
def credit_list(request: HttpRequest, project: Project) -> HttpResponse:
    found = credits.report(project=project, holder=signed_in(request))
    context = {"project": project, "credits": found, "sellers": credits.sellers(found)}
    return render(request, "projects/credits.html", context)


@for_owner
@require_safe
def credit_table(request: HttpRequest, project: Project) -> HttpResponse:
    content = credits.table(credits.report(project=project, holder=signed_in(request)))
    return _download(content, f"{_stem(project)}-credits.csv", "text/csv; charset=utf-8")


@for_owner
@require_safe
def owned_archive(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Every sound of the project that its owner has a licence for, in one archive."""
    licences = queries.licences_of(project)
    if not licences:
        raise Http404
    return hand_out(request, replace(batch.archive(licences), file_name=f"{_stem(project)}.zip"))
