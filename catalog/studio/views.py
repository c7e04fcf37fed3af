"""The seller's pages: upload, the list of sounds, the form of one sound."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.effects import embedded, operations, shown, taking
from catalog.effects.models import Effect
from catalog.naming import operations as naming
from catalog.studio import queries, suggesting
from catalog.studio.access import for_sellers
from catalog.studio.forms import EffectForm
from catalog.ucs import schedule
from catalog.ucs.suggest import suggest
from ksound.core.text import clean_line
from ksound.core.views import signed_in
from sellers.registration.models import Seller


@require_safe
@for_sellers
def studio(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    return redirect("studio-effects")


@require_safe
@for_sellers
def studio_effects(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    state = request.GET.get("state", "")
    state = state if state in Effect.State.values else ""
    context = {
        "effects": queries.effects(seller, state=state),
        "states": queries.states(seller, selected=state),
        "state_filter": state,
        "seller": seller,
    }
    return render(request, "studio/effects.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
def studio_effect(request: HttpRequest, seller: Seller, public_id: str) -> HttpResponseBase:
    """Describe one sound; the button pressed decides between saving and submitting to review."""
    effect = get_object_or_404(Effect.objects.of(seller).with_facts(), public_id=public_id)
    data = request.POST if request.method == "POST" else None
    form = EffectForm.of(effect, data, is_final="submit" in request.POST)
    if request.method == "POST" and form.is_valid():
        return _saved(request, effect, form)
    status = 422 if form.errors else 200
    return render(request, "studio/effect.html", _form_context(effect, form), status=status)


def _form_context(effect: Effect, form: EffectForm) -> dict[str, object]:
    language = get_language() or "ko"
    categories = [
        {
            "code": category.code,
            "label": category.name(language),
            "cat_ids": [
                {"cat_id": cat_id, "label": schedule.label(cat_id, language)} for cat_id in category.cat_ids
            ],
        }
        for category in schedule.categories()
    ]
    told = embedded.of(effect.file)
    questions = shown.questions(told, language=language)
    return {
        "effect": effect,
        "form": form,
        "editable": effect.is_editable,
        "categories": categories,
        "suggestions": suggesting.suggestions(effect, told, language=language) if effect.is_editable else [],
        "open_questions": [one for one in questions if one.is_open],
        "settled_questions": [one for one in questions if not one.is_open],
        "embedded": shown.groups(told.metadata, effect.file),
    }


def _saved(request: HttpRequest, effect: Effect, form: EffectForm) -> HttpResponse:
    by = signed_in(request)
    try:
        operations.describe(effect=effect, by=by, description=form.description_given())
        if "submit" in request.POST:
            operations.submit(effect=effect, by=by, at=timezone.now())
        elif "take" in request.POST:
            return _taken(request, effect)
    except operations.NotEditable:
        messages.error(
            request, _("This sound cannot be changed in its present state. Take it back from review first.")
        )
        return redirect("studio-effect", public_id=effect.public_id)
    effect.refresh_from_db()
    if "submit" in request.POST:
        messages.success(request, _submitted(effect))
        return redirect("studio-effects")
    messages.success(request, _("Saved."))
    return redirect("studio-effect", public_id=effect.public_id)


def _taken(request: HttpRequest, effect: Effect) -> HttpResponse:
    """Settle one contradiction; what was typed meanwhile is saved already."""
    field, _space, container = request.POST["take"].partition(" ")
    by, at = signed_in(request), timezone.now()
    try:
        if field == "all":
            taking.keep_all(effect=effect, by=by, at=at)
        else:
            taking.take(effect=effect, by=by, field=field, container=container, at=at)
        messages.success(request, _("Noted. We will not ask about this again."))
    except taking.NothingToTake:
        messages.error(request, _("This question is no longer open."))
    except naming.TakenByAnother:
        messages.error(request, _("Another seller has this CreatorID, so it cannot be yours."))
    except naming.WordRefused:
        messages.error(request, _("This cannot be a CreatorID: it is too long or holds an underscore."))
    return redirect("studio-effect", public_id=effect.public_id)


def _submitted(effect: Effect) -> str:
    if effect.state == Effect.State.HELD:
        return _(
            "“%(title)s” is with the staff. It is very much like another sound, so they compare the two first."
        ) % {"title": effect}
    return _("“%(title)s” is in review. You will see the decision here.") % {"title": effect}


@require_safe
@for_sellers
def studio_suggest(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    """CatIDs for the words typed into the category field, in either language."""
    words = clean_line(request.GET.get("q", ""))[:200]
    found = suggest(words, limit=10) if words else []
    return JsonResponse([{"cat_id": one.cat_id, "reason": one.reason} for one in found], safe=False)


@require_POST
@for_sellers
def studio_effect_recall(request: HttpRequest, seller: Seller, public_id: str) -> HttpResponseBase:
    effect = get_object_or_404(Effect.objects.of(seller), public_id=public_id)
    try:
        operations.recall(effect=effect, by=signed_in(request), at=timezone.now())
        messages.success(request, _("Taken back from review. You can change it now."))
    except operations.NotEditable:
        messages.error(request, _("This sound is no longer in review."))
    return redirect("studio-effect", public_id=public_id)


@require_POST
@for_sellers
def studio_effect_withdraw(request: HttpRequest, seller: Seller, public_id: str) -> HttpResponseBase:
    effect = get_object_or_404(Effect.objects.of(seller), public_id=public_id)
    try:
        operations.withdraw(effect=effect, by=signed_in(request), at=timezone.now())
        messages.success(request, _("Taken off sale. Buyers keep what they bought."))
    except operations.NotEditable:
        messages.error(request, _("This sound is not on sale."))
    return redirect("studio-effect", public_id=public_id)
