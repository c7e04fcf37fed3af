"""Every public page on a telephone: nothing sticks out, nothing is reported to the console."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from ksound.demo import sign_ins
from tests.browser import buying
from tests.browser.conftest import NewPerson
from tests.browser.person import Language, Person
from tests.browser.stack import Account

pytestmark = pytest.mark.browser

TELEPHONE: ViewportSize = {"width": 390, "height": 844}
PUBLIC = ("/", "/search/", "/search/?q=qqqqqq", "/cart/", "/accounts/signup/", "/accounts/password/reset/")
SELLERS = (
    "/studio/upload/",
    "/studio/effects/",
    "/studio/profile/",
    "/sell/dashboard/",
    "/following/",
    "/notifications/",
    "/account/notifications/",
    "/accounts/email/",
)

# What lies in a box that scrolls by itself does not widen the page.
STICKS_OUT = """() => [...document.body.querySelectorAll("*")]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_public_pages_fit_a_telephone(
    person: NewPerson, language: Language, colours: Literal["light", "dark"]
) -> None:
    visitor = person(language, viewport=TELEPHONE, color_scheme=colours)
    for path in PUBLIC:
        visitor.open(path)
        fits(visitor)
    visitor.open("/search/?dur=15..30")
    visitor.page.locator("main [data-title-link]").first.click()
    expect(visitor.on("add-to-cart")).to_be_visible()
    fits(visitor)
    visitor.on("play").first.click()
    expect(visitor.on("player")).to_be_visible()
    fits(visitor)
    buying.add_to_cart(visitor)
    visitor.page.locator("main a[href*='/sellers/']").first.click()
    expect(visitor.on("effect-card").first).to_be_visible()
    fits(visitor)
    visitor.open("/cart/")
    fits(visitor)
    visitor.on("checkout").click()
    expect(visitor.page.locator("[name=login]")).to_be_visible()
    fits(visitor)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_of_buyers_and_sellers_fit_a_telephone(person: NewPerson, language: Language) -> None:
    seller = person(language, viewport=TELEPHONE)
    seller.sign_in(Account(sign_ins.SELLER.email, sign_ins.PASSWORD))
    for path in SELLERS:
        seller.open(path)
        fits(seller)
    seller.open("/studio/effects/")
    seller.page.locator("main .line__title").first.click()
    expect(seller.page.locator("main .facts").first).to_be_visible()
    fits(seller)


def fits(reader: Person) -> None:
    width = reader.page.evaluate("document.documentElement.scrollWidth")
    assert width <= TELEPHONE["width"], (reader.page.url, width, reader.page.evaluate(STICKS_OUT))
