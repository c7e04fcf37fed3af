"""The shop window: home and the page of one sound."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.effects import queries as effects
from catalog.effects.models import Effect
from catalog.packs import queries as packs
from catalog.search.similar import queries as similar
from marketplace.cart.views import buyer_of
from marketplace.follows import queries as follows
from marketplace.home import licence_cards, queries, sharing, structured
from marketplace.reviews import queries as reviews
from sellers.profiles import queries as profiles


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    picks = queries.picks(at=timezone.now(), limit=7)
    newest = effects.newest(limit=8)
    categories = queries.categories(language=get_language() or "ko")
    context = {
        "lead": picks[0] if picks else None,
        "picks": picks[1:],
        "newest": newest,
        "free": effects.free(limit=4, besides=newest),
        "categories": categories[:12],
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
    options = licence_cards.licence_options(effect, buyer=buyer, session=request.session)
    said = reviews.section(effect, user=buyer)
    picture_url = request.build_absolute_uri(sharing.path_of(effect))
    context = {
        "effect": effect,
        "crumbs": queries.crumbs(effect, language=get_language() or "ko"),
        "options": options,
        "lowest_price": min((option.price for option in options if not option.owned), default=None),
        "packs": packs.of_effect(effect),
        "similar": alike,
        "reviews": said,
        "related": effects.related(effect, limit=6, besides=alike),
        "seller_shown": profiles.shown(effect.seller),
        "is_following": follows.is_following(user=buyer, seller=effect.seller),
        "followers": follows.followers(effect.seller),
        "seller_total": Effect.objects.on_sale().of(effect.seller).count(),
        "is_own": buyer is not None and effect.seller.user_id == buyer.pk,
        "picture_url": picture_url,
        "structured": structured.of_effect(
            effect,
            picture_url=picture_url,
            rating=reviews.aggregate_rating(said.rating),
            absolute=request.build_absolute_uri,
        ),
    }
    return render(request, "effects/detail.html", context)


@require_safe
def share_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """What other sites show of a link to the sound; of one that is not on sale there is nothing to show."""
    effect = get_object_or_404(Effect.objects.on_sale().with_facts(), public_id=public_id)
    response = HttpResponse(sharing.picture(effect), content_type="image/png")
    is_named = request.GET.get("v") == sharing.name_of(effect)
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_named else "public, max-age=3600"
    return response
