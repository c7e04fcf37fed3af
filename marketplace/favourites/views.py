"""Favourites in the browser: the heart beside a sound, and the page of everything marked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.effects.models import Effect
from ksound.core.views import public_id_in, signed_in, wants_json, way_back
from marketplace.favourites import operations, queries


@login_required
@require_safe
def favourite_list(request: HttpRequest) -> HttpResponse:
    sort = request.GET.get("sort", "")
    sort = sort if sort in queries.SORTS else queries.SORTS[0]
    page, kept = queries.page_of(user=signed_in(request), sort=sort, number=request.GET.get("page", "1"))
    context = {"page": page, "kept": kept, "sort": sort, "sorts": queries.SORTS}
    return render(request, "favourites/list.html", context)


@require_POST
def favourite_mark(request: HttpRequest) -> HttpResponse:
    """`add` or `remove` names a sound. Scripts ask for JSON; a form comes back to its page."""
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    if wanted := public_id_in(request.POST, "add"):
        return _add(request, wanted)
    removed = operations.remove(
        user=signed_in(request), effect_public_id=public_id_in(request.POST, "remove")
    )
    return _answer(request, is_marked=False, is_new=removed, text=_("No longer a favourite."))


def _add(request: HttpRequest, public_id: str) -> HttpResponse:
    effect = get_object_or_404(Effect.objects.audible_to(request.user), public_id=public_id)
    try:
        is_new = operations.add(user=signed_in(request), effect=effect, at=timezone.now())
    except Effect.DoesNotExist:
        return _refusal(request, _("This sound is not on sale."))
    except operations.TooMany:
        full = _("You have %(n)d favourites, the most there can be. Remove some first.")
        return _refusal(request, full % {"n": operations.LIMIT})
    said = _("Added to your favourites.") if is_new else _("This is one of your favourites already.")
    return _answer(request, is_marked=True, is_new=is_new, text=said)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """What a visitor wanted is done when they have signed in."""
    back = way_back(request, resolve_url("favourites"))
    effect = get_object_or_404(Effect.objects.on_sale(), public_id=public_id_in(request.POST, "add"))
    operations.want(session=request.session, effect=effect)
    messages.info(
        request,
        _("Sign in, and “%(title)s” will be among your favourites.") % {"title": effect.title},
    )
    answer = redirect_to_login(back)
    return JsonResponse({"sign_in": answer.url}) if wants_json(request) else answer


def _answer(request: HttpRequest, *, is_marked: bool, is_new: bool, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"is_marked": is_marked, "is_new": is_new, "message": text})
    messages.success(request, text)
    return redirect(way_back(request, "favourites"))


def _refusal(request: HttpRequest, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"message": text}, status=409)
    messages.error(request, text)
    return redirect(way_back(request, "favourites"))
