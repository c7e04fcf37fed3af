"""What the cart hears about."""

from django.http import HttpRequest

from ksound.core.models import User
from marketplace.cart import operations


def adopt_guest_cart(*, request: HttpRequest, user: User, **_: object) -> None:
    operations.adopt_guest_cart(user=user, session=request.session)
