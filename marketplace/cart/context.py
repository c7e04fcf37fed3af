"""The number in the header."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.cart import queries


def cart(request: HttpRequest) -> dict[str, Any]:
    """`cart_count`, counted only by pages that show it."""
    who = getattr(request, "user", None)
    user = who if who and who.is_authenticated else None
    return {"cart_count": SimpleLazyObject(lambda: queries.count(user=user, session=request.session))}
