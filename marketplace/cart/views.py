"""The cart in the browser."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.effects import pricing
from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.core.views import way_back
from marketplace.cart import operations, queries


class AddForm(forms.Form):
    effect = forms.CharField(max_length=26)
    licence = forms.ChoiceField(choices=[(code, code) for code in pricing.LICENCES])


def buyer_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    found = queries.contents(queries.find(user=buyer_of(request), session=request.session))
    context = {"lines": found.lines, "total": found.total, "can_check_out": found.can_check_out}
    return render(request, "cart/cart.html", context)


@require_POST
def cart_add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a licence first."))
        return redirect(way_back(request, "search"))
    effect = get_object_or_404(
        Effect.objects.on_sale().select_related("seller"), public_id=form.cleaned_data["effect"]
    )
    _add(request, effect, form.cleaned_data["licence"])
    return redirect(way_back(request, "cart"))


def _add(request: HttpRequest, effect: Effect, licence_code: str) -> None:
    mine = operations.cart_for(user=buyer_of(request), session=request.session)
    try:
        operations.add(cart=mine, effect=effect, licence_code=licence_code, at=timezone.now())
        messages.success(request, _("“%(title)s” is in your cart.") % {"title": effect.title})
    except operations.NotForSale:
        messages.error(request, _("This sound is not offered under that licence. Choose another one."))
    except operations.OwnSound:
        messages.error(request, _("This is your own sound; you can download it from the studio."))
    except operations.AlreadyOwned:
        messages.info(request, _("You already hold this licence. You find the file under your orders."))


@require_POST
def cart_remove(request: HttpRequest) -> HttpResponse:
    mine = queries.find(user=buyer_of(request), session=request.session)
    if mine and operations.remove(cart=mine, line_public_id=request.POST.get("line", "")[:26]):
        messages.success(request, _("Removed from your cart."))
    return redirect("cart")
