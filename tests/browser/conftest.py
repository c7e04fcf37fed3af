"""One running site for all tests here, one Chromium for each module, and people with browsers of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, PATIENCE_MS, PROGRAMS, program
from tests.browser.person import Complaints, Language, Person
from tests.browser.stack import Stack, running_stack

NewPerson = Callable[..., Person]


@pytest.fixture(scope="session")
def chromium_program() -> str:
    """The system's Chromium. Its absence is a reason to skip, except where it must be installed."""
    found = program()
    if found is None:
        reason = f"no Chromium on this machine: none of {', '.join(PROGRAMS)} is installed"
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def stack(chromium_program: str) -> Iterator[Stack]:
    with running_stack() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(chromium_program: str) -> Iterator[Browser]:
    # Not for the session: Playwright's event loop stays the running one of this thread, and Django
    # refuses its database in such a thread to the tests of other folders.
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def person(stack: Stack, chromium: Browser) -> Iterator[NewPerson]:
    """Makes people. No page they saw may have reported an error to the console, nor the server one.

    `provoking` is part of an address about which a test expects the console to complain.
    """
    complaints = Complaints(stack.base)
    contexts = []

    def new(language: Language = "ko", *, provoking: str = "", **options: Any) -> Person:
        complaints.expected += [provoking] if provoking else []
        locale = {"ko": "ko-KR", "en": "en-GB"}[language]
        context = chromium.new_context(**{"locale": locale, "base_url": stack.base, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        complaints.listen(context)
        return Person(page=context.new_page(), stack=stack, language=language)

    yield new
    for context in contexts:
        context.close()
    assert not complaints.heard, "\n".join([*complaints.heard, "", stack.last_words()])
