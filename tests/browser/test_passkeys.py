"""Passkeys in a real browser: its virtual authenticator stands for the finger on the sensor."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import buying
from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser

FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_finger(reader: Person) -> None:
    line = reader.page.context.new_cdp_session(reader.page)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})


def is_in(reader: Person, email: str) -> None:
    expect(reader.page.locator("#account-menu .menu__head")).to_have_text(email)


def test_a_passkey_is_made_signs_in_with_the_guests_cart_and_is_removed(
    person: NewPerson, stack: Stack
) -> None:
    # A passkey belongs to a name; a number is none.
    reader = person("en", base_url=stack.base.replace("127.0.0.1", "localhost"))
    page, complaints = reader.page, []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    account = reader.sign_up("passkey")
    give_finger(reader)
    reader.open("/account/")
    page.get_by_role("link", name="Change Passkeys and two-step sign-in").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("main [name=password]").fill(account.password)
    page.locator("main form [type=submit]").click()
    page.locator("main [name=name]").fill("Laptop")
    reader.on("passkey-add").click()
    expect(reader.on("recovery-codes").locator("li")).to_have_count(10)

    page.context.clear_cookies()
    reader.open("/search/?price=paid")
    page.locator("main [data-title-link]").first.click()
    buying.add_to_cart(reader)
    reader.open("/accounts/login/")
    reader.on("passkey-sign-in").click()
    is_in(reader, account.email)
    expect(reader.on("cart-count")).to_have_text("1")

    reader.open("/accounts/2fa/")
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_role("link", name="Use a passkey").click()
    reader.on("passkey-confirm").click()
    page.get_by_role("button", name="Remove").click()
    expect(reader.on("passkey")).to_have_count(0)

    page.context.clear_cookies()
    reader.open("/accounts/login/")
    reader.on("passkey-sign-in").click()
    expect(reader.on("flash").first).to_be_visible()
    expect(page.locator("#account-menu .menu__head")).to_have_count(0)
    assert complaints == []
