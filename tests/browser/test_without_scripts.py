"""The way from search to file does not need JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import buying
from tests.browser.conftest import NewPerson
from tests.browser.person import Language

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_sound_is_found_bought_and_downloaded_without_scripts(
    person: NewPerson, language: Language
) -> None:
    buyer = person(language, java_script_enabled=False)
    buyer.sign_up("plain")
    buyer.open("/")
    buyer.on("search-input").fill("courtyard rain")
    buyer.on("search-input").press("Enter")
    buyer.page.locator("main [data-title-link]").first.click()
    buying.add_to_cart(buyer)
    buying.pay(buyer, provider="sandbox")
    buying.is_paid(buyer)
    assert buying.download(buyer).suggested_filename.startswith("RAIN_")
    buyer.open("/account/")
    buyer.page.locator("[name=agree_marketing]").check()
    buyer.page.locator("form[action$='/account/news/'] [type=submit]").click()
    expect(buyer.on("flash").first).to_be_visible()
    expect(buyer.page.locator("[name=agree_marketing]")).to_be_checked()
