"""Following in the browser: the button, and the page of what is new."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ksound.core.views import signed_in, way_back
from marketplace.follows import operations, queries
from sellers.registration.models import Seller


@login_required
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    page, groups = queries.page_of(user=user, number=request.GET.get("page", "1"))
    context = {"page": page, "groups": groups, "sellers": queries.followed_by(user)}
    return render(request, "follows/following.html", context)


@require_POST
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """`wanted` is yes or no. htmx gets the button again, a form its page."""
    seller = get_object_or_404(Seller, public_id=public_id)
    if not request.user.is_authenticated:
        messages.info(request, _("Sign in to follow sellers."))
        answer = redirect_to_login(seller.get_absolute_url())
        if _wants_button(request):  # the session ended since the page was made
            return HttpResponse(headers={"HX-Redirect": answer.url})
        return answer
    if request.POST.get("wanted") == "no":
        operations.unfollow(user=signed_in(request), seller=seller)
    else:
        _follow(request, seller)
    if not _wants_button(request):
        return redirect(way_back(request, seller.get_absolute_url()))
    context = {
        "seller": seller,
        "is_following": queries.is_following(user=signed_in(request), seller=seller),
        "followers": queries.followers(seller),
    }
    return render(request, "follows/button.html", context)


def _wants_button(request: HttpRequest) -> bool:
    """Whether htmx asks for the button itself; forms it sends in place of the browser want their page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def _follow(request: HttpRequest, seller: Seller) -> None:
    try:
        operations.follow(user=signed_in(request), seller=seller, at=timezone.now())
    except operations.OwnStore:
        messages.error(request, _("This is your own store."))
    except operations.NotSelling:
        messages.error(request, _("This seller is not active at the moment."))
    except operations.TooMany:
        full = _("You follow %(n)d sellers, the most there can be.")
        messages.error(request, full % {"n": operations.LIMIT})
