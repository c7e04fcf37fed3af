"""What the cart hears about."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ksound.core.models import User
from marketplace.cart import operations

NAMED = 3


def adopt_guest_cart(*, request: HttpRequest, user: User, **_kwargs: object) -> None:
    """Move the guest's cart, and say what became of it."""
    adopted = operations.adopt_guest_cart(user=user, session=request.session)
    if adopted.moved:
        said = ngettext(
            "%(n)d item you had chosen is in your cart.",
            "%(n)d items you had chosen are in your cart.",
            adopted.moved,
        )
        messages.success(request, said % {"n": adopted.moved})
    if adopted.owned:
        said = _("Not put into your cart, because you hold the licence already: %(titles)s.")
        messages.info(request, said % {"titles": _some(adopted.owned)})
    if adopted.own:
        said = _("Not put into your cart, because these are your own sounds: %(titles)s.")
        messages.info(request, said % {"titles": _some(adopted.own)})
    if adopted.gone:
        said = _("Not put into your cart, because it is no longer on sale: %(titles)s.")
        messages.info(request, said % {"titles": _some(adopted.gone)})


def _some(titles: list[str]) -> str:
    more = len(titles) - NAMED
    named = ", ".join(f"“{title}”" for title in titles[:NAMED])
    return f"{named} + {more}" if more > 0 else named
