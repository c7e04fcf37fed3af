"""The player by keyboard, and beside quick steps through the history."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser import listening
from tests.browser.conftest import NewPerson

pytestmark = pytest.mark.browser

# Three of the seeded sounds, none of which ends while a test listens to it.
LONG_SOUNDS = "/search/?duration=15-30"


def test_j_and_k_go_along_the_results_and_space_pauses(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LONG_SOUNDS)
    rows = visitor.on("effect-card")
    rows.nth(0).focus()
    keyboard = visitor.page.keyboard
    for key, place in (("j", 1), ("j", 2), ("k", 1)):
        keyboard.press(key)
        expect(rows.nth(place)).to_be_focused()
        expect(rows.nth(place)).to_have_attribute("data-current", "")
        expect(rows.nth(place).get_by_test_id("play")).to_have_attribute("data-state", "playing")
        listening.advances(listening.player(visitor.page))
    keyboard.press("Space")
    expect(rows.nth(1).get_by_test_id("play")).not_to_have_attribute("data-state", "playing")
    assert listening.is_paused(visitor.page)
    keyboard.press("Space")
    listening.advances(listening.player(visitor.page))


def test_the_keys_go_by_place_whatever_the_keyboard_layout(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open(LONG_SOUNDS)
    rows = visitor.on("effect-card")
    rows.nth(0).focus()
    rows.nth(0).dispatch_event("keydown", {"key": "ㅓ", "code": "KeyJ", "bubbles": True})
    expect(rows.nth(1)).to_have_attribute("data-current", "")


def test_typing_into_the_search_does_nothing_to_the_player(person: NewPerson) -> None:
    visitor = person("ko")
    visitor.open(LONG_SOUNDS)
    button = visitor.on("play").first
    listening.play(visitor, effect_id=str(button.get_attribute("data-effect")))
    before = listening.sounding(visitor.page)
    visitor.on("search-input").click()
    visitor.page.keyboard.type("jkj k5")
    expect(visitor.on("search-input")).to_have_value("jkj k5")
    listening.plays_on(visitor)
    assert listening.sounding(visitor.page) == before


def test_back_and_forward_at_once_end_on_the_page_of_the_address(person: NewPerson) -> None:
    visitor = person("en")
    visitor.open(LONG_SOUNDS)
    page = visitor.page
    page.locator("main [data-title-link]").first.click()
    expect(visitor.on("add-to-cart")).to_be_visible()
    late: list[Route] = []
    page.route("**/search/?*", lambda route: late.append(route))
    with page.expect_request("**/search/?*"):
        page.go_back()
    page.go_forward()
    expect(page.locator("#page-progress")).not_to_have_class("htmx-request")
    late[0].continue_()
    if answer := late[0].request.response():  # none: the page no longer waits for it
        answer.finished()
    page.evaluate("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")
    expect(visitor.on("add-to-cart")).to_be_visible(timeout=2_000)
    expect(page.locator("#results")).to_have_count(0, timeout=2_000)
