"""How often one person, or one place on the network, may ask for something in an hour."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

HOUR_S = 3_600


def spend(request: HttpRequest, *, on: str, hourly: int, at: datetime) -> int:
    """Count one request; return 0, or after how many seconds the next one is welcome.

    Counted by account, for visitors by address. While the cache is away nothing is counted and all are welcome.
    """
    now = int(at.timestamp())
    counted = who(request)
    if not counted:
        return 0
    key = f"budget:{on}:{counted}:{now // HOUR_S}"
    try:
        spent = cache.incr(key)
    except ValueError:  # the first in this hour
        spent = 1
        cache.add(key, spent, timeout=HOUR_S)
    return 0 if spent <= hourly else HOUR_S - now % HOUR_S


def who(request: HttpRequest) -> str:
    """A code for the account, or for a visitor's place on the network; "" when neither is known."""
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        # Whoever has one IPv6 address has the 18 trillion beside it.
        return f"net-{ipaddress.ip_network((address, 64), strict=False).network_address}"
    return f"net-{address}"
