"""Notifications in the browser: the list, the number in the menu, and what comes by e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ksound.core.views import signed_in
from marketplace.notifications import operations, queries, wording
from marketplace.notifications.forms import MailForm
from marketplace.notifications.models import SERVICE


@login_required
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    page = queries.page_of(user=user, number=request.GET.get("page", "1"))
    context = {
        "page": page,
        "told": [(one, wording.sentence(one)) for one in page],
        "unread": queries.unread(user),
    }
    return render(request, "notifications/list.html", context)


@login_required
@require_safe
def notification(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to what it is about; it is read then."""
    one = operations.read(user=signed_in(request), public_id=public_id, at=timezone.now())
    if one is None:
        raise Http404
    return redirect(wording.address(one))


@login_required
@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    operations.read_all(user=signed_in(request), at=timezone.now())
    return redirect("notifications")


@require_safe
def notifications_unread(request: HttpRequest) -> HttpResponse:
    """The number for the menu, asked for after the page is there: pages themselves stay as cheap as before."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    return render(request, "notifications/unread.html", {"unread": queries.unread(signed_in(request))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if request.method == "POST":
        form = MailForm(request.POST)
        if form.is_valid():
            operations.choose_mail(user=user, kinds=form.chosen(), at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("notification-settings")
    else:
        wanted = queries.mail_kinds(user)
        form = MailForm(initial={"kinds": wanted, "advertising": wanted})
    context = {"form": form, "service": [kind.label for kind in SERVICE]}
    return render(request, "notifications/settings.html", context, status=422 if form.errors else 200)
