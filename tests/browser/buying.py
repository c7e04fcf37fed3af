"""From the page of a sound to its file."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Download, expect

from tests.browser.person import Person

Provider = Literal["sandbox", "stripe", "toss"]
APPROVE = {"sandbox": "sandbox-approve", "stripe": "stripe-pay", "toss": "toss-approve"}


def add_to_cart(buyer: Person, *, licence: str = "creator") -> None:
    """On the page of a sound."""
    before = int(buyer.on("cart-count").inner_text())
    buyer.on("licence-option").locator(f"[value={licence}]").check()
    buyer.on("add-to-cart").click()
    expect(buyer.on("cart-count")).to_have_text(str(before + 1))


def pay(buyer: Person, *, provider: Provider) -> None:
    """From the cart through checkout and the payment page to the order."""
    buyer.open("/cart/")
    buyer.on("checkout").click()
    buyer.page.locator("[name=agree_terms]").check()
    buyer.page.locator("[name=agree_withdrawal]").check()
    buyer.on(f"pay-{provider}").click()
    buyer.on(APPROVE[provider]).click()
    expect(buyer.page).to_have_url(re.compile(r"/orders/\w{26}/$"))


def is_paid(buyer: Person) -> None:
    """The page follows the payment by itself."""
    expect(buyer.on("order-status")).to_have_attribute("data-state", "paid")


def download(buyer: Person) -> Download:
    with buyer.page.expect_download() as coming:
        buyer.on("download").click()
    return coming.value
