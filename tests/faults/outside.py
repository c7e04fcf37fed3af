"""Asking a running site from outside: in a thread, and every address it has."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
from django.urls import URLPattern, URLResolver, get_resolver

Outcome = requests.Response | Exception
PUBLIC_ID = "01JZZZZZZZZZZZZZZZZZZZZZZZ"


@contextmanager
def meanwhile(ask: Callable[[], requests.Response]) -> Iterator[Callable[[], Outcome]]:
    """Ask in a thread; call the result to wait for what came of it."""
    came: list[Outcome] = []

    def go() -> None:
        try:
            came.append(ask())
        except requests.RequestException as error:
            came.append(error)

    def outcome() -> Outcome:
        asking.join(timeout=90)
        return came[0]

    asking = threading.Thread(target=go)
    asking.start()
    try:
        yield outcome
    finally:
        asking.join(timeout=90)


def addresses() -> list[str]:
    """Every address of the site, the admin's front door included but not its rooms."""
    found = {address for address in _below(get_resolver().url_patterns, "/") if "(" not in address}
    site = sorted(address for address in found if not address.startswith("/admin/"))
    return [*site, "/admin/", "/admin/login/", "/en/", "/en/search/"]


def _below(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        here = prefix + re.sub(r"<\w+:\w+>|<\w+>", PUBLIC_ID, str(pattern.pattern).strip("^$"))
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, here)
        else:
            yield here
