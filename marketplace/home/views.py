"""The shop window: home, the page of one sound, a seller's storefront."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.effects import queries as effects
from catalog.effects.models import Effect
from catalog.search.similar import queries as similar
from marketplace.cart.views import buyer_of
from marketplace.home import queries
from sellers.registration.models import Seller


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    categories = queries.categories(language=get_language() or "ko")
    context = {
        "newest": effects.newest(limit=8),
        "free": effects.free(limit=4),
        "categories": categories,
        "total": sum(category.count for category in categories),
    }
    return render(request, "home.html", context)


@require_safe
def effect_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """On sale for everybody; its seller and staff see it in any state."""
    visible = Effect.objects.audible_to(request.user).exclude(cat_id="").with_facts()
    effect = get_object_or_404(visible, public_id=public_id)
    buyer = buyer_of(request)
    alike = similar.neighbours(effect, limit=6)
    context = {
        "effect": effect,
        "options": queries.licence_options(effect, buyer=buyer, session=request.session),
        "similar": alike,
        "related": effects.related(effect, limit=6, besides=alike),
        "is_own": buyer is not None and effect.seller.user_id == buyer.pk,
    }
    return render(request, "effects/detail.html", context)


@require_safe
def storefront(request: HttpRequest, public_id: str) -> HttpResponse:
    seller = get_object_or_404(Seller.objects.filter(state=Seller.State.ACTIVE), public_id=public_id)
    on_sale = Effect.objects.on_sale().of(seller)
    context = {
        "seller": seller,
        "effects": list(on_sale.with_facts().newest_first()[:48]),
        "total": on_sale.count(),
    }
    return render(request, "sellers/storefront.html", context)
