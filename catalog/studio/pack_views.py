"""The seller's packs: the list, a new one, and the page that fills, prices, offers and withdraws one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.effects.models import Effect
from catalog.packs import operations, queries
from catalog.packs.models import Pack
from catalog.studio.access import for_sellers
from catalog.studio.pack_forms import PackForm
from ksound.core.text import clean_line
from ksound.core.views import signed_in
from sellers.registration.models import Seller

STEPS = {"up": -1, "down": 1}


@require_safe
@for_sellers
def studio_packs(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    return render(request, "packs/studio_list.html", {"packs": queries.packs_of(seller)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
def studio_pack_new(request: HttpRequest, seller: Seller) -> HttpResponseBase:
    form = PackForm.of(None, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        pack = operations.make(
            seller=seller, by=signed_in(request), description=form.description_given(), at=timezone.now()
        )
        return redirect("studio-pack", public_id=pack.public_id)
    return render(request, "packs/studio_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_sellers
def studio_pack(request: HttpRequest, seller: Seller, public_id: str) -> HttpResponseBase:
    """One form: whatever button is pressed, what was typed is saved first, so that nothing is lost."""
    pack = _mine(seller, public_id)
    form = PackForm.of(pack, request.POST if request.method == "POST" else None)
    words = clean_line(request.POST.get("q", request.GET.get("q", "")))[:100]
    if request.method == "POST" and form.is_valid():
        try:
            operations.describe(pack=pack, by=signed_in(request), description=form.description_given())
            is_over = _act(request, pack)
        except operations.NotEditable:
            messages.error(request, _("Take the pack off sale first to change it."))
            is_over = True
        if is_over:
            return redirect(_address(pack, words))
        pack = _mine(seller, public_id)
        form = PackForm.of(pack)
    return _page(request, pack, form, words)


def _page(request: HttpRequest, pack: Pack, form: PackForm, words: str) -> HttpResponse:
    found = queries.candidates(pack, words=words) if pack.is_editable else None
    context = {
        "pack": pack,
        "form": form,
        "words": words,
        "found": found,
        "obstacle": operations.why_not_ready(pack),
    }
    return render(request, "packs/studio_edit.html", context, status=422 if form.errors else 200)


def _address(pack: Pack, words: str) -> str:
    address = reverse("studio-pack", args=[pack.public_id])
    return f"{address}?{urlencode({'q': words})}" if words else address


def _act(request: HttpRequest, pack: Pack) -> bool:
    """What the pressed button asks for; True when the page starts afresh, False when its search stays."""
    by, said = signed_in(request), request.POST
    if "publish" in said:
        _publish(request, pack)
        return True
    if "add" in said:
        _add(request, pack, said["add"])
    elif "remove" in said:
        operations.remove(pack=pack, effect_public_id=said["remove"], by=by)
    for step, places in STEPS.items():
        if step in said:
            operations.move(pack=pack, effect_public_id=said[step], by=by, places=places)
    if "save" in said:
        messages.success(request, _("Saved."))
        return True
    return False


def _add(request: HttpRequest, pack: Pack, public_id: str) -> None:
    effect = get_object_or_404(Effect.objects.of(pack.seller), public_id=public_id[:26])
    try:
        operations.add(pack=pack, effect=effect, by=signed_in(request))
    except operations.CannotJoin as refusal:
        messages.error(request, str(refusal))


def _publish(request: HttpRequest, pack: Pack) -> None:
    try:
        operations.publish(pack=pack, by=signed_in(request), at=timezone.now())
        messages.success(request, _("The pack “%(title)s” is on sale.") % {"title": pack})
    except operations.NotReady as refusal:
        messages.error(request, str(refusal.reason))


@require_POST
@for_sellers
def studio_pack_withdraw(request: HttpRequest, seller: Seller, public_id: str) -> HttpResponseBase:
    try:
        operations.withdraw(pack=_mine(seller, public_id), by=signed_in(request), at=timezone.now())
        messages.success(request, _("The pack is off sale. Its sounds stay on sale one by one."))
    except operations.NotEditable:
        messages.error(request, _("This pack is not on sale."))
    return redirect("studio-pack", public_id=public_id)


@require_POST
@for_sellers
def studio_pack_delete(request: HttpRequest, seller: Seller, public_id: str) -> HttpResponseBase:
    try:
        operations.delete(pack=_mine(seller, public_id), by=signed_in(request), at=timezone.now())
        messages.success(request, _("The draft is deleted."))
    except operations.NotEditable:
        messages.error(request, _("Only a pack that was never on sale can be deleted."))
        return redirect("studio-pack", public_id=public_id)
    return redirect("studio-packs")


def _mine(seller: Seller, public_id: str) -> Pack:
    return get_object_or_404(Pack.objects.of(seller).with_members(), public_id=public_id)
