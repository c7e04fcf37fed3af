"""The page of a pack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.packs.models import Pack
from marketplace.cart import queries as carts
from marketplace.cart import quoting
from marketplace.cart.views import buyer_of
from marketplace.licences import queries as licences


@require_safe
def pack_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """On offer for everybody; its seller sees it in any state."""
    pack = get_object_or_404(Pack.objects.visible_to(request.user).with_members(), public_id=public_id)
    buyer = buyer_of(request)
    offers = []
    if pack.is_buyable:
        effects = [effect.pk for effect in pack.effects]
        held = licences.in_force(user_id=buyer.pk if buyer else None, effects=effects)
        in_cart = carts.codes_in(carts.find(user=buyer, session=request.session), pack)
        offers = quoting.pack_offers(pack, held, in_cart)
    context = {
        "pack": pack,
        "effects": [effect for effect in pack.effects if effect not in pack.missing],
        "offers": offers,
        "is_own": buyer is not None and pack.seller.user_id == buyer.pk,
    }
    return render(request, "packs/detail.html", context)
