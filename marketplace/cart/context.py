"""The number in the header."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.cart import queries


def cart(request: HttpRequest) -> dict[str, Any]:
    """`cart_count`, counted only by pages that show it."""
    user = request.user if request.user.is_authenticated else None
    return {"cart_count": SimpleLazyObject(lambda: queries.count(user=user, session=request.session))}
