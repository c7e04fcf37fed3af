"""What favourites hear about."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from ksound.core.models import User
from marketplace.favourites import operations


def fulfil_wanted(*, request: HttpRequest, user: User, **_: object) -> None:
    """At sign-in, the sounds a visitor marked become favourites."""
    new = operations.fulfil(user=user, session=request.session, at=timezone.now())
    if new:
        said = ngettext("%(n)d sound is now a favourite.", "%(n)d sounds are now favourites.", new)
        messages.success(request, said % {"n": new})
