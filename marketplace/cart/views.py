"""The cart in the browser."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.packs.models import Pack
from ksound.core.models import User
from ksound.core.views import way_back
from marketplace.cart import operations, queries


class AddForm(forms.Form):
    """An effect or a pack, and the licence for it."""

    effect = forms.CharField(max_length=26, required=False)
    pack = forms.CharField(max_length=26, required=False)
    licence = forms.ChoiceField(choices=[(code, code) for code in pricing.LICENCES])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("effect")) == bool(given.get("pack")):
            raise forms.ValidationError("neither or both")
        return given


def buyer_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    found = queries.contents(queries.find(user=buyer_of(request), session=request.session))
    context = {
        "lines": found.lines,
        "total": found.total,
        "can_check_out": found.can_check_out,
        "changed": found.changed,
    }
    return render(request, "cart/cart.html", context)


@require_POST
def cart_add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a licence first."))
        return redirect(way_back(request, "search"))
    given = form.cleaned_data
    item: Effect | Pack
    if given["pack"]:
        item = get_object_or_404(Pack.objects.published().with_members(), public_id=given["pack"])
    else:
        item = get_object_or_404(Effect.objects.on_sale().select_related("seller"), public_id=given["effect"])
    _add(request, item, given["licence"])
    return redirect(way_back(request, "cart"))


def _add(request: HttpRequest, item: Effect | Pack, licence_code: str) -> None:
    mine = operations.cart_for(user=buyer_of(request), session=request.session)
    try:
        if isinstance(item, Pack):
            operations.add_pack(cart=mine, pack=item, licence_code=licence_code, at=timezone.now())
        else:
            operations.add(cart=mine, effect=item, licence_code=licence_code, at=timezone.now())
        messages.success(request, _("“%(title)s” is in your cart.") % {"title": item.title})
    except operations.NotForSale:
        messages.error(request, _not_for_sale(item))
    except operations.OwnSound:
        messages.error(request, _("This is your own sound; you can download it from the studio."))
    except operations.AlreadyOwned:
        messages.info(request, _("You already hold this licence. You find the file in your library."))
    except operations.InPackOfCart as inside:
        said = _("“%(title)s” is in your cart already, as part of the pack “%(pack)s”.")
        messages.info(request, said % {"title": item.title, "pack": inside.pack.title})


def _not_for_sale(item: Effect | Pack) -> str:
    if isinstance(item, Pack) and not item.is_buyable:
        return _("One sound of this pack is not on sale at the moment, so the pack cannot be bought.")
    if isinstance(item, Pack):
        return _("This pack is not offered under that licence. Choose another one.")
    return _("This sound is not offered under that licence. Choose another one.")


@require_POST
def cart_confirm(request: HttpRequest) -> HttpResponse:
    """The buyer has read the new prices; those shown come with the form."""
    mine = queries.find(user=buyer_of(request), session=request.session)
    seen = dict(zip(request.POST.getlist("line"), request.POST.getlist("price"), strict=False))
    if mine:
        read = {line: int(price) for line, price in seen.items() if _is_price(price)}
        operations.confirm_prices(cart=mine, seen=read)
    return redirect("checkout")


def _is_price(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


@require_POST
def cart_remove(request: HttpRequest) -> HttpResponse:
    mine = queries.find(user=buyer_of(request), session=request.session)
    if mine and operations.remove(cart=mine, line_public_id=request.POST.get("line", "")[:26]):
        messages.success(request, _("Removed from your cart."))
    return redirect("cart")
