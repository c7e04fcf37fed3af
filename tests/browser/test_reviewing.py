"""Following a seller and reviewing a sound, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import buying
from tests.browser.conftest import NewPerson

pytestmark = pytest.mark.browser


def test_a_sound_is_taken_reviewed_by_keyboard_and_its_seller_followed(person: NewPerson) -> None:
    reader = person("en", provoking="/review/")
    reader.sign_up("review")
    reader.open("/search/?price=free")
    reader.page.goto(reader.page.locator("main [data-title-link]").first.get_attribute("href") or "")
    sound = reader.page.url
    buying.add_to_cart(reader, licence="public")
    reader.open("/checkout/")
    reader.page.locator("[name=agree_terms]").check()
    reader.page.locator("[name=agree_withdrawal]").check()
    reader.page.locator("main form [type=submit]").last.click()
    buying.is_paid(reader)

    reader.page.goto(sound)
    reader.on("review-begin").click()
    form, keyboard = reader.on("review-form"), reader.page.keyboard
    form.locator("[type=submit]").click()
    expect(form.get_by_test_id("form-error")).to_be_visible()
    expect(form.locator("[name=stars]").first).to_be_focused()
    for _star in range(3):
        keyboard.press("ArrowRight")
    expect(form.get_by_label("4 stars: good")).to_be_checked()
    keyboard.press("Tab")
    keyboard.type("Very close, no hiss.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(reader.on("review")).to_contain_text("Very close, no hiss.")

    reader.page.goto(sound)
    reader.page.locator("main a[href*='/sellers/']").first.click()
    expect(reader.page).to_have_url(re.compile("/sellers/"))
    button, there = reader.on("follow"), reader.page.url
    button.press("Enter")
    expect(button).to_have_attribute("value", "no")
    expect(button).to_be_focused()
    assert reader.page.url == there
    reader.open("/following/")
    expect(reader.on("effect-card").first).to_be_visible()
