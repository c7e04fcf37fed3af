"""A person at the site, over HTTP: cookies, CSRF, and errors that say what was asked."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urljoin

import requests

TIMEOUT_S = 30


class StepFailed(Exception):
    """The site did not do what a step of the main job needs."""


class Visitor:
    """One browser's worth of cookies. Addresses are paths; answers with 4xx and 5xx are failures."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()

    def get(self, path: str, *, expect: int = 200, **options: Any) -> requests.Response:
        answer = self.session.get(urljoin(self.base_url, path), timeout=TIMEOUT_S, **options)
        return _expected(answer, expect)

    def post(
        self, path: str, data: dict[str, Any], *, page: str = "", expect: int = 200, **options: Any
    ) -> requests.Response:
        """Open `page` (by default `path` itself) for its CSRF cookie, then send the form."""
        self.get(page or path)
        headers = {"X-CSRFToken": self.session.cookies.get("csrftoken", ""), "Referer": self.base_url}
        headers |= options.pop("headers", {})
        answer = self.session.post(
            urljoin(self.base_url, path), data=data, headers=headers, timeout=TIMEOUT_S, **options
        )
        return _expected(answer, expect)


def _expected(answer: requests.Response, status: int) -> requests.Response:
    if answer.status_code != status:
        raise StepFailed(f"{answer.request.method} {answer.url} answered {answer.status_code}, not {status}")
    return answer


def find(pattern: str, text: str, *, what: str) -> str:
    """The first group of `pattern` in a page; StepFailed naming `what` when it is not there."""
    found = re.search(pattern, text, re.DOTALL)
    if not found:
        raise StepFailed(f"{what} is not on the page")
    return unescape(found.group(1))


def wait_for(look: Callable[[], str | None], *, what: str, seconds: float = 60) -> str:
    """Ask `look` until it answers; StepFailed naming `what` when it never does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise StepFailed(f"{what} did not happen within {seconds:.0f} seconds")
