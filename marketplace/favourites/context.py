"""Which sounds wear a filled heart."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.favourites import queries


def favourites(request: HttpRequest) -> dict[str, Any]:
    """`favourites`: primary keys of the person's favourites, read only by pages that show hearts."""
    user = getattr(request, "user", None)
    # A request refused early, such as one for another host, belongs to nobody.
    if user is None or not user.is_authenticated:
        return {"favourites": frozenset()}
    return {"favourites": SimpleLazyObject(lambda: queries.marked_by(user))}
