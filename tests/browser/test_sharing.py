"""The address of a sound is copied with one press, and says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Language


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_link_is_on_the_clipboard_and_the_page_says_so(language: Language, person: NewPerson) -> None:
    """The page carries data for search engines in a script block, too: no complaint of the content policy comes."""
    visitor = person(language, permissions=["clipboard-read", "clipboard-write"])
    visitor.open("/search/?price=paid")
    visitor.page.locator("main [data-title-link]").first.click()
    expect(visitor.page.locator("main .effect-head h1")).to_be_visible()
    visitor.page.reload()  # a page arrived by htmx has the head of the one before
    visitor.on("share-copy").click()
    expect(visitor.page.locator("[data-said]")).not_to_be_empty()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == visitor.on("share-url").input_value() == visitor.page.url
    assert visitor.page.locator("script[type='application/ld+json']").count() == 1
