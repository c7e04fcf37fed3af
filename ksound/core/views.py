"""Small things views share."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from ksound.core.models import User
from ksound.lib import ulid


def signed_in(request: HttpRequest) -> User:
    """The person behind a `login_required` view, typed as our own User."""
    assert isinstance(request.user, User)
    return request.user


def public_id_in(said: QueryDict, name: str) -> str:
    """The public id a form or an address names; "" for anything that cannot be one, which no query need see."""
    text = said.get(name) or ""
    return text if ulid.is_ulid(text) else ""


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page the form asks to return to (`next`), if it is one of ours."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return otherwise


def wants_json(request: HttpRequest) -> bool:
    """Whether one of our scripts asks; forms and links get pages."""
    return request.headers.get("Accept", "").startswith("application/json")
