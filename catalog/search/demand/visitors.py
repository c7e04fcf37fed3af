"""Telling whether the same person searched for the same words before, without knowing who that is.

A visitor is a keyed hash of account or address that is made for one request and never stored. What is remembered, in
the cache and for a week, is a keyed hash of visitor and wording together: it leads to neither of them.
"""

from __future__ import annotations

import re

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ksound.core import budget

REMEMBERED_S = 7 * 24 * 3600
HOURLY = 120
_SALT = "catalog.search.demand"
# Programs that say so themselves.
_PROGRAMS = re.compile(r"bot|crawl|spider|slurp|curl|wget|python|http-?client|preview|scrap", re.IGNORECASE)


def visitor(request: HttpRequest) -> str:
    """A code for whoever asks; "" for programs, prefetched pages and those who search without end."""
    agent = request.headers.get("User-Agent", "")
    if _PROGRAMS.search(agent) or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return ""
    if budget.spend(request, on="searches", hourly=HOURLY, at=timezone.now()):
        return ""
    who = budget.who(request)
    return salted_hmac(_SALT, who, algorithm="sha256").hexdigest() if who else ""


def is_first(visitor: str, wording: str) -> bool:
    """Whether this visitor has not searched for this wording within a week. Never while the cache is away."""
    mark = salted_hmac(_SALT, f"{visitor}|{wording}", algorithm="sha256").hexdigest()[:32]
    key = f"searched:{mark}"
    # The second question because a cache that is away says yes to the first.
    return cache.add(key, 1, timeout=REMEMBERED_S) and cache.has_key(key)
