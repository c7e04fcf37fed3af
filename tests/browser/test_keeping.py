"""Favourites and projects by mouse, by keyboard, by finger, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import buying, listening
from tests.browser.conftest import NewPerson
from tests.browser.test_pages import TELEPHONE, fits

pytestmark = pytest.mark.browser

LONG_SOUNDS = "/search/?duration=15-30"


def test_hearts_by_key_are_undone_and_found_again(person: NewPerson) -> None:
    visitor = person("en")
    visitor.sign_up("heart")
    visitor.open(LONG_SOUNDS)
    row, keyboard = visitor.on("effect-card").first, visitor.page.keyboard
    heart = row.get_by_test_id("favourite")
    row.focus()
    keyboard.press("f")
    expect(heart).to_have_attribute("aria-pressed", "true")
    visitor.page.get_by_role("button", name="Undo").click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(visitor.page.get_by_text("No longer a favourite.")).to_be_visible()
    heart.click()
    expect(visitor.page.get_by_text("Added to your favourites.").last).to_be_visible()
    title = row.locator("[data-title-link]").inner_text()
    visitor.open("/favourites/")
    expect(visitor.on("effect-card")).to_have_count(1)
    expect(visitor.page.locator("main [data-title-link]")).to_have_text(title)


def test_a_heart_that_is_refused_empties_again(person: NewPerson) -> None:
    visitor = person("en", provoking="/favourites/mark/")
    visitor.sign_up("refused")
    visitor.open(LONG_SOUNDS)
    visitor.page.route("**/favourites/mark/", lambda route: route.abort())
    heart = visitor.on("favourite").first
    heart.click()
    expect(visitor.on("flash").last).to_have_class(re.compile("error"))
    expect(heart).to_have_attribute("aria-pressed", "false")


def test_a_project_is_filled_by_key_ordered_and_taken_along_while_the_sound_plays_on(
    person: NewPerson,
) -> None:
    visitor = person("en")
    visitor.sign_up("project")
    visitor.open(LONG_SOUNDS)
    page, rows = visitor.page, visitor.on("effect-card")
    listening.play(visitor, effect_id=str(visitor.on("play").first.get_attribute("data-effect")))
    rows.nth(0).focus()
    page.keyboard.press("p")
    page.locator("#project-dialog [name=name]").fill("Book 1")
    page.locator("#project-dialog [name=name]").press("Enter")
    expect(page.locator("#project-dialog")).to_be_hidden()
    rows.nth(1).focus()
    page.keyboard.press("p")
    expect(page.locator("#project-dialog [name=project]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#project-dialog")).to_be_hidden()
    page.get_by_role("link", name="Open", exact=True).last.click()
    items = visitor.on("project-item")
    expect(items).to_have_count(2)
    first, second = (items.nth(place).locator("[data-title-link]").inner_text() for place in (0, 1))
    items.nth(0).get_by_role("button", name=f"Move {first} down").click()
    expect(items.nth(0).locator("[data-title-link]")).to_have_text(second)
    grip = items.nth(1).locator("[data-grip]")
    with page.expect_response("**/move/"):
        grip.hover()
        page.mouse.down()
        top = items.nth(0).bounding_box()
        assert top
        page.mouse.move(top["x"] + 20, top["y"] + 2, steps=5)
        page.mouse.up()
    expect(items.nth(0).locator("[data-title-link]")).to_have_text(first)
    listening.plays_on(visitor)
    page.reload()
    expect(items.nth(0).locator("[data-title-link]")).to_have_text(first)
    page.get_by_role("link", name="Cue sheet").click()
    with page.expect_download() as coming:
        visitor.on("cue-sheet-otio").click()
    assert coming.value.suggested_filename == "book-1.otio"


def test_a_visitor_signs_in_and_the_heart_is_done(person: NewPerson) -> None:
    visitor = person("ko")
    account = visitor.sign_up("later")
    visitor.page.context.clear_cookies()
    visitor.open(LONG_SOUNDS)
    visitor.on("favourite").first.click()
    expect(visitor.on("flash").first).to_be_visible()
    visitor.page.locator("[name=login]").fill(account.email)
    visitor.page.locator("[name=password]").fill(account.password)
    visitor.page.locator("main form [type=submit]").click()
    expect(visitor.on("favourite").first).to_have_attribute("aria-pressed", "true")


def test_without_scripts_everything_but_dragging_works(person: NewPerson) -> None:
    visitor = person("ko", java_script_enabled=False)
    visitor.sign_up("plain")
    visitor.open(LONG_SOUNDS)
    page = visitor.page
    visitor.on("favourite").first.click()
    expect(visitor.on("favourite").first).to_have_attribute("aria-pressed", "true")
    for place, name in ((0, "1권"), (1, "")):
        visitor.open(LONG_SOUNDS)
        visitor.on("add-to-project").nth(place).click()
        if name:
            page.locator("[name=name]").fill(name)
        visitor.on("project-choose").click()
    items = visitor.on("project-item")
    expect(items).to_have_count(2)
    first = items.nth(0).get_attribute("data-item")
    items.nth(0).locator("[name=down]").click()
    expect(items.nth(1)).to_have_attribute("data-item", str(first))
    items.nth(1).locator("a[href*='/items/']").click()
    page.locator("[name=start]").fill("00:00:01:00")
    page.locator("[name=note]").fill("크게")
    page.locator("main form [type=submit]").click()
    expect(items.nth(1)).to_contain_text("00:00:01:00")
    items.nth(0).locator("[name=item]").click()
    expect(items).to_have_count(1)
    visitor.on("undo").click()
    expect(items).to_have_count(2)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_fit_a_telephone_and_the_folder_is_bought(person: NewPerson, language: str) -> None:
    visitor = person(language, viewport=TELEPHONE, has_touch=True)
    visitor.sign_up("phone")
    page = visitor.page
    visitor.open("/search/?price=paid")
    for place in range(2):
        visitor.on("add-to-project").nth(place).tap()
        if place == 0:
            page.locator("#project-dialog [name=name]").fill("Reel")
        visitor.on("project-choose").tap()
        expect(page.locator("#project-dialog")).to_be_hidden()
    fits(visitor)
    visitor.open("/projects/")
    fits(visitor)
    visitor.on("project").get_by_role("link").click()
    expect(visitor.on("project-item")).to_have_count(2)
    fits(visitor)
    visitor.on("share").tap()
    fits(visitor)
    link = visitor.on("share-url").input_value()
    stranger = person(language, viewport=TELEPHONE)
    stranger.page.goto(link)
    expect(stranger.on("project-item")).to_have_count(2)
    fits(stranger)
    page.locator("[name=licence][value=creator]").check()
    visitor.on("buy-missing").tap()
    expect(visitor.on("cart-count")).to_have_text("2")
    buying.pay(visitor, provider="sandbox")
    buying.is_paid(visitor)
    visitor.open("/projects/")
    visitor.on("project").get_by_role("link").click()
    expect(visitor.on("buy-missing")).to_have_count(0)
    with page.expect_download() as coming:
        visitor.on("download-all").click()
    assert coming.value.suggested_filename == "reel.zip"
