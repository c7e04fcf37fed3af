"""Who may enter the pages of sellers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from ksound.core.views import signed_in
from sellers.registration.models import Seller

P = ParamSpec("P")
SellerView = Callable[Concatenate[HttpRequest, Seller, P], HttpResponseBase]


def for_sellers(view: SellerView[P]) -> Callable[..., HttpResponseBase]:
    """Pass the signed-in person's Seller to the view; send everybody else to registration."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seller = Seller.objects.select_related("user").filter(user=signed_in(request)).first()
        if seller is None:
            return redirect("seller-register")
        return view(request, seller, *args, **kwargs)

    return guarded
