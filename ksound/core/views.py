"""Small things views share."""

from __future__ import annotations

from django.http import HttpRequest

from ksound.core.models import User


def signed_in(request: HttpRequest) -> User:
    """The person behind a `login_required` view, typed as our own User."""
    assert isinstance(request.user, User)
    return request.user
