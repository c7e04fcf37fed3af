"""From the home page to the file without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import buying, keyboard
from tests.browser.conftest import NewPerson

pytestmark = pytest.mark.browser


def test_a_sound_is_found_bought_and_downloaded_with_the_keyboard_alone(person: NewPerson) -> None:
    buyer = person("en")
    buyer.sign_up("keys")
    buyer.open("/")
    page, keys = buyer.page, buyer.page.keyboard
    keys.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    keyboard.go_to(buyer, buyer.on("search-input").first)
    keys.type("courtyard rain")
    keys.press("Enter")
    title = page.locator("main [data-title-link]").first
    keyboard.press(buyer, title)
    expect(buyer.on("add-to-cart")).to_be_visible()
    keyboard.begins_in_content(buyer)
    keyboard.go_to(buyer, buyer.on("licence-option").locator("[type=radio]").first)
    keys.press("Space")
    keyboard.press(buyer, buyer.on("add-to-cart"))
    expect(buyer.on("cart-count")).to_have_text("1")
    keyboard.press(buyer, page.locator("#cart-link"))
    expect(buyer.on("checkout")).to_be_visible()
    keyboard.press(buyer, buyer.on("checkout"))
    for consent in ("agree_terms", "agree_withdrawal"):
        keyboard.press(buyer, page.locator(f"[name={consent}]"), "Space")
    keyboard.press(buyer, buyer.on("pay-sandbox"))
    keyboard.press(buyer, buyer.on("sandbox-approve"))
    expect(page).to_have_url(re.compile(r"/orders/\w{26}/$"))
    buying.is_paid(buyer)
    with page.expect_download() as coming:
        keyboard.press(buyer, buyer.on("download").first)
    assert coming.value.suggested_filename.startswith("RAIN_")
